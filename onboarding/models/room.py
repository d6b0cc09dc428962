"""A room and a voice, as one recording says them: measured by rules, heard by people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onboarding.models.identity import private_storage
from onboarding.models.lines import Line
from onboarding.models.people import Agent, User
from onboarding.states import ROOM
from yunke.models import Public


class RoomCheck(Public):
    """``thresholds`` are those of the day; ``settings`` is what the browser said it does to the sound."""

    STATES = ROOM

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="room_checks")
    state = models.CharField(max_length=10, choices=ROOM.choices, default="received")
    recording = models.FileField(storage=private_storage, blank=True, max_length=200)  # blank: deleted
    container = models.CharField(max_length=10, blank=True)
    spoken_how = models.CharField(max_length=10, default="read")  # read, repeat, free
    quiet_seconds = models.FloatField(null=True)  # when the page asked to speak; null: a file was uploaded
    settings = models.JSONField(default=dict)
    measures = models.JSONField(default=dict)
    picture = models.JSONField(default=list)  # level over time, dBFS
    thresholds = models.JSONField(default=dict)
    thresholds_version = models.CharField(max_length=20, blank=True)
    reasons = models.JSONField(default=list)
    listeners = models.PositiveSmallIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)  # to measure it later, counted as they begin
    try_at = models.DateTimeField(null=True)  # not before; null: at once
    submitted_at = models.DateTimeField()
    measured_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(state__in=["received", "listening"]), name="room_one_waiting"
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"], name="room_queue")]


class RoomJudgement(models.Model):
    """What one listener said. Nobody hears the same recording twice for the record, nor sees the other's word first."""

    room = models.ForeignKey(RoomCheck, on_delete=models.PROTECT, related_name="judgements")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    passed = models.BooleanField()
    codes = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "by"], name="room_heard_once")]


class RoomGlance(Public):
    """A room just before work: fifteen seconds measured and thrown away. Numbers stay, no sound does.

    ``outcome`` is ``skipped`` where measuring was down on our side: nobody fails for it.
    """

    OUTCOMES = [("passed", _("通过")), ("failed", _("没有通过")), ("skipped", _("没能测，不用测"))]

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="room_glances")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="+")  # of the work ahead
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    measures = models.JSONField(default=dict)
    thresholds = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agent", "taken_at"], name="room_glance_of_agent")]
