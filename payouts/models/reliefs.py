"""Tax relief of a person and year, from a document two people have looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onboarding.models import Agent, User
from payouts.states import RELIEF
from tasks.models import PayingEntity
from yunke.models import Public


class TaxRelief(Public):
    """``relief_fen`` lessens the year's T, from the run of ``from_month`` on (written when it is confirmed),
    so that what was approved before it computes the same again. The latest of a year counts."""

    STATES = RELIEF

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="tax_reliefs")
    tax_year = models.PositiveSmallIntegerField()
    relief_fen = models.PositiveIntegerField()
    document = models.CharField(max_length=120)
    from_month = models.DateField(null=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=RELIEF.choices, default="proposed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="relief_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(decided_by__isnull=False),
                name="relief_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(from_month__isnull=False), name="relief_has_month"
            ),
            models.UniqueConstraint(
                fields=["entity", "agent", "tax_year"],
                condition=Q(state="proposed"),
                name="relief_one_proposed",
            ),
        ]
        indexes = [models.Index(fields=["entity", "tax_year", "state"], name="relief_of_year")]
