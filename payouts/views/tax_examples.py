"""What the tax choices come to, worked out by the rules themselves when the page's code is loaded. Fen."""

from __future__ import annotations

from datetime import date

from payouts.rules.tax import MONTHS_RULES, TaxSoFar, cumulative, months_counted, per_occurrence

_YEAR = (800_000, 800_000, 0, 800_000)  # January, February, a gap, April


def _withheld(rule: str) -> list[int | None]:
    """What each month withholds; None in the month without pay."""
    paid: list[date] = []
    income = tax = 0
    found: list[int | None] = []
    for number, fen in enumerate(_YEAR, 1):
        if not fen:
            found.append(None)
            continue
        on = date(2027, number, 15)
        told = cumulative(fen, TaxSoFar(income, tax, months_counted(paid, on, rule)))
        paid, income, tax = [*paid, on], income + fen, tax + told.withheld_fen
        found.append(told.withheld_fen)
    return found


GAP_EXAMPLE = {rule: _withheld(rule) for rule in MONTHS_RULES}
YEAR_EXAMPLE = [(fen, cumulative(fen).withheld_fen) for fen in (261_000, 800_000, 2_500_000, 6_000_000)]
OCCURRENCE_EXAMPLE = [(fen, per_occurrence(fen).withheld_fen) for fen, _tax in YEAR_EXAMPLE]
