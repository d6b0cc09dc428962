"""The SOP as data: each line has versions, each version its steps; and the lines an agent has chosen.

A version is proposed by one person of operations and put in force by another, because its numbers decide who
may work. It is never edited: a change is the next version, with the day it counts from. The version that counts
for a line on a day is ``onboarding.queries.sop.sop_of``; where an agent stands, ``steps_of``; what still stands
before claiming a line's tasks, ``open_steps``.

``SopStep.kind`` names a ``StepKind`` of ``yunke.registry`` (its docstring is the contract). ``thresholds`` are that
kind's numbers by the codes it declares; a code that is missing means the kind's default. An action that measures
reads them by ``settings_of(line, kind, now)`` and keeps the version beside its verdict. Kinds named by the seed: ``door`` ``real_name`` ``profile`` ``equipment`` ``room`` ``typing`` ``gold`` ``study`` ``exam``
``claim`` ``interview`` ``screening`` ``on_duty``. Steps after ``claim`` never stand before claiming.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from onboarding.models.lines import Line
from onboarding.models.people import Agent, User
from onboarding.states import SOP
from yunke.models import Public


class Sop(Public):
    """One version of a line's SOP; of those in force, the latest whose day has come counts."""

    STATES = SOP

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="sops")
    version = models.PositiveSmallIntegerField()
    effective_on = models.DateField()
    state = models.CharField(max_length=10, choices=SOP.choices, default="proposed")
    why = models.CharField(max_length=200, blank=True)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "version"], name="sop_version_once"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="proposed"), name="sop_one_proposal_a_line"
            ),
        ]


class SopStep(models.Model):
    """``valid_days``: how long a passed step counts; empty, for good."""

    sop = models.ForeignKey(Sop, on_delete=models.CASCADE, related_name="steps")
    kind = models.SlugField(max_length=30)
    order = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)
    valid_days = models.PositiveSmallIntegerField(null=True)
    thresholds = models.JSONField(default=dict)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["sop", "kind"], name="sop_step_once"),
            models.UniqueConstraint(fields=["sop", "order"], name="sop_step_order"),
        ]


class LineChoice(models.Model):
    """A line an agent wants to work in; dropped ones stay as history."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="line_choices")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "line"], condition=Q(dropped_at=None), name="line_chosen_once"
            ),
        ]
