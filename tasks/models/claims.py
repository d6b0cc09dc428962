"""An agent asks for a task; what they accepted before duty."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent, User
from tasks.models.clients import Task
from tasks.models.entities import Agreement
from tasks.models.terms import PenaltyTable, Terms
from tasks.states import CLAIM, CLAIM_APPEAL, LIVE_CLAIMS, SEAT_OFFER
from training.models import Qualification
from yunke.models import Public


class Claim(Public):
    """``qualification`` is the one that allowed it; ``reasons`` are codes and facts of a rejection."""

    STATES = CLAIM

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="claims")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="claims")
    qualification = models.ForeignKey(Qualification, on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")  # shown when claiming
    state = models.CharField(max_length=10, choices=CLAIM.choices, default="asked")
    reasons = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    on_duty_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    since_at = models.DateTimeField(
        null=True
    )  # when it came into its state, where that was a screener's word
    stood = models.CharField(max_length=10, blank=True)  # where it stood when it was rejected

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "agent"], condition=Q(state__in=LIVE_CLAIMS), name="claim_one_live"
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="claim_queue")]

    @property
    def since(self) -> datetime:
        """Since when it stands where it stands."""
        return self.since_at or self.decided_at or self.asked_at


class Assessment(Public):
    """One side's verdict on a candidate after training; said again while the claim waits, the last one counts."""

    SIDES = [("us", _("我方")), ("client", _("客户"))]
    VERDICTS = [("pass", _("通过")), ("fail", _("不通过"))]

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="assessments")
    side = models.CharField(max_length=10, choices=SIDES)
    verdict = models.CharField(max_length=10, choices=VERDICTS)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "side"], name="assessment_once_a_side")]


class ClaimAppeal(Public):
    """One a claim, for good; decided by somebody other than who rejected it."""

    STATES = CLAIM_APPEAL

    claim = models.OneToOneField(Claim, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField()
    asked_at = models.DateTimeField()
    rejected_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=CLAIM_APPEAL.choices, default="asked")
    why = models.CharField(max_length=500, blank=True)  # the answer, as the agent reads it
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(rejected_by__isnull=True)
                | ~Q(decided_by=F("rejected_by")),
                name="claim_appeal_by_another",
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="claim_appeal_queue")]


class SeatOffer(Public):
    """A free seat, offered to who stands next: asked whether they still come, until a moment."""

    STATES = SEAT_OFFER

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=SEAT_OFFER.choices, default="asked")
    offered_at = models.DateTimeField()
    until_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim"], condition=Q(state="asked"), name="seat_offer_one_open"),
        ]
        indexes = [models.Index(fields=["state", "until_at"], name="seat_offer_due")]


class Acceptance(Public):
    """The papers an agent accepted for a claim, each by its hash as shown."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="acceptances")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="+")
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="+")
    penalty_table = models.ForeignKey(PenaltyTable, on_delete=models.PROTECT, related_name="+")
    agreement_hash = models.CharField(max_length=64)
    terms_hash = models.CharField(max_length=64)
    penalty_hash = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
