"""A step taken from the phone to a computer."""

from __future__ import annotations

from django.db import models

from onboarding.models.people import Agent
from onboarding.states import HANDOVER
from yunke.models import Public


class Handover(Public):
    """A code shown once, kept as a hash: it opens one step of one agent on one computer."""

    STATES = HANDOVER
    STEPS = ("equipment", "room", "typing", "room_today")

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="handovers")
    step = models.CharField(max_length=20)
    code_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=HANDOVER.choices, default="waiting")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agent", "made_at"], name="handover_of_agent")]
