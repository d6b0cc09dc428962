"""Steps that the tests of exams share: a loaded line, an agent who may sit, answers of a chosen worth."""

from __future__ import annotations

from datetime import datetime, timedelta

from onboarding.models import Agent
from tests import cast
from training.actions import finish_lesson, save_answer, start_attempt
from training.models import Answer, Attempt, Exam, Lesson
from training.seed import seed

NOON = cast.at("2026-10-05 12:00")
MINUTE = timedelta(minutes=1)


def voice_exam(now: datetime = NOON) -> Exam:
    """The line with its first course loaded: 20 of 32 questions, 30 minutes, 80 %, 24 hours, 365 days."""
    cast.line()
    seed(now, only=["voice-intro"])
    return Exam.objects.get(line__code="voice")


def gold_exam(now: datetime = NOON) -> Exam:
    """Annotation with its first course: 16 of 26 gold items, 30 minutes, 14 must be right (85 %)."""
    cast.line("annotation")
    seed(now, only=["annotation-intro"])
    return Exam.objects.get(line__code="annotation", kind="gold")


def ask(exam: Exam, *, valid_days: int | None = None, **figures: int) -> None:
    """The line's next version of its SOP says this of the exam, from now on."""
    row = {"thresholds": figures, "valid_days": valid_days}
    cast.sop(exam.line, exam.kind, version=exam.line.sops.count() + 1, **{exam.kind: row})


def ready(exam: Exam, name: str = "演示客服", *, now: datetime = NOON, **fields: object) -> Agent:
    """An agent whose name is verified and who has finished the line's lessons."""
    agent = cast.agent(name, **fields)  # type: ignore[arg-type]
    for lesson in Lesson.objects.filter(course__line=exam.line):
        finish_lesson(lesson, agent, now=now)
    return agent


def shown_key(answer: Answer) -> int:
    """The place the right option is shown at."""
    return int(answer.option_order.index(answer.question.key))


def give(attempt: Attempt, right: int, *, now: datetime) -> None:
    """Answer the whole paper, the first ``right`` questions rightly."""
    for answer in Answer.objects.filter(attempt=attempt).select_related("question"):
        key = shown_key(answer)
        wrong = (key + 1) % len(answer.option_order)
        save_answer(answer, option=key if answer.position <= right else wrong, now=now)


def sit(exam: Exam, agent: Agent, right: int, *, now: datetime = NOON) -> Attempt:
    """A whole sitting with so many right answers, handed in after ten minutes."""
    from training.actions import finish_attempt

    attempt = start_attempt(exam, agent, now=now)
    give(attempt, right, now=now + MINUTE)
    return finish_attempt(attempt, by=agent.user.actor, now=now + 10 * MINUTE)
