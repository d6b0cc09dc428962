"""The append-only record of acts, and the chain that proves nothing in it was changed."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One act: who, what, on which thing, from which state to which. Never updated, never deleted."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=26, blank=True)  # a user's public_id; empty: the house itself
    verb = models.CharField(max_length=60)  # past tense
    thing_type = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=64)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["thing_type", "thing_id", "id"], name="audit_thing"),
            models.Index(fields=["actor", "id"], name="audit_actor"),
        ]


class AuditSeal(models.Model):
    """An entry's place in the hash chain, written by a job soon after the act.

    Sealing apart keeps acts from queueing behind one chain head, and keeps entries untouched.
    """

    number = models.BigAutoField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64, unique=True)
