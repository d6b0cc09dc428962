"""Double entry, append-only: a mistake is answered by its mirror image and a new transaction."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onboarding.models import Agent
from tasks.models import PayingEntity
from yunke.models import Public


class LedgerAccount(models.Model):
    code = models.SlugField(max_length=30, primary_key=True)
    name = models.CharField(max_length=60)  # msgid


class LedgerTransaction(Public):
    """``key`` names the event it books (``approve:R202610-X``): booked once."""

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=30)
    booked_at = models.DateTimeField()
    mirrors = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="mirrored_by")


class LedgerEntry(models.Model):
    """One leg. ``amount_fen`` above zero is a debit, below a credit."""

    transaction = models.ForeignKey(LedgerTransaction, on_delete=models.PROTECT, related_name="entries")
    account = models.ForeignKey(
        LedgerAccount, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, null=True, related_name="+")
    amount_fen = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="ledger_leg_not_zero")]
        indexes = [models.Index(fields=["account", "agent"], name="ledger_balance")]
