"""Half a year from scratch: what everybody is paid, as if each month were the first to look at all the facts.

Nothing is taken from an earlier month's lines. What a month adds is the worth of everything known by its end, less
that of everything known by the end of the month before; a correction is no line, only a value known later; what
is held is known later, too.

    facts = [
        {"what": "segment", "agent", "task", "version", "day", "booking", "rank", "mentor", "known": [[month, minutes], ...]},
        {"what": "result", "agent", "task", "version", "kind", "day", "booking", "known": [[month, value], ...]},
        {"what": "month", "agent", "task", "version", "marks": [mark, ...], "known": [[month, 1]]},   # its shifts
        {"what": "reward" | "penalty" | "advance", "agent", "known": [[month, fen]]},
    ]
    moved = [{"agent", "kind", "task", "version", "rank", "out": month, "into": month}]   # lines held alone
    terms, entity: as in tests/oracles/rate_cards.py and tests/oracles/pay.py
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from tests.oracles import pay
from tests.oracles.rate_cards import hour_fen, quantity_fen

Fact = dict[str, Any]
Worth = Counter[tuple[Any, ...]]  # (agent, kind, task, version, rank) -> fen


def value_by(fact: Fact, month: date) -> int | None:
    """The latest that is known by the end of a month; None before anything is."""
    told = [entry[1] for entry in fact["known"] if entry[0] <= month]
    return told[-1] if told else None


def worth(facts: list[Fact], terms: dict[Any, dict[str, Any]], month: date) -> Worth:
    """Fen of everything known by the end of the month, by agent and kind of line."""
    found: Worth = Counter()
    quantities: Counter[tuple[Any, ...]] = Counter()
    shifts: dict[Any, list[tuple[Fact, int, int]]] = defaultdict(list)
    for one in facts:
        value = value_by(one, month)
        if value is None:
            continue
        who = one["agent"]
        if one["what"] in ("reward", "penalty", "advance"):
            found[who, one["what"], "", 0, ""] += value
            continue
        of = (one["task"], one["version"])
        price_by = terms[of]
        if one["what"] == "month":
            for kind, fen in pay.supplements(price_by, one["marks"]).items():
                found[(who, kind, *of, "")] += fen
            continue
        if one["what"] == "segment":
            fen = hour_fen(value, price_by["hourly_fen"])
            found[(who, "hours", *of, "")] += fen
            way, figure = price_by["ranks"].get(one["rank"], ("hourly", 0))
            by = (price_by["hourly_fen"], figure) if way == "percent" else (figure, 100)
            found[(who, "rank", *of, one["rank"])] += hour_fen(value, *by)
            if one["mentor"]:
                found[(one["mentor"], "mentor", *of, "")] += hour_fen(value, price_by["mentor_fen"])
            shifts[one["booking"]].append((one, value, fen))
            continue
        rate = price_by["rates"][one["kind"]]
        if len(rate["steps"]) > 1:
            quantities[(who, *of, one["kind"], one["day"].year, one["day"].month)] += value
            continue
        fen = quantity_fen(rate, value) * (-1 if rate["back"] else 1)
        found[(who, "results", *of, "")] += fen
        if one["booking"]:
            shifts[one["booking"]].append((one, 0, fen))
    for (who, task, version, kind, *_), quantity in quantities.items():
        found[who, "results", task, version, ""] += quantity_fen(
            terms[task, version]["rates"][kind], quantity
        )
    for parts in shifts.values():
        _fill_up(parts, terms, found)
    return found


def _fill_up(parts: list[tuple[Fact, int, int]], terms: dict[Any, dict[str, Any]], found: Worth) -> None:
    """A shift's least pay, by the terms of its hours."""
    hours = [(one, minutes) for one, minutes, _fen in parts if one["what"] == "segment"]
    if not hours:
        return
    one = hours[0][0]
    least, needed = terms[one["task"], one["version"]].get("guarantee", (0, 0))
    if least and sum(minutes for _one, minutes in hours) >= needed:
        earned = sum(fen for *_rest, fen in parts)
        found[one["agent"], "guarantee", one["task"], one["version"], ""] += max(0, least - earned)


def paid(
    facts: list[Fact],
    moved: list[dict[str, Any]],
    terms: dict[Any, dict[str, Any]],
    entity: dict[str, Any],
    months: list[tuple[date, date]],
) -> dict[tuple[date, Any], dict[str, Any]]:
    """(month, agent) -> the oracle's statement; ``months`` are (month of work, day of payment) in order."""
    agents = {one["agent"] for one in facts} | {one["mentor"] for one in facts if one.get("mentor")}
    added: dict[date, Worth] = {}
    before: Worth = Counter()
    for month, _payment in months:
        now = worth(facts, terms, month)
        added[month] = Counter({key: now[key] - before[key] for key in now.keys() | before.keys()})
        before = now
    for line in moved:
        key = (line["agent"], line["kind"], line["task"], line["version"], line["rank"])
        fen = added[line["out"]].pop(key, 0)
        if line["into"] in added:
            added[line["into"]][line["agent"], "given back", "", 0, ""] += fen
    found: dict[tuple[date, Any], dict[str, Any]] = {}
    earlier: dict[Any, list[tuple[date, int, int]]] = defaultdict(list)
    debts: Counter[Any] = Counter()
    for month, payment_on in months:
        for agent in agents:
            mine: Counter[str] = Counter()
            for (who, kind, *_), fen in added[month].items():
                if who == agent:
                    mine[kind if kind in ("penalty", "advance") else "income"] += fen
            told = pay.statement(
                {
                    "decisions": [("reward", "", mine["income"]), ("penalty", "", mine["penalty"])],
                    "advances_fen": mine["advance"],
                    "old_debt_fen": debts[agent],
                    "earlier": earlier[agent],
                },
                {},
                entity | {"payment_on": payment_on},
            )
            found[month, agent] = told
            earlier[agent].append((payment_on, told["taxable_income_fen"], told["tax_fen"]))
            debts[agent] = told["carried_fen"]
    return found
