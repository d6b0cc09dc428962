"""An open paper as its agent may see it, and what a finished one says. Keys are never loaded for a paper."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from training.models import GOLD, Answer, Attempt, Exam, Lesson, Question
from training.rules.lesson_text import paragraphs

UNSEEN = ("question__key", "question__explanation_zh", "question__explanation_en")


@dataclass(frozen=True, slots=True)
class Place:
    """One question of a paper. Options are named by the place they are shown at, from 0."""

    position: int
    stem: str
    options: list[str]
    chosen: int | None
    look_again: bool
    saved_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reread:
    """A paragraph to read again, with how many questions about it were not right."""

    lesson: Lesson
    anchor: str
    title: str
    missed: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question that was not right, after the paper is in: what was chosen, why that is not it, where to read.

    One left open has no explanation: whoever only wants to read the bank gets paragraphs, not reasons.
    """

    position: int
    stem: str
    chosen: str
    explanation: str
    lesson: Lesson
    anchor: str
    title: str


def mistakes(attempt: Attempt) -> list[Mistake]:
    """What went wrong in a finished paper, in its order. Which option was right is said by no field."""
    answers = Answer.objects.filter(attempt=attempt).select_related("question__lesson").order_by("position")
    return [_mistake(one) for one in answers if one.chosen != one.question.key]


def _mistake(answer: Answer) -> Mistake:
    question = answer.question
    titles = {part.anchor: part.title for part in paragraphs(question.lesson.body)}
    return Mistake(
        answer.position,
        question.stem,
        "" if answer.chosen is None else question.options[answer.chosen],
        "" if answer.chosen is None else question.explanation,
        question.lesson,
        question.paragraph,
        titles.get(question.paragraph, question.lesson.title),
    )


def gold_lesson(exam: Exam) -> Lesson | None:
    """The lesson whose rules the gold items go by."""
    item = (
        Question.objects.filter(line=exam.line_id, kind=GOLD, is_live=True).select_related("lesson").first()
    )
    return item.lesson if item else None


def paper(attempt: Attempt) -> list[Place]:
    """The whole paper in its order, in the page's language, with what was chosen so far."""
    answers = Answer.objects.filter(attempt=attempt).select_related("question").defer(*UNSEEN)
    return [_place(answer) for answer in answers.order_by("position")]


def _place(answer: Answer) -> Place:
    options = answer.question.options
    chosen = None if answer.chosen is None else answer.option_order.index(answer.chosen)
    return Place(
        answer.position,
        answer.question.stem,
        [options[one] for one in answer.option_order],
        chosen,
        answer.look_again,
        answer.saved_at,
    )


def first_unanswered(attempt: Attempt) -> int:
    """Where somebody who comes back goes on: the first open question, else the last one."""
    waiting = Answer.objects.filter(attempt=attempt, chosen=None).order_by("position").first()
    return waiting.position if waiting else attempt.question_count


def right_answers(attempt: Attempt) -> int:
    """The score, counted by the database in one query."""
    return Answer.objects.filter(attempt=attempt, chosen=F("question__key")).count()


def rereading(attempt: Attempt) -> list[Reread]:
    """The paragraphs behind the answers that were not right: where to read, never which option it was."""
    answers = Answer.objects.filter(attempt=attempt).select_related("question__lesson")
    missed = Counter(
        (one.question.lesson, one.question.paragraph) for one in answers if one.chosen != one.question.key
    )
    return [
        Reread(lesson, part.anchor, part.title, missed[lesson, part.anchor])
        for lesson in sorted({lesson for lesson, _ in missed}, key=lambda one: (one.course_id, one.number))
        for part in paragraphs(lesson.body)
        if missed[lesson, part.anchor]
    ]
