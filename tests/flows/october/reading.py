"""A run as the product keeps it, read back in the rows of ``expected.py``; and the two held side by side."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from payouts.models import Line, Run
from tests.flows.october import expected

Row = tuple[Any, ...]
FIGURES = ("work_fen", "commission_fen", "reward_fen", "correction_fen", "penalty_fen", "debt_fen", "income_fen",
           "tax_fen", "tax_short_fen", "carried_fen", "net_fen", "tax_year", "tax_months", "year_income_fen",
           "year_tax_fen")  # fmt: skip
LINE = ("statement__agent_number", "task__number", "terms__version", "result_kind__code", "percent", "kind", "facts",
        "quantity", "rate", "amount_fen")  # fmt: skip


def figures_of(run: Run) -> dict[str, Row]:
    return {number: tuple(rest) for number, *rest in run.statements.values_list("agent_number", *FIGURES)}


def lines_of(run: Run) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for agent, task, version, code, *rest in Line.objects.filter(statement__run=run).values_list(*LINE):
        found[agent].append((task or "", version or 0, code or "", *rest))
    return {agent: sorted(rows) for agent, rows in found.items()}


def compare(run: Run, month: date) -> tuple[int, int]:
    """Every statement and line against the oracle, to the fen; how many statements and lines there were."""
    book = expected.book(month)
    assert figures_of(run) == {agent: _figures(told.figures) for agent, told in book.items()}
    lines = {agent: sorted((*line[:4], *line[5:]) for line in told.lines) for agent, told in book.items()}
    assert lines_of(run) == lines
    assert run.unpriced_count == expected.unpriced(month)
    assert run.net_fen == sum(told.statement["net_fen"] for told in book.values())
    assert run.hash == expected.run_hash(month)
    return len(book), sum(map(len, lines.values()))


def _figures(told: Row) -> Row:
    """The hash takes penalties as they stand in lines, and the taxable income, which has no column here."""
    work, commission, reward, correction, penalty, debt, income, taxable, *rest = told
    assert taxable == income  # penalties do not lower the income of this entity
    return (work, commission, reward, correction, -penalty, debt, income, *rest)
