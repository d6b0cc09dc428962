"""From income to the money sent, in one fixed order; what cannot be taken is carried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from payouts.rules.tax import NO_TAX_YET, TaxSoFar, withhold


@dataclass(frozen=True, slots=True)
class Deductions:
    """What is to be taken from one statement, fen, none below zero."""

    penalties_fen: int = 0
    advances_fen: int = 0
    old_debt_fen: int = 0

    def __post_init__(self) -> None:
        if min(self.penalties_fen, self.advances_fen, self.old_debt_fen) < 0:
            raise ValueError("a deduction is not below zero")


NOTHING_TAKEN = Deductions()


class StatementFigures(NamedTuple):
    """One statement, fen. ``carried_fen`` is the debt the next statement begins with.

    income + carried = tax + penalties + advances + old debt (as asked) + net, so the figures prove
    themselves. The tax shortfall is no debt: the next T asks for it again.
    """

    income_fen: int
    taxable_income_fen: int
    tax_base_fifths: int
    tax_total_fen: int
    tax_fen: int
    tax_shortfall_fen: int
    penalties_taken_fen: int
    penalties_carried_fen: int
    advances_taken_fen: int
    advances_carried_fen: int
    debt_taken_fen: int
    debt_carried_fen: int
    overpaid_fen: int
    net_fen: int
    carried_fen: int


def compose(
    income_fen: int,
    deductions: Deductions,
    *,
    tax_method: str,
    penalties_lower_income: bool,
    so_far: TaxSoFar = NO_TAX_YET,
) -> StatementFigures:
    """Income, then tax, penalties, advances and old debt, each at most what is left; never below 0.

    Income below zero (corrections larger than the month's work) pays nothing and is carried as
    overpaid. Only the month's own penalties may lower taxable income, and never below zero.
    """
    asked_penalties, asked_advances, asked_debt = (
        deductions.penalties_fen,
        deductions.advances_fen,
        deductions.old_debt_fen,
    )
    taxable = _taxable(income_fen, asked_penalties if penalties_lower_income else 0)
    tax = withhold(tax_method, taxable, so_far)
    left = max(0, income_fen) - tax.withheld_fen
    penalties = min(asked_penalties, left)
    advances = min(asked_advances, left - penalties)
    debt = min(asked_debt, left - penalties - advances)
    overpaid = max(0, -income_fen)
    return StatementFigures(
        income_fen,
        taxable,
        tax.base_fifths,
        tax.total_fen,
        tax.withheld_fen,
        tax.shortfall_fen,
        penalties,
        asked_penalties - penalties,
        advances,
        asked_advances - advances,
        debt,
        asked_debt - debt,
        overpaid,
        left - penalties - advances - debt,
        asked_penalties + asked_advances + asked_debt - penalties - advances - debt + overpaid,
    )


def _taxable(income_fen: int, lowering_fen: int) -> int:
    return max(0, income_fen - lowering_fen) if income_fen > 0 else income_fen
