"""An agent asks for a task; what they accepted before duty."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onboarding.models import Agent, User
from tasks.models.clients import Task
from tasks.models.entities import Agreement
from tasks.models.terms import PenaltyTable, Terms
from tasks.states import CLAIM, LIVE_CLAIMS
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

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "agent"], condition=Q(state__in=LIVE_CLAIMS), name="claim_one_live"
            ),
        ]
        indexes = [models.Index(fields=["state", "asked_at"], name="claim_queue")]


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
