"""How questions fare: asked, answered, right; two queries for a whole line."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, F, Q

from onboarding.models import Line
from training.models import Answer, Question


@dataclass(frozen=True, slots=True)
class Figure:
    question: Question
    asked: int
    right: int

    @property
    def share(self) -> float | None:
        return self.right / self.asked if self.asked else None


def figures_of(line: Line) -> list[Figure]:
    """Live questions of a line, the hardest first; those never asked come last."""
    counted = {
        key: (asked, right)
        for key, asked, right in Answer.objects.filter(
            question__line=line, attempt__finished_at__isnull=False
        )
        .order_by()
        .values_list("question_id")
        .annotate(asked=Count("pk"), right=Count("pk", filter=Q(chosen=F("question__key"))))
    }
    rows = Question.objects.filter(line=line, is_live=True).select_related("lesson").order_by("code")
    found = [Figure(one, *counted.get(one.pk, (0, 0))) for one in rows]
    return sorted(found, key=lambda one: (one.share is None, one.share or 0, one.question.code))
