"""Quality reviews: a drawn sample of contacts, scored by a rubric, sometimes twice, open to one appeal."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent, Line, User
from tasks.models.clients import Task
from tasks.models.interviews import Rubric
from tasks.models.work import Result
from tasks.states import REVIEW, REVIEW_APPEAL
from yunke.models import Public


class QualityPlan(Public):
    """How a line is sampled from a day on; the later date counts, and none is edited."""

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="quality_plans")
    effective_on = models.DateField()
    share_percent = models.PositiveSmallIntegerField()  # of each agent's contacts on a task in a month
    second_percent = models.PositiveSmallIntegerField()  # of the sample, scored by two
    appeal_days = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=40)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "effective_on"], name="quality_plan_dated"),
            models.CheckConstraint(
                condition=Q(share_percent__gte=3, share_percent__lte=8), name="quality_share_within"
            ),
        ]


class QualityDraw(Public):
    """What was drawn of a task's day; ``results`` tells whether rows came in since."""

    plan = models.ForeignKey(QualityPlan, on_delete=models.PROTECT, related_name="draws")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="quality_draws")
    local_on = models.DateField()
    results = models.PositiveIntegerField()
    contacts = models.PositiveIntegerField()
    drawn = models.PositiveIntegerField(default=0)
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "local_on"], name="quality_draw_once_a_day")]


class Review(Public):
    """One contact of an agent to be judged. ``percent`` and ``fatal_count`` are the scoring that counts."""

    STATES = REVIEW

    draw = models.ForeignKey(QualityDraw, on_delete=models.PROTECT, related_name="reviews")
    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="+")  # the contact's first
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="reviews")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="reviews")
    source_key = models.CharField(max_length=120)
    local_on = models.DateField()
    occurred_at = models.DateTimeField()
    twice = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=REVIEW.choices, default="waiting")
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, null=True, related_name="+")
    percent = models.PositiveSmallIntegerField(null=True)
    fatal_count = models.PositiveSmallIntegerField(default=0)
    reviewed_at = models.DateTimeField(null=True)
    appeal_until = models.DateTimeField(null=True)
    void_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "source_key"], name="review_once"),
            models.CheckConstraint(
                condition=~Q(state="reviewed") | Q(percent__isnull=False, rubric__isnull=False),
                name="review_done_is_scored",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "occurred_at"], name="review_queue"),
            models.Index(fields=["agent", "state", "local_on", "percent"], name="review_of_agent"),
            models.Index(fields=["task", "local_on"], name="review_of_task"),
        ]


class Scoring(Public):
    """One reviewer's scorecard; nobody scores a review twice."""

    PARTS = [("first", _("第一人")), ("second", _("第二人")), ("appeal", _("申诉复核"))]

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="scorings")
    part = models.CharField(max_length=10, choices=PARTS)
    rubric = models.ForeignKey(Rubric, on_delete=models.PROTECT, related_name="+")
    scores = models.JSONField(default=dict)  # item code -> 0 to 5
    fatal = models.JSONField(default=list)
    percent = models.PositiveSmallIntegerField()
    why = models.TextField(blank=True)  # the agent reads it
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "part"], name="scoring_once_a_part"),
            models.UniqueConstraint(fields=["review", "by"], name="scoring_once_a_person"),
        ]
        indexes = [models.Index(fields=["part", "at"], name="scoring_by_part")]


class ReviewAppeal(Public):
    """One a review, for good; decided by somebody who has not scored it."""

    STATES = REVIEW_APPEAL

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=REVIEW_APPEAL.choices, default="asked")
    why = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"], name="review_appeal_queue")]
