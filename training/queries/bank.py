"""The bank for those who keep it: each question with what its answers say. Keys are in it: no agent's page asks here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from onboarding.models import Line
from training.models import Answer, Attempt, Exam, Question
from training.rules.bank import REVERSED, TOO_FEW, Figures

RECENT = 2_000  # papers whose answers are counted: the latest of an exam


@dataclass(frozen=True, slots=True)
class BankRow:
    question: Question
    figures: Figures


SHOWN: dict[str, Callable[[BankRow], bool]] = {
    "live": lambda row: row.question.switched_off_at is None,
    "off": lambda row: row.question.switched_off_at is not None,
    "look": lambda row: row.figures.tells == REVERSED or (row.figures.right_percent or 100) < 40,
}


def bank_rows(line: Line, kind: str) -> list[BankRow]:
    """The newest version of every question of a line's paper, with its figures: three queries."""
    questions = Question.objects.filter(line=line, kind=kind, is_live=True).select_related("lesson__course")
    exam = Exam.objects.filter(line=line, kind=kind).first()
    counted = figures_of(exam) if exam else {}
    return [
        BankRow(one, counted.get(one.pk, Figures()))
        for one in questions.order_by("lesson__number", "code", "version")
    ]


def questions_by_paper() -> dict[tuple[int, str], int]:
    """(line, kind) -> how many questions are in use."""
    rows = Question.objects.filter(is_live=True, switched_off_at=None).order_by()
    counted = rows.values_list("line_id", "kind").annotate(Count("pk"))
    return {(line, kind): count for line, kind, count in counted}


def figures_of(exam: Exam) -> dict[int, Figures]:
    """Question's key -> what the latest papers say of it, in one query."""
    right, passed = Q(chosen=F("question__key")), Q(attempt__state="passed")
    rows = (
        Answer.objects.filter(attempt__in=_latest(exam))
        .values("question_id")
        .annotate(
            asked=Count("pk"),
            right=Count("pk", filter=right),
            passed_asked=Count("pk", filter=passed),
            passed_right=Count("pk", filter=right & passed),
        )
        .values_list("question_id", "asked", "right", "passed_asked", "passed_right")
    )
    return {question: Figures(*counts) for question, *counts in rows}


def _latest(exam: Exam) -> QuerySet[Attempt, Any]:
    finished = Attempt.objects.filter(exam=exam).exclude(state="open")
    return finished.order_by("-finished_at").values("pk")[:RECENT]


def figures_of_question(question: Question) -> Figures:
    exam = Exam.objects.filter(line=question.line_id, kind=question.kind).first()
    return figures_of(exam).get(question.pk, Figures()) if exam else Figures()


def hardest_first(rows: list[BankRow]) -> list[BankRow]:
    """Those answered wrongly most often first; those never asked come last."""

    def place(row: BankRow) -> tuple[bool, int, str]:
        share = row.figures.right_percent
        return (share is None, share or 0, row.question.code)

    return sorted(rows, key=place)


def chosen_counts(question: Question) -> list[int]:
    """How often each option was chosen in finished papers, in the options' own order."""
    chosen = Answer.objects.filter(question=question, chosen__isnull=False).exclude(attempt__state="open")
    counts = Counter(dict(chosen.values_list("chosen").annotate(Count("pk"))))
    return [counts[place] for place in range(len(question.options_zh))]


def versions_of(question: Question) -> list[Question]:
    """Every version, the newest first."""
    return list(Question.objects.filter(code=question.code).order_by("-version"))


def to_look_at(rows: list[BankRow]) -> list[BankRow]:
    return [row for row in rows if row.figures.tells != TOO_FEW and SHOWN["look"](row)]
