"""Marks on lessons: opened, and finished by the reader's own word."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onboarding.models import Agent
from training.models import Lesson, LessonRead
from yunke.audit import record


def open_lesson(lesson: Lesson, agent: Agent, *, now: datetime) -> None:
    """Note when the agent first opened the lesson; later visits change nothing."""
    LessonRead.objects.bulk_create(
        [LessonRead(agent=agent, lesson=lesson, opened_at=now)], ignore_conflicts=True
    )


@transaction.atomic
def finish_lesson(lesson: Lesson, agent: Agent, *, now: datetime) -> LessonRead:
    """Note that the agent has finished the lesson; said twice, the first time stands."""
    open_lesson(lesson, agent, now=now)
    if LessonRead.objects.filter(agent=agent, lesson=lesson, done_at=None).update(done_at=now):
        record(agent.user.actor, "lesson_finished", lesson, now=now)
    return LessonRead.objects.get(agent=agent, lesson=lesson)
