"""A mentor beside a newcomer on a task; and who the nightly look found ready to rise."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from onboarding.models import Agent, User
from tasks.models.clients import Task
from yunke.models import Public


class Mentorship(Public):
    """Both dates are days of the pay zone and count; without an end it goes on."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="mentorships")
    mentor = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="mentorships")
    mentee = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="mentored_by")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "mentee"], condition=Q(ends_on__isnull=True), name="mentorship_one_open"
            ),
            models.CheckConstraint(condition=~Q(mentor=F("mentee")), name="mentorship_of_two"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="mentorship_forward"
            ),
        ]
        indexes = [models.Index(fields=["mentor", "starts_on"], name="mentorship_of_mentor")]


class Eligible(models.Model):
    """Who meets every number of the next rank, since when; found by the nightly look, gone when it is not so."""

    agent = models.OneToOneField(Agent, on_delete=models.CASCADE, related_name="eligible")
    rank = models.CharField(max_length=10)
    since_on = models.DateField()
