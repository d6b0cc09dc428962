"""Rewards and penalties decided by two people; corrections of facts a locked month has paid."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent, User
from tasks.models.clients import Task
from tasks.models.entities import HolidayAmendment, PayingEntity
from tasks.models.quality import Review
from tasks.models.terms import PenaltyClause
from tasks.models.work import Result, Segment
from tasks.states import CORRECTION, DECISION
from yunke.models import Public


class Settled(Public):
    """What two people decided, and the month it is settled in (written at approval)."""

    entity = models.ForeignKey(PayingEntity, on_delete=models.PROTECT, null=True, related_name="+")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="%(class)ss")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="%(class)ss")
    settle_month = models.DateField(null=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Decision(Settled):
    """A reward or penalty of ``amount_fen`` (always above zero): clause, evidence, the agent's word."""

    STATES = DECISION

    kind = models.CharField(max_length=10, choices=[("reward", _("奖励")), ("penalty", _("处罚"))])
    clause = models.ForeignKey(PenaltyClause, on_delete=models.PROTECT, null=True, related_name="+")
    amount_fen = models.PositiveIntegerField()
    occurred_on = models.DateField()
    evidence = models.TextField()
    review = models.ForeignKey(  # the quality review whose fatal error somebody proposes to punish
        Review, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    appeal_until = models.DateTimeField(null=True)
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=DECISION.choices, default="proposed")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="decision_above_zero"),
            models.CheckConstraint(
                condition=Q(kind="reward") | Q(clause__isnull=False), name="penalty_has_clause"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")), name="decision_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False),
                name="decision_approved_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["entity", "settle_month", "agent"], name="decision_month")]


class Correction(Settled):
    """A fact of a closed month as it should have been: pays price(now) - price(then) in the next.

    Of an ``amendment`` of the holidays only the day's multiplier changes: ``percent_then`` to ``percent_now``.
    """

    STATES = CORRECTION

    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, related_name="corrections")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, null=True, related_name="corrections")
    minutes_then = models.PositiveSmallIntegerField(default=0)
    minutes_now = models.PositiveSmallIntegerField(default=0)
    amendment = models.ForeignKey(
        HolidayAmendment, on_delete=models.PROTECT, null=True, related_name="corrections", db_index=False
    )
    percent_then = models.PositiveSmallIntegerField(default=0, db_default=0)
    percent_now = models.PositiveSmallIntegerField(default=0, db_default=0)
    quantity_then = models.PositiveIntegerField(default=0)
    quantity_now = models.PositiveIntegerField(default=0)
    amount_then_fen = models.PositiveBigIntegerField(default=0)
    amount_now_fen = models.PositiveBigIntegerField(default=0)
    why = models.TextField()
    state = models.CharField(max_length=10, choices=CORRECTION.choices, default="proposed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(segment__isnull=False, result__isnull=True)
                | Q(segment__isnull=True, result__isnull=False),
                name="correction_of_one_fact",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="correction_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_by__isnull=False),
                name="correction_approved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["entity", "settle_month", "agent"], name="correction_month"),
            models.Index(
                fields=["amendment"], condition=Q(amendment__isnull=False), name="correction_of_amendment"
            ),
        ]
