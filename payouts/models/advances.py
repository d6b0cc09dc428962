"""Money an agent had before their month was settled (预支): granted by two, paid outside, taken back once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onboarding.models import Agent, User
from payouts.states import ADVANCE
from tasks.models import PayingEntity
from yunke.models import Public


class Advance(Public):
    """``settle_month`` is written when its payment is recorded: that month's statement takes all of it back, and
    what cannot be taken goes on as debt. ``reference`` is the bank's own number of the payment."""

    STATES = ADVANCE

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="advances")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="advances")
    amount_fen = models.PositiveIntegerField()
    why = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    settle_month = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=ADVANCE.choices, default="proposed")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="advance_above_zero"),
            models.CheckConstraint(
                condition=(Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")))
                & (Q(paid_by__isnull=True) | (~Q(paid_by=F("proposed_by")) & ~Q(paid_by=F("decided_by")))),
                name="advance_three_people",
            ),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | Q(settle_month__isnull=False, paid_on__isnull=False, paid_by__isnull=False),
                name="advance_paid_in_a_month",
            ),
            models.UniqueConstraint(
                fields=["entity", "reference"], condition=~Q(reference=""), name="advance_payment_once"
            ),
        ]
        indexes = [models.Index(fields=["entity", "settle_month", "agent"], name="advance_month")]
