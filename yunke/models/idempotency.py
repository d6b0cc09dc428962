"""The same request twice is answered once."""

from __future__ import annotations

from django.db import models


class IdempotencyKey(models.Model):
    """What was answered to ``key`` from ``actor`` on ``route``; another body under it is refused (422)."""

    actor = models.CharField(max_length=26)
    route = models.CharField(max_length=120)
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)  # set in the same transaction
    response = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "route", "key"], name="idempotency_once"),
        ]
