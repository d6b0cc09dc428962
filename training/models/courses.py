"""What is studied: a line's courses and lessons, in both languages."""

from __future__ import annotations

from django.db import models

from onboarding.models import Agent, Line
from training.models.bilingual import in_page_language
from yunke.models import Public


class Course(Public):
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="courses")
    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField()
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="course_version")]

    @property
    def title(self) -> str:
        return in_page_language(self.title_zh, self.title_en)


class Lesson(Public):
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="lessons")
    code = models.SlugField(max_length=40)  # the same lesson in every version of its course
    number = models.PositiveSmallIntegerField()  # its place on the line's way; 1 needs no account
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    body_zh = models.TextField()  # Markdown with {#anchors}
    body_en = models.TextField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["course_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="lesson_number"),
            models.UniqueConstraint(fields=["course", "code"], name="lesson_code"),
        ]

    @property
    def title(self) -> str:
        return in_page_language(self.title_zh, self.title_en)

    @property
    def body(self) -> str:
        return in_page_language(self.body_zh, self.body_en)


class LessonRead(models.Model):
    """An agent's way through a lesson; ``done_at`` when they said they finished it."""

    agent = models.ForeignKey(Agent, on_delete=models.PROTECT, related_name="lessons_read")
    lesson = models.ForeignKey(Lesson, on_delete=models.PROTECT, related_name="reads")
    opened_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "lesson"], name="lesson_read_once")]
