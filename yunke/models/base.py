"""What the rooms' models share."""

from __future__ import annotations

from django.db import models


class Public(models.Model):
    """A row that is named outside: ``public_id`` in URLs, the API and payout keys."""

    public_id = models.CharField(max_length=26, unique=True, editable=False)

    class Meta:
        abstract = True


class Counter(models.Model):
    """The last human number given out, one row a kind (``agent``, ``task`` ...)."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.BigIntegerField(default=0)
