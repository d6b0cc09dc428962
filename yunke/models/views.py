"""How a person reads a list again: narrowed and sorted under a name of their own."""

from __future__ import annotations

from django.db import models

from yunke.models.base import Public


class SavedView(Public):
    """``page``: the name of the list's address. ``query``: what narrows and sorts it, only what the list knows."""

    user = models.CharField(max_length=26)  # public_id of a user
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=40)
    query = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_name")]
