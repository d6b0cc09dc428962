"""Tax withheld, written again: exact yuan, and brackets climbed step by step instead of by quick deductions.

A *payment* is ``(payment_on: date, taxable_income_fen: int, withheld_fen: int)``. ``settings`` is a dict:

    method      "none" | "occurrence" | "cumulative"
    months      "continuous" | "paid" | "calendar"     (cumulative only)
    exempt_fen, other_deductions_fen, relief_fen        (cumulative only, of the year, 0 when absent)
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracles.fractions_of_yuan import rounded_fen

Payment = tuple[date, int, int]

OCCURRENCE_STEPS = [(0, 20), (20_000, 30), (50_000, 40)]
YEAR_STEPS = [(0, 3), (36_000, 10), (144_000, 20), (300_000, 25), (420_000, 30), (660_000, 35), (960_000, 45)]


def climbed(base: Fraction, steps: list[tuple[int, int]]) -> Fraction:
    """Each slice of the base at its own rate."""
    tax, edges = Fraction(0), [Fraction(edge) for edge, _ in steps[1:]]
    for (start, rate), end in zip(steps, [*edges, max(base, Fraction(steps[-1][0]))], strict=True):
        tax += max(Fraction(0), min(base, end) - start) * rate / 100
    return tax


def taxable_of_occurrence(income: Fraction) -> Fraction:
    return max(Fraction(0), income - 800) if income <= 4000 else income * 4 / 5


def taxable_of_year(income: Fraction, months: int, settings: dict[str, Any]) -> Fraction:
    taken = Fraction(settings.get("exempt_fen", 0) + settings.get("other_deductions_fen", 0), 100)
    return income * 4 / 5 - 5000 * months - taken


def months_counted(paid: list[date], now: date, rule: str) -> int:
    """n: ``paid`` are the payment dates so far; months are numbered 1 to 12 inside the year of ``now``."""
    numbers = {day.month for day in paid if day.year == now.year and day <= now} | {now.month}
    if rule == "paid":
        return len(numbers)
    if rule == "calendar":
        return now.month - min(numbers) + 1
    assert rule == "continuous", rule
    gaps = [number for number in range(1, now.month + 1) if number not in numbers]
    return now.month - max(gaps, default=0)


def withheld(
    income_fen: int, payment_on: date, earlier: list[Payment], settings: dict[str, Any]
) -> tuple[int, int]:
    """(tax taken now, tax due beyond the income) in fen; ``earlier`` are all payments of this entity."""
    if settings["method"] == "none":
        return 0, 0
    if settings["method"] == "occurrence":
        same = [one for one in earlier if (one[0].year, one[0].month) == (payment_on.year, payment_on.month)]
        income = Fraction(income_fen + sum(one[1] for one in same), 100)
        total = climbed(taxable_of_occurrence(income), OCCURRENCE_STEPS)
    else:
        assert settings["method"] == "cumulative", settings["method"]
        same = [one for one in earlier if one[0].year == payment_on.year]
        income = Fraction(income_fen + sum(one[1] for one in same), 100)
        months = months_counted([one[0] for one in same if one[1] > 0], payment_on, settings["months"])
        base = max(Fraction(0), taxable_of_year(income, months, settings))
        total = climbed(base, YEAR_STEPS) - Fraction(settings.get("relief_fen", 0), 100)
    due = max(0, rounded_fen(total) - sum(one[2] for one in same))
    taken = min(due, max(0, income_fen))
    return taken, due - taken
