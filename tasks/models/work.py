"""Facts that are paid: hours and results. No rate and no sum stands here; payouts prices.

``entity`` and ``settle_month`` are empty until approval writes them, once.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onboarding.models import Agent, User
from tasks.models.bookings import Booking
from tasks.models.clients import Task
from tasks.models.entities import PayingEntity
from tasks.models.imports import ResultImport
from tasks.models.terms import ResultKind, Terms
from tasks.states import FACT
from yunke.models import Public


class Fact(Public):
    """What segment and result share: whose, of which task and terms, in which month it is paid."""

    STATES = FACT

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="%(class)ss")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="%(class)ss")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    local_on = models.DateField()  # the pay-zone day
    state = models.CharField(max_length=10, choices=FACT.choices, default="drafted")
    settle_month = models.DateField(null=True)  # first of the month it is paid in
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True


class Segment(Fact):
    """Worked time inside one pay-zone day; ``paid_minutes`` are whole, less the unpaid meal."""

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="segments")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    paid_minutes = models.PositiveSmallIntegerField()
    reasons = models.JSONField(default=list)  # why refused, or the minutes are not the clock's
    odd = models.BooleanField(default=False, db_default=False)  # a person should look before approving
    rank = models.CharField(max_length=10, blank=True, default="", db_default="")  # the agent's on that day
    mentor = models.ForeignKey(  # who is owed for this hour of a mentee's first days
        Agent, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["booking", "local_on"], name="segment_once_a_day"),
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="segment_forward"),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(settle_month__isnull=False, entity__isnull=False),
                name="segment_approved_has_month",
            ),
        ]
        indexes = [
            models.Index(  # whole: a month is settled without reading the rows themselves
                fields=["entity", "settle_month", "state", "agent", "terms", "local_on", "paid_minutes"],
                name="segment_month",
            ),
            models.Index(fields=["agent", "local_on"], name="segment_of_agent"),
            models.Index(fields=["state", "task", "local_on"], name="segment_queue"),
            models.Index(  # the hours page, in its own order
                fields=["-odd", "local_on", "task", "agent"],
                condition=Q(state="drafted"),
                name="segment_odd_first",
            ),
            models.Index(
                fields=["entity", "settle_month", "mentor"],
                condition=Q(mentor__isnull=False),
                name="segment_mentor",
            ),
        ]


class Result(Fact):
    """A counted effect of one call or chat. ``source_key`` is the call id, else file hash and row."""

    kind = models.ForeignKey(ResultKind, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(default=1)  # pieces, for count kinds
    amount_fen = models.PositiveBigIntegerField(default=0)  # sales, for amount kinds
    occurred_at = models.DateTimeField()
    booking = models.ForeignKey(  # the shift it was made in; none where it lies outside every shift
        Booking, on_delete=models.PROTECT, null=True, db_index=False, related_name="results"
    )
    source_key = models.CharField(max_length=120)
    source_import = models.ForeignKey(
        ResultImport, on_delete=models.PROTECT, null=True, related_name="results"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(  # a refused one went back with its import, which may be brought in anew
                fields=["task", "kind", "source_key"], condition=~Q(state="refused"), name="result_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(settle_month__isnull=False, entity__isnull=False),
                name="result_approved_has_month",
            ),
        ]
        indexes = [
            models.Index(  # whole, like segment_month
                fields=[
                    "entity",
                    "settle_month",
                    "state",
                    "agent",
                    "terms",
                    "kind",
                    "quantity",
                    "amount_fen",
                ],
                name="result_month",
            ),
            models.Index(fields=["state", "task", "local_on"], name="result_queue"),
            models.Index(fields=["booking"], condition=Q(booking__isnull=False), name="result_of_booking"),
        ]


class AttendanceTally(models.Model):
    """One agent's month on one task as it stood when the month was closed: what the rewards rest on.

    ``flaws`` counts bookings late, left early, absent or cancelled late. ``of_month`` was worked;
    ``settle_month`` pays it, a later one where finance held the agent back.
    """

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, related_name="+")
    settle_month = models.DateField()
    of_month = models.DateField()
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")  # in force on its last day
    booked = models.PositiveSmallIntegerField()
    worked = models.PositiveSmallIntegerField()
    flaws = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of_month", "task", "agent"], name="tally_once"),
        ]
        indexes = [models.Index(fields=["entity", "settle_month", "agent"], name="tally_month")]
