"""A line an agent does not agree with: their words, the clock, the thread and the answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onboarding.models import Agent, User
from payouts.models.holds import Hold
from payouts.models.money_out import private_storage
from payouts.models.runs import Run
from payouts.states import DISPUTE
from tasks.models import Correction, Decision, Task
from yunke.models import Public


class Dispute(Public):
    """``line_key`` finds the line again after its statement was computed anew. Raised in time, it is decided
    before approval; any other moves its line to the next run (``hold``). ``answer_by`` is the last day."""

    STATES = DISPUTE

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="disputes")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="disputes")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=16)  # the line's kind
    line_key = models.CharField(max_length=120)
    amount_fen = models.BigIntegerField()  # as it was disputed
    words = models.TextField()
    evidence = models.FileField(storage=private_storage, max_length=200, blank=True)  # encrypted
    evidence_type = models.CharField(max_length=20, blank=True)
    raised_at = models.DateTimeField()
    in_time = models.BooleanField()
    answer_by = models.DateField()
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="disputes")
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)
    # what an upheld one comes to: money back by a decision, or the fact as it should have been
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="+")
    correction = models.ForeignKey(Correction, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=DISPUTE.choices, default="open")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "agent", "line_key"], condition=Q(state="open"), name="dispute_one_open"
            )
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="dispute_queue")]


class DisputeNote(models.Model):
    """One thing more that was said, by the agent or by staff."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="notes")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField()

    class Meta:
        ordering = ["pk"]
