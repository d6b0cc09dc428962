"""Interviews by phone: times put up by interviewers, one agent a time, a scorecard by version."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent, Line, User
from tasks.states import INTERVIEW, SLOT
from training.models.bilingual import in_page_language
from yunke.models import Public


class Rubric(Public):
    """A scorecard of a line and a purpose, by version, never edited.

    ``items`` are ``{code, zh, en, weight, fatal}``: weighed ones are scored 0 to 5, fatal ones only happen.
    """

    PURPOSES = [("interview", _("电话面试")), ("quality", _("质检"))]

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="rubrics")
    purpose = models.CharField(max_length=10, choices=PURPOSES, default="interview", db_default="interview")
    version = models.PositiveSmallIntegerField()
    pass_percent = models.PositiveSmallIntegerField()
    items = models.JSONField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "purpose", "version"], name="rubric_version")]

    def worded(self) -> list[dict[str, Any]]:
        """The items with their name in the page's language."""
        return [one | {"name": in_page_language(one["zh"], one["en"])} for one in self.items]


class InterviewSlot(Public):
    """A time an interviewer keeps free; without a line it serves any."""

    STATES = SLOT

    interviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="interview_slots")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=SLOT.choices, default="open")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="slot_ends_after_start"),
            models.UniqueConstraint(
                fields=["interviewer", "starts_at"], condition=~Q(state="withdrawn"), name="slot_once"
            ),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="slot_open")]


class Interview(Public):
    """One agent's talk about one line. Times are copied from the slot; the result stands when it was held."""

    STATES = INTERVIEW
    RECOMMENDATIONS = [("admit", _("建议录取")), ("refuse", _("建议不录取"))]

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="interviews")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    slot = models.ForeignKey(InterviewSlot, on_delete=models.PROTECT, related_name="interviews")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=INTERVIEW.choices, default="booked")
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, null=True, related_name="interviews")
    scores = models.JSONField(default=dict)  # item code -> 0 to 5
    fatal = models.JSONField(default=list)  # codes of fatal items that happened
    percent = models.PositiveSmallIntegerField(null=True)
    recommendation = models.CharField(max_length=10, choices=RECOMMENDATIONS, blank=True)
    note = models.TextField(blank=True)  # for colleagues; the agent sees items and result
    scored_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    scored_at = models.DateTimeField(null=True)
    counts_until = models.DateField(null=True)  # the last day it counts for its line

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "line"], condition=Q(state="booked"), name="interview_one_booked"
            ),
            models.UniqueConstraint(
                fields=["slot"], condition=~Q(state="cancelled"), name="interview_slot_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | Q(percent__isnull=False, counts_until__isnull=False),
                name="interview_held_is_scored",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "starts_at"], name="interview_queue"),
            models.Index(fields=["agent", "line", "state"], name="interview_of_agent"),
        ]
