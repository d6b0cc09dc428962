"""The ladder: dated rules over plain numbers, changes by date, and the cases in which people decide."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent, User
from training.states import RANK_CASE
from yunke.models import Public

RANKS = [("agent", _("客服")), ("mentor", _("师傅")), ("lead", _("组长")), ("trainer", _("培训老师"))]


class RankRule(Public):
    """What a rank asks from a day on; 0 asks nothing. The later date counts, and none is edited."""

    rank = models.CharField(max_length=10, choices=RANKS[1:])
    effective_on = models.DateField()
    hours = models.PositiveIntegerField()  # approved, on all tasks
    exam_percent = models.PositiveSmallIntegerField()  # best passed exam
    quality_percent = models.PositiveSmallIntegerField()  # mean of reviews, where quality is measured
    incident_days = models.PositiveSmallIntegerField()  # looked back
    incidents = models.PositiveSmallIntegerField()  # decided penalties borne in these days
    mentees = models.PositiveSmallIntegerField()  # carried through their first thirty days
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rank", "effective_on"], name="rank_rule_dated")]


class RankCase(Public):
    """An agent asks to rise (``up``), or staff propose a step back (``down``) and the agent has a word."""

    STATES = RANK_CASE

    kind = models.CharField(max_length=4, choices=[("up", _("申请晋升")), ("down", _("提议退一级"))])
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="rank_cases")
    from_rank = models.CharField(max_length=10, choices=RANKS)
    to_rank = models.CharField(max_length=10, choices=RANKS)
    rule = models.ForeignKey(RankRule, on_delete=models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict)  # the agent's numbers on the day it was opened
    state = models.CharField(max_length=10, choices=RANK_CASE.choices, default="open")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    why = models.TextField()
    word_until = models.DateTimeField(null=True)
    word = models.TextField(blank=True)
    word_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(state="open"), name="rank_case_one_open"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("opened_by")), name="rank_case_by_two"
            ),
        ]
        indexes = [models.Index(fields=["state", "opened_at"], name="rank_case_queue")]


class RankChange(Public):
    """History by date: the last change up to a day is the rank of that day; without one it is ``agent``."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="rank_changes")
    from_rank = models.CharField(max_length=10, choices=RANKS)
    to_rank = models.CharField(max_length=10, choices=RANKS)
    effective_on = models.DateField()
    case = models.OneToOneField(RankCase, on_delete=models.PROTECT, null=True, related_name="change")
    why = models.CharField(max_length=500)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agent", "effective_on"], name="rank_of_agent")]
