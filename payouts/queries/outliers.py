"""The fences of a month, found by place in the database."""

from __future__ import annotations

from payouts.models import Run
from payouts.rules.outliers import Fences, fences


def fences_of(run: Run) -> Fences | None:
    incomes = run.statements.order_by("income_fen").values_list("income_fen", flat=True)
    count = run.statement_count
    if not count:
        return None
    quarter, three_quarters = (
        next(iter(incomes[place : place + 1]), 0) for place in (count // 4, count * 3 // 4)
    )
    return fences(quarter, three_quarters, count)
