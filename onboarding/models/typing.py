"""A typing test: which text, what was typed, how it grew by the server's clock."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onboarding.models.people import Agent
from onboarding.states import TYPING
from yunke.models import Public


class TypingTest(Public):
    """``progress`` holds pairs of seconds and letters, as they arrived."""

    STATES = TYPING

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="typing_tests")
    state = models.CharField(max_length=10, choices=TYPING.choices, default="started")
    text_code = models.CharField(max_length=20)
    typed = models.TextField(blank=True)
    progress = models.JSONField(default=list)
    signs = models.JSONField(default=dict)
    measures = models.JSONField(default=dict)
    thresholds = models.JSONField(default=dict)
    thresholds_version = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list)
    submitted_at = models.DateTimeField()  # begun
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(state="started"), name="typing_one_open"),
        ]
