"""The right to claim tasks of a line, until it expires."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onboarding.models import Agent, Line
from training.models.exams import Attempt
from training.states import QUALIFICATION
from yunke.models import Public


class Qualification(Public):
    STATES = QUALIFICATION

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="qualifications")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="qualifications")
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, null=True, related_name="qualification")
    state = models.CharField(max_length=10, choices=QUALIFICATION.choices, default="valid")
    granted_at = models.DateTimeField()
    expires_on = models.DateField()  # the last day it counts, in the pay zone

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "line"], condition=Q(state="valid"), name="qualification_one_valid"
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_on"], name="qualification_expiry")]
