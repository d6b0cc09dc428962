"""What somebody said at the door they have at home."""

from __future__ import annotations

from django.db import models

from onboarding.models.people import Agent


class DoorAnswers(models.Model):
    """The last answers; said before the account, kept with it."""

    agent = models.OneToOneField(Agent, on_delete=models.PROTECT, related_name="door")
    computer = models.BooleanField()
    telecom_cable = models.BooleanField()
    headset = models.BooleanField()
    weekly_hours = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()
