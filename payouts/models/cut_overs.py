"""What people were paid and owe before this house began: brought in from a file, confirmed by a second person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onboarding.models import Agent, User
from payouts.models.money_out import private_storage
from payouts.states import CUT_OVER
from tasks.models import PayingEntity
from yunke.models import Public


class CutOver(Public):
    """The sums are the proof totals a person typed, equal to the file's. No rows: nobody was paid before.
    A large file is looked through and brought in by a worker; ``problems`` are the reasons it came back with.

    ``from_month`` (written when it is confirmed) is the first month that looks back on it, so that what was
    approved before computes the same again.
    """

    STATES = CUT_OVER

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="cut_overs")
    tax_year = models.PositiveSmallIntegerField()
    file = models.FileField(storage=private_storage, max_length=200, blank=True)  # encrypted
    file_hash = models.CharField(max_length=64)
    row_count = models.PositiveIntegerField()
    income_fen = models.BigIntegerField()
    tax_fen = models.BigIntegerField()
    debt_fen = models.BigIntegerField()
    fresh_count = models.PositiveIntegerField(
        default=0, db_default=0
    )  # people new here when it was looked through
    problems = models.JSONField(default=list)
    from_month = models.DateField(null=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=CUT_OVER.choices, default="proposed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="cut_over_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(from_month__isnull=False), name="cut_over_has_month"
            ),
            models.UniqueConstraint(
                fields=["entity", "tax_year", "file_hash"],
                condition=~Q(state__in=("refused", "faulty")),
                name="cut_over_file_once",
            ),
        ]


class OpeningBalance(models.Model):
    """One person's year with one entity before this house, and the debt they brought; never changed.

    ``months`` has a bit for each month with pay (January is 1).
    """

    cut_over = models.ForeignKey(CutOver, on_delete=models.PROTECT, related_name="openings")
    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="+", db_index=False)
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="openings")
    tax_year = models.PositiveSmallIntegerField()
    from_month = models.DateField()  # of its cut-over
    income_fen = models.PositiveBigIntegerField()
    tax_fen = models.PositiveBigIntegerField()
    months = models.PositiveSmallIntegerField()
    debt_fen = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "agent", "tax_year"], name="opening_once"),
            models.CheckConstraint(condition=Q(tax_fen__lte=F("income_fen")), name="opening_tax_of_income"),
        ]
