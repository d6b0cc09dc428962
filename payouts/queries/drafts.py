"""Statements as they come out of approved work: nothing is written here.

A chunk of a run, "this month so far" and the proof of a locked run all ask this one function.
An agent without facts has no statement; a debt alone makes none, it waits.
"""

from __future__ import annotations

from typing import NamedTuple

from onboarding.models import Agent
from payouts.models import Advance, Hold
from payouts.queries.advances import advance_sums
from payouts.queries.book import Book, price_book
from payouts.queries.history import LOOKED_BACK_ON, Settling, earlier_runs, taxed_so_far, waiting_debts
from payouts.queries.kept_back import move_lines
from payouts.queries.lines import LineDraft, advance_line, plain_line, work_lines
from payouts.queries.sets import rows
from payouts.rules.digest import drafted_digest
from payouts.rules.statement import NOTHING_TAKEN, Deductions, StatementFigures, compose
from payouts.rules.tax import TaxSoFar
from tasks.queries.settlement import Agents, approved_work, of_agents, with_rows

SUMS = {
    "hours": "work",
    "pieces": "commission",
    "share": "commission",
    "tiers": "commission",
    "returned": "commission",
    "guarantee": "work",
    "rank": "reward",
    "mentor": "reward",
    "full_attendance": "reward",
    "task_bonus": "reward",
    "reward": "reward",
    "correction": "correction",
    "released": "correction",
    "penalty": "penalty",
    "advance": "advance",
}

BESIDE = (Hold, Advance, *LOOKED_BACK_ON)  # most agents have none of these


class StatementDraft(NamedTuple):
    """One agent's statement; ``sums`` are fen of work, commission, reward, correction, penalty and advance lines."""

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

    @property
    def advance_fen(self) -> int:
        """Had before and asked back; what could not be taken is in ``carried_fen``."""
        return -self.sums["advance"]


def statement_drafts(
    settling: Settling,
    agents: Agents,
    *,
    book: Book | None = None,
    left_out: dict[int, int] | None = None,
) -> tuple[list[StatementDraft], int]:
    """(statements in the order of agent numbers, results no terms price).

    ``left_out`` is filled with what each line that is held alone comes to, by hold.
    """
    book = book or price_book(settling.entity_id, calendar=settling.calendar)
    lines, unpriced = work_lines(approved_work(settling.entity_id, settling.month, agents), book)
    beside = with_rows(BESIDE, agents, entity_id=settling.entity_id)
    if Hold in beside:
        moved = move_lines(settling.entity_id, settling.month, agents, lines)
        if left_out is not None:
            left_out |= moved
    if Advance in beside:
        for agent, count, fen in advance_sums(settling.entity_id, settling.month, agents):
            lines[agent].append(advance_line(count, fen))
    earlier = earlier_runs(settling)
    so_far = taxed_so_far(settling, earlier, agents, beside)
    debts = waiting_debts(settling, earlier, agents, beside)
    drafts = [
        _draft(settling, agent, number, lines[agent], so_far(agent), debts.get(agent, 0))
        for number, agent in sorted(_numbers(agents, lines))
    ]
    return drafts, unpriced


def _numbers(agents: Agents, lines: dict[int, list[LineDraft]]) -> list[tuple[str, int]]:
    """(number, agent) of those who have lines."""
    chosen = (
        {"pk__in": list(lines)}
        if agents is None
        else {name.replace("agent_id", "pk"): value for name, value in of_agents(agents).items()}
    )
    numbers = rows(Agent.objects.filter(**chosen).order_by().values_list("number", "pk"))
    return [(number, agent) for number, agent in numbers if agent in lines]


def _draft(
    settling: Settling, agent: int, number: str, lines: list[LineDraft], so_far: TaxSoFar, debt_fen: int
) -> StatementDraft:
    sums = {"work": 0, "commission": 0, "reward": 0, "correction": 0, "penalty": 0, "advance": 0}
    for head, _, _, _, fen, _, _ in lines:
        sums[SUMS[head.kind]] += fen
    penalty, advance = sums["penalty"], sums["advance"]
    taken = Deductions(-penalty, -advance, debt_fen) if penalty or advance or debt_fen else NOTHING_TAKEN
    figures = compose(
        sum(sums.values()) - penalty - advance,
        taken,
        tax_method=settling.tax_method,
        penalties_lower_income=settling.penalties_lower_income,
        so_far=so_far,
    )
    lines = sorted([*lines, *_closing(figures, debt_fen)])
    year = (settling.pays_on.year, *_after(settling, so_far, figures))
    digest = _digest(number, sums, debt_fen, figures, year, lines)
    return StatementDraft(agent, number, sums, debt_fen, figures, *year, lines, digest)


def _closing(figures: StatementFigures, debt_fen: int) -> list[LineDraft]:
    """Tax and old debt take, what is carried gives back: with them the lines add up to the net."""
    found = []
    if figures.tax_fen:
        found.append(plain_line("tax", -figures.tax_fen, figures.taxable_income_fen))
    if debt_fen:
        found.append(plain_line("debt", -debt_fen))
    if figures.carried_fen:
        found.append(plain_line("carried", figures.carried_fen))
    return found


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
    year: tuple[int, int, int, int],
    lines: list[LineDraft],
) -> bytes:
    *before, advance = sums.values()
    told = (
        *before,
        debt_fen,
        figures.income_fen,
        figures.taxable_income_fen,
        figures.tax_fen,
        figures.tax_shortfall_fen,
        figures.carried_fen,
        figures.net_fen,
        *year,
        *([advance] if advance else []),  # months without one have the hash they had before there were any
    )
    return drafted_digest(
        number,
        told,
        [(head.words, about, facts, quantity, fen) for head, about, facts, quantity, fen, *_ in lines],
    )
