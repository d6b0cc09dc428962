"""A piece of long work as a row: its state is the queue, its token the fence."""

from __future__ import annotations

from django.db import models

from yunke.models.base import Public
from yunke.states import CHUNK


class Chunk(Public):
    """``args`` holds ids only. ``token`` rises each time the chunk is taken; finishing names it."""

    STATES = CHUNK

    kind = models.CharField(max_length=40)
    batch = models.CharField(max_length=26)  # public_id of the run or import it belongs to
    number = models.PositiveIntegerField()
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=CHUNK.choices, default="due")
    token = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker_pid = models.IntegerField(null=True)
    worker_host = models.CharField(max_length=100, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    error = models.JSONField(default=dict)  # code and facts of the last failure

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "kind", "number"], name="chunk_once_in_batch"),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="chunk_due")]
