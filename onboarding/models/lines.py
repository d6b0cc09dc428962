"""Lines of business: a line is data."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language


class Line(models.Model):
    code = models.SlugField(max_length=30, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=40)
    is_open = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    def __str__(self) -> str:
        return self.name
