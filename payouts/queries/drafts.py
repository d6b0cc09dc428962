"""Statements as they come out of approved work: nothing is written here.

A chunk of a run, "this month so far" and the proof of a locked run all ask this one function.
An agent without facts has no statement; a debt alone makes none, it waits.
"""

from __future__ import annotations

from dataclasses import dataclass

from onboarding.models import Agent
from payouts.queries.book import Book, price_book
from payouts.queries.history import (
    Payment,
    Settling,
    payments_of_the_year,
    tax_so_far,
    waiting_debts,
)
from payouts.queries.lines import LineDraft, plain_line, work_lines
from payouts.rules.digest import statement_digest
from payouts.rules.statement import Deductions, StatementFigures, compose
from payouts.rules.tax import TaxSoFar
from tasks.queries.settlement import Agents, approved_work, of_agents

SUMS = {
    "hours": "work",
    "pieces": "commission",
    "share": "commission",
    "full_attendance": "reward",
    "task_bonus": "reward",
    "reward": "reward",
    "correction": "correction",
    "penalty": "penalty",
}


@dataclass(frozen=True, slots=True)
class StatementDraft:
    """One agent's statement; ``sums`` are fen of work, commission, reward, correction and penalty lines."""

    agent_id: int
    agent_number: str
    sums: dict[str, int]
    debt_fen: int
    figures: StatementFigures
    tax_year: int
    tax_months: int
    year_income_fen: int
    year_tax_fen: int
    lines: list[LineDraft]
    digest: bytes

    @property
    def penalty_fen(self) -> int:
        """As decided; what could not be taken is in ``carried_fen``."""
        return -self.sums["penalty"]


def statement_drafts(
    settling: Settling, agents: Agents, *, book: Book | None = None
) -> tuple[list[StatementDraft], int]:
    """(statements in the order of agent numbers, results no terms price)."""
    book = book or price_book(settling.entity_id)
    lines, unpriced = work_lines(approved_work(settling.entity_id, settling.month, agents), book)
    numbers = _numbers(agents, lines)
    paid, debts = payments_of_the_year(settling, agents), waiting_debts(settling, agents)
    drafts = [
        _draft(settling, agent, numbers[agent], of_agent, paid.get(agent, []), debts.get(agent, 0))
        for agent, of_agent in lines.items()
    ]
    return sorted(drafts, key=lambda draft: draft.agent_number), unpriced


def _numbers(agents: Agents, lines: dict[int, list[LineDraft]]) -> dict[int, str]:
    chosen = (
        {"pk__in": list(lines)}
        if agents is None
        else {name.replace("agent_id", "pk"): value for name, value in of_agents(agents).items()}
    )
    return dict(Agent.objects.filter(**chosen).values_list("pk", "number"))


def _draft(
    settling: Settling, agent: int, number: str, lines: list[LineDraft], paid: list[Payment], debt_fen: int
) -> StatementDraft:
    sums = dict.fromkeys(("work", "commission", "reward", "correction", "penalty"), 0)
    for line in lines:
        sums[SUMS[line.kind]] += line.amount_fen
    so_far = tax_so_far(settling, paid)
    figures = compose(
        sum(sums.values()) - sums["penalty"],
        Deductions(-sums["penalty"], old_debt_fen=debt_fen),
        tax_method=settling.tax_method,
        penalties_lower_income=settling.penalties_lower_income,
        so_far=so_far,
    )
    lines = sorted([*lines, *_closing(figures, debt_fen)])
    year = (settling.pays_on.year, *_after(settling, so_far, figures))
    return StatementDraft(
        agent,
        number,
        sums,
        debt_fen,
        figures,
        *year,
        lines,
        _digest(number, sums, debt_fen, figures, year, lines),
    )


def _closing(figures: StatementFigures, debt_fen: int) -> list[LineDraft]:
    """Tax and old debt take, what is carried gives back: with them the lines add up to the net."""
    amounts = (
        ("tax", -figures.tax_fen, figures.taxable_income_fen),
        ("debt", -debt_fen, 0),
        ("carried", figures.carried_fen, 0),
    )
    return [plain_line(kind, fen, quantity) for kind, fen, quantity in amounts if fen]


def _after(settling: Settling, so_far: TaxSoFar, figures: StatementFigures) -> tuple[int, int, int]:
    """(months, income, tax) of what the method adds up, with this statement; zero where none is withheld."""
    if settling.tax_method == "none":
        return 0, 0, 0
    return (
        so_far.months,
        so_far.income_fen + figures.taxable_income_fen,
        so_far.withheld_fen + figures.tax_fen,
    )


def _digest(
    number: str,
    sums: dict[str, int],
    debt_fen: int,
    figures: StatementFigures,
    year: tuple[int, ...],
    lines: list[LineDraft],
) -> bytes:
    told = (
        *sums.values(),
        debt_fen,
        figures.income_fen,
        figures.taxable_income_fen,
        figures.tax_fen,
        figures.tax_shortfall_fen,
        figures.carried_fen,
        figures.net_fen,
        *year,
    )
    return statement_digest(number, told, [line[1:11] for line in lines])
