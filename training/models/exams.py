"""The exam: a bank, a paper fixed at the start, answers saved as they are given."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from onboarding.models import Agent, Line
from training.models.bilingual import in_page_language
from training.models.courses import Lesson
from training.states import ATTEMPT
from yunke.models import Public

EXAM, GOLD = "exam", "gold"


class Exam(Public):
    """What a line asks people to prove: its exam, and for annotation items whose label is settled (gold).

    How many questions, how long, how exact and how often is said by the step of this kind in the line's SOP.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="exams")
    kind = models.CharField(max_length=10, default=EXAM)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "kind"], name="exam_of_line")]

    @property
    def is_gold(self) -> bool:
        return self.kind == GOLD

    def get_absolute_url(self) -> str:
        return reverse("training:gold" if self.is_gold else "training:exam", args=[self.line.code])


class Question(Public):
    """A single-choice question; ``key`` is the right option's index and never leaves the server.

    A corrected question is a new row with the next version: papers keep the one they asked.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=10, default=EXAM)  # which of the line's papers asks it
    code = models.SlugField(max_length=30)
    version = models.PositiveSmallIntegerField(default=1)
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="questions")
    paragraph = models.SlugField(max_length=40)
    stem_zh = models.TextField()
    stem_en = models.TextField()
    options_zh = models.JSONField()
    options_en = models.JSONField()
    key = models.PositiveSmallIntegerField()
    explanation_zh = models.TextField()
    explanation_en = models.TextField()
    is_live = models.BooleanField(default=True)  # the newest version that the bank holds
    switched_off_at = models.DateTimeField(null=True)  # by staff: not asked until switched on again

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="question_version")]

    @property
    def stem(self) -> str:
        return in_page_language(self.stem_zh, self.stem_en)

    @property
    def options(self) -> list[str]:
        return in_page_language(self.options_zh, self.options_en)

    @property
    def explanation(self) -> str:
        return in_page_language(self.explanation_zh, self.explanation_en)


class Attempt(Public):
    """One sitting. ``deadline_at`` is fixed at the start and kept by the server, and so are its figures."""

    STATES = ATTEMPT

    exam = models.ForeignKey(Exam, on_delete=models.PROTECT, related_name="attempts")
    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="attempts")
    state = models.CharField(max_length=10, choices=ATTEMPT.choices, default="open")
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    right_count = models.PositiveSmallIntegerField(null=True)
    question_count = models.PositiveSmallIntegerField()
    pass_percent = models.PositiveSmallIntegerField()
    cool_down_hours = models.PositiveSmallIntegerField(default=24)
    valid_days = models.PositiveSmallIntegerField(default=365)  # of the qualification it may give

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "agent"], condition=Q(state="open"), name="attempt_one_open"
            ),
        ]
        indexes = [models.Index(fields=["state", "deadline_at"], name="attempt_deadline")]


class Answer(models.Model):
    """One place of the paper: its question, the order its options are shown in, what was chosen."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    option_order = models.JSONField()  # shown place -> index in the question's options
    chosen = models.PositiveSmallIntegerField(null=True)  # index in the question's options
    saved_at = models.DateTimeField(null=True)
    look_again = models.BooleanField(default=False)  # the agent's own mark, worth nothing when scored

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["attempt", "position"], name="answer_place")]
