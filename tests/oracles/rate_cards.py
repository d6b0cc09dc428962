"""What tiers, guarantees, ranks and mentors come to, from scratch and with fractions.

Nothing is taken from an earlier month: ``paid_through(facts, terms, month)`` adds up everything settled until
the end of a month, as if it had never been paid in parts. A month's lines are the difference of two such sums.

    terms = {(task, version): {
        "hourly_fen": 1600, "percents": {day: 200},
        "rates": {kind: {"measure": "count" | "amount", "steps": [(0, price), (above, price), ...],
                         "back": bool}},                     # price: fen a piece, or basis points
        "guarantee": (fen, minutes) or absent,
        "ranks": {rank: ("percent", p) | ("hourly", fen)},
        "mentor_fen": fen an hour or absent,
    }}
    facts = [
        {"what": "segment", "agent", "task", "version", "day", "minutes", "settled", "booking", "rank", "mentor"},
        {"what": "result", "agent", "task", "version", "kind", "value", "day", "settled", "booking"},
    ]
    A correction is a fact of its own: the "value" or "minutes" it adds, with ``"fixes": True``, settled later.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from tests.oracles.fractions_of_yuan import nearest

Fact = dict[str, Any]
Sums = Counter[tuple[int, str]]  # (agent, kind of line) -> fen


def hour_fen(minutes: int, hourly_fen: int, percent: int = 100) -> int:
    return nearest(Fraction(minutes, 60) * hourly_fen * Fraction(percent, 100))


def quantity_fen(rate: dict[str, Any], quantity: int) -> int:
    """Every single piece, or fen of sales, at the price of the slice it lies in."""
    steps, whole = rate["steps"], Fraction(0)
    if quantity < 0:
        whole = Fraction(quantity) * steps[0][1]
    for place, (above, price) in enumerate(steps):
        end = steps[place + 1][0] if place + 1 < len(steps) else max(quantity, above)
        whole += Fraction(max(0, min(quantity, end) - above)) * price
    return nearest(whole / 10_000 if rate["measure"] == "amount" else whole)


def paid_through(facts: list[Fact], terms: dict[Any, dict[str, Any]], month: date) -> Sums:
    """Fen of each agent and kind of line, of everything settled by the end of this month."""
    known = [one for one in facts if one["settled"] <= month]
    found: Sums = Counter()
    for kind in (_tiers, _returned, _ranks, _mentors, _guarantees):
        found.update(kind(known, terms))
    return found


def _tiers(facts: list[Fact], terms: dict[Any, dict[str, Any]]) -> Sums:
    """Counted over the calendar month of the work, whenever it was settled; corrections apart."""
    found: Sums = Counter()
    for (agent, key, kind, _month), group in _results(facts, terms).items():
        rate = terms[key]["rates"][kind]
        if len(rate["steps"]) > 1:
            found[agent, "tiers"] += quantity_fen(rate, sum(one["value"] for one in group))
    return found


def _returned(facts: list[Fact], terms: dict[Any, dict[str, Any]]) -> Sums:
    found: Sums = Counter()
    for (agent, key, kind, _month), group in _results(facts, terms).items():
        rate = terms[key]["rates"][kind]
        if rate["back"]:
            found[agent, "returned"] -= sum(one["value"] * rate["steps"][0][1] for one in group)
    return found


def _results(facts: list[Fact], terms: dict[Any, dict[str, Any]]) -> dict[Any, list[Fact]]:
    found: dict[Any, list[Fact]] = defaultdict(list)
    for one in facts:
        key = (one["task"], one["version"])
        if one["what"] == "result" and one["kind"] in terms[key]["rates"]:
            found[one["agent"], key, one["kind"], (one["day"].year, one["day"].month)].append(one)
    return found


def _ranks(facts: list[Fact], terms: dict[Any, dict[str, Any]]) -> Sums:
    found: Sums = Counter()
    for one in facts:
        if one["what"] != "segment":
            continue
        price_by = terms[one["task"], one["version"]]
        way, figure = price_by.get("ranks", {}).get(one["rank"], ("hourly", 0))
        found[one["agent"], "rank"] += (
            hour_fen(one["minutes"], price_by["hourly_fen"], figure)
            if way == "percent"
            else hour_fen(one["minutes"], figure)
        )
    return found


def _mentors(facts: list[Fact], terms: dict[Any, dict[str, Any]]) -> Sums:
    found: Sums = Counter()
    for one in facts:
        if one["what"] == "segment" and one["mentor"]:
            fen = terms[one["task"], one["version"]].get("mentor_fen", 0)
            found[one["mentor"], "mentor"] += hour_fen(one["minutes"], fen)
    return found


def _guarantees(facts: list[Fact], terms: dict[Any, dict[str, Any]]) -> Sums:
    """Each shift with all that was earned in it, hours and single-priced commission."""
    shifts: dict[Any, list[Fact]] = defaultdict(list)
    for one in facts:
        if one["booking"]:
            shifts[one["booking"]].append(one)
    found: Sums = Counter()
    for parts in shifts.values():
        hours = sorted((one for one in parts if one["what"] == "segment"), key=lambda one: one["day"])
        if not hours:
            continue
        fen, minutes = terms[hours[0]["task"], hours[0]["version"]].get("guarantee", (0, 0))
        worked = sum(one["minutes"] for one in hours)
        if fen and worked >= minutes:
            earned = sum(_fact_fen(one, terms[one["task"], one["version"]]) for one in parts)
            found[hours[0]["agent"], "guarantee"] += max(0, fen - earned)
    return found


def _fact_fen(one: Fact, price_by: dict[str, Any]) -> int:
    if one["what"] == "segment":
        return hour_fen(
            one["minutes"], price_by["hourly_fen"], price_by.get("percents", {}).get(one["day"], 100)
        )
    rate = price_by["rates"].get(one["kind"])
    if rate is None:
        return 0
    fen = quantity_fen(rate, one["value"])
    return -fen if rate["back"] else fen
