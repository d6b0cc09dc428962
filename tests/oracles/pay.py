"""One agent's month, written again with fractions: facts -> lines -> statement.

``statement(agent, terms, entity)`` takes plain values and returns a dict. Times are Beijing dates.

    terms = {(task, version): {
        "hourly_fen": 1600,                                   # 0 or absent: no hourly pay
        "holiday_rule": "none" | "spring_and_national" | "all_statutory" | "dates",
        "holiday_percent": 200, "holiday_dates": [date, ...],
        "commission": {kind: ("piece", unit_fen) | ("share", basis_points)},
        "full_attendance": (shifts_needed, amount_fen) or None,
        "task_bonus": (shifts_needed, amount_fen) or None,
    }}
    agent = {
        "segments": [(task, version, local_on, paid_minutes), ...],
        "results": [(task, version, kind, quantity or amount_fen), ...],
        "shifts": [(task, version, [mark, ...]), ...],        # every booked shift of the month; marks below
        "decisions": [("reward" | "penalty", task, amount_fen), ...],
        "corrections": [(task, then, now), ...],              # each a fact as below, or None for nothing
        "advances_fen": 0, "old_debt_fen": 0,
        "earlier": [(payment_on, taxable_income_fen, withheld_fen), ...],
    }
    mark = "worked" | "late" | "left_early" | "absent" | "cancelled_late" | "open"
    fact = ("segment", version, local_on, minutes) | ("result", version, kind, quantity or amount_fen)
         | ("reward", amount_fen)
    entity = {"method", "months", "exempt_fen", ... as in tests/oracles/tax.py,
              "penalties_lower_income": bool, "payment_on": date}

A result whose kind the terms do not price is counted in ``unpriced``. A line's key is
``(task, version, kind, band)``: band is the percent of hours, the name of a commission, else "";
version is None for decisions and corrections, which no version prices as such.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracles.days import percent_of
from tests.oracles.fractions_of_yuan import nearest
from tests.oracles.tax import withheld

LineKey = tuple[str, Any, str, Any]
CLOCKED = {"worked", "late", "left_early"}


def segment_fen(terms: dict[str, Any], local_on: date, minutes: int) -> int:
    hours = Fraction(minutes, 60)
    return nearest(hours * terms.get("hourly_fen", 0) * Fraction(percent_of(local_on, terms), 100))


def result_fen(terms: dict[str, Any], kind: str, value: int) -> int | None:
    """None where the terms do not price the kind."""
    if kind not in terms.get("commission", {}):
        return None
    way, figure = terms["commission"][kind]
    return value * figure if way == "piece" else nearest(Fraction(value) * figure / 10_000)


def supplements(terms: dict[str, Any], marks: list[str]) -> dict[str, int]:
    """Full attendance and task bonus of one task's month."""
    clocked, found = sum(mark in CLOCKED for mark in marks), {}
    if (offer := terms.get("full_attendance")) and clocked >= max(1, offer[0]) and set(marks) == {"worked"}:
        found["full_attendance"] = offer[1]
    if (offer := terms.get("task_bonus")) and clocked >= max(1, offer[0]):
        found["task_bonus"] = offer[1]
    return found


def fact_fen(fact: tuple[Any, ...] | None, task: str, terms: dict[Any, dict[str, Any]]) -> int:
    """What a fact is worth by its own terms; for corrections."""
    if fact is None:
        return 0
    if fact[0] == "reward":
        return int(fact[1])
    version, about, value = fact[1:]
    if fact[0] == "segment":
        return segment_fen(terms[task, version], about, value)
    return result_fen(terms[task, version], about, value) or 0


def lines(agent: dict[str, Any], terms: dict[Any, dict[str, Any]]) -> tuple[dict[LineKey, int], int]:
    """(the income lines, results left unpriced); lines worth nothing stand too, when facts made them."""
    found: Counter[LineKey] = Counter()
    unpriced = 0
    for task, version, local_on, minutes in agent.get("segments", []):
        price_by = terms[task, version]
        found[task, version, "hours", percent_of(local_on, price_by)] += segment_fen(
            price_by, local_on, minutes
        )
    for task, version, kind, value in agent.get("results", []):
        fen = result_fen(terms[task, version], kind, value)
        if fen is None:
            unpriced += 1
        else:
            found[task, version, "commission", kind] += fen
    for task, version, marks in agent.get("shifts", []):
        for kind, fen in supplements(terms[task, version], marks).items():
            found[task, version, kind, ""] += fen
    for kind, task, fen in agent.get("decisions", []):
        if kind == "reward":
            found[task, None, "reward", ""] += fen
    for task, then, now in agent.get("corrections", []):
        found[task, None, "correction", ""] += fact_fen(now, task, terms) - fact_fen(then, task, terms)
    return dict(found), unpriced


def statement(
    agent: dict[str, Any], terms: dict[Any, dict[str, Any]], entity: dict[str, Any]
) -> dict[str, Any]:
    """The whole month; every amount in fen."""
    income_lines, unpriced = lines(agent, terms)
    income = sum(income_lines.values())
    penalties = sum(fen for kind, _, fen in agent.get("decisions", []) if kind == "penalty")
    taxable = income
    if entity["penalties_lower_income"] and income > 0:
        taxable = max(0, income - penalties)
    tax, shortfall = withheld(taxable, entity["payment_on"], agent.get("earlier", []), entity)
    purse, taken = max(0, income) - tax, {}
    asked = {
        "penalties": penalties,
        "advances": agent.get("advances_fen", 0),
        "debt": agent.get("old_debt_fen", 0),
    }
    for name, fen in asked.items():
        taken[name] = min(fen, purse)
        purse -= taken[name]
    return {
        "lines": income_lines,
        "unpriced": unpriced,
        "income_fen": income,
        "taxable_income_fen": taxable,
        "tax_fen": tax,
        "tax_shortfall_fen": shortfall,
        "penalties_taken_fen": taken["penalties"],
        "advances_taken_fen": taken["advances"],
        "debt_taken_fen": taken["debt"],
        "net_fen": purse,
        "carried_fen": sum(asked.values()) - sum(taken.values()) + max(0, -income),
    }
