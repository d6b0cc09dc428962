"""What the three months must come to: the world's values through the oracles, nothing of the product.

``book(month)`` gives every agent's figures and lines as plain rows, and ``run_hash(month)`` the SHA-256 over
their canonical bytes, written again here from the description in money.md and docs/money.md.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from tests.flows import world
from tests.flows.world import ENTITY, NOVEMBER, OCTOBER, PAYS_ON, SEPTEMBER, TERMS, Duty, version_on
from tests.oracles import hours, pay, tax
from tests.oracles.days import percent_of

ENTITY_CODE = "october"
MONTHS = (SEPTEMBER, OCTOBER, NOVEMBER)
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Part:
    """A fact: hours of a day, or one effect of a call or order. ``value``: minutes, pieces or fen."""

    agent: str
    task: str
    version: int
    about: Any  # the day, or the kind
    value: int


@dataclass(frozen=True)
class Told:
    """One agent's statement: ``figures`` and ``lines`` as the run's hash takes them."""

    statement: dict[str, Any]
    figures: Row
    lines: list[Row]


# --- facts ------------------------------------------------------------------------------------------------


def parts_of(duty: Duty) -> list[Part]:
    """Paid minutes of each Beijing day of a duty."""
    if duty.came is None or duty.left is None:
        return []
    grace = int(world.GRACE.total_seconds()) // 60
    days = hours.paid_minutes(duty.came, duty.left, (duty.starts, duty.ends), grace, world.MEAL)
    return [
        Part(duty.agent, duty.task, version_on(duty.task, day), day, minutes) for day, minutes in days.items()
    ]


def segments(month: date) -> Iterator[Part]:
    """October's hours are all but the late ones; the night before National Day was approved in October."""
    for duty in world.duties():
        if month == (NOVEMBER if duty == world.late_duty() else OCTOBER):
            yield from parts_of(duty)


def results(month: date) -> Iterator[Part]:
    if month != OCTOBER:
        return
    for call in world.calls():
        version = version_on(world.CALLING, call.at.date())
        for kind in call.kinds:
            yield Part(call.agent, world.CALLING, version, kind, 1)
    for sale in world.sales():
        version = version_on(world.SELLING, sale.at.date())
        yield Part(sale.agent, world.SELLING, version, "sale", sale.amount_fen)
        if sale.wechat:
            yield Part(sale.agent, world.SELLING, version, "wechat_added", 1)


def marks(month: date) -> dict[tuple[str, str], list[str]]:
    """Each agent's shifts that began in the month, by task; those given back in time are none."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for duty in world.duties():
        if duty.starts.date().replace(day=1) == month and duty.fate != "cancelled_early":
            found[duty.agent, duty.task].append(duty.mark)
    return found


def corrections(month: date) -> Iterator[tuple[str, str, int, str, str, int, int]]:
    """(agent, task, version, kind, about, then, now) of what was put right."""
    if month != NOVEMBER:
        return
    sale = world.reversed_sale()
    version = version_on(world.SELLING, sale.at.date())
    yield sale.agent, world.SELLING, version, "sale", f"{sale.at.date()} {sale.order_id}", sale.amount_fen, 0
    duty, minutes = world.shortened_duty()
    (part,) = parts_of(duty)
    yield duty.agent, duty.task, part.version, "", str(part.about), part.value, minutes


# --- statements -------------------------------------------------------------------------------------------


@cache
def book(month: date) -> dict[str, Told]:
    """Everybody with a statement in the month; histories come from the months before."""
    facts: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(list))
    for part in segments(month):
        facts[part.agent]["segments"].append((part.task, part.version, part.about, part.value))
    for part in results(month):
        facts[part.agent]["results"].append((part.task, part.version, part.about, part.value))
    for one in world.rulings():
        if one.month == month:
            facts[one.agent]["decisions"].append((one.kind, one.task, one.amount_fen))
    for agent, task, version, kind, about, then, now in corrections(month):
        fact = ("result", version, kind) if kind else ("segment", version, date.fromisoformat(about))
        facts[agent]["corrections"].append((task, (*fact, then), (*fact, now)))
    for (agent, task), seen in marks(month).items():
        if agent in facts:
            facts[agent]["shifts"].append((task, version_on(task, _last_day(month)), seen))
    return {agent: _told(agent, month, facts[agent]) for agent in sorted(facts)}


def _last_day(month: date) -> date:
    return {SEPTEMBER: date(2026, 9, 30), OCTOBER: date(2026, 10, 31), NOVEMBER: date(2026, 11, 30)}[month]


def _told(agent: str, month: date, facts: dict[str, Any]) -> Told:
    before = [
        (PAYS_ON[one], book(one)[agent].statement) for one in MONTHS if one < month and agent in book(one)
    ]
    earlier = [(paid_on, of["taxable_income_fen"], of["tax_fen"]) for paid_on, of in before]
    debt = before[-1][1]["carried_fen"] if before else 0
    entity = ENTITY | {"payment_on": PAYS_ON[month]}
    of = pay.statement(dict(facts) | {"earlier": earlier, "old_debt_fen": debt}, TERMS, entity)
    n = tax.months_counted([on for on, income, _ in earlier if income > 0], PAYS_ON[month], ENTITY["months"])
    lines = sorted([*_income_lines(agent, month, facts, of), *_closing_lines(of, debt)])
    sums = _sums(lines)
    year_income, year_tax = (sum(one[place] for one in earlier) for place in (1, 2))
    figures = (
        *sums.values(), debt, of["income_fen"], of["taxable_income_fen"], of["tax_fen"], of["tax_shortfall_fen"],
        of["carried_fen"], of["net_fen"], PAYS_ON[month].year, n, year_income + of["taxable_income_fen"],
        year_tax + of["tax_fen"],
    )  # fmt: skip
    return Told(of, figures, lines)


def _income_lines(agent: str, month: date, facts: dict[str, Any], of: dict[str, Any]) -> Iterator[Row]:
    """(task, version, kind of result, percent, about, kind, facts, quantity, rate, amount)."""
    for (task, version, kind, band), fen in of["lines"].items():
        terms = TERMS.get((task, version), {})
        if kind == "hours":
            minutes = [row[3] for row in facts["segments"]
                       if row[:2] == (task, version) and percent_of(row[2], terms) == band]  # fmt: skip
            yield (task, version, "", band, "", kind, len(minutes), sum(minutes), terms["hourly_fen"], fen)
        elif kind == "commission":
            way, figure = terms["commission"][band]
            values = [row[3] for row in facts["results"] if row[:3] == (task, version, band)]
            name = {"piece": "pieces", "share": "share"}[way]
            yield (task, version, band, 100, "", name, len(values), sum(values), figure, fen)
        elif kind in ("full_attendance", "task_bonus"):
            worked = sum(mark in pay.CLOCKED for mark in marks(month)[agent, task])
            yield (task, version, "", 100, "", kind, worked, worked, 0, fen)
    for task, then, now in facts["corrections"]:
        about, fen = (
            _about(agent, month, then),
            pay.fact_fen(now, task, TERMS) - pay.fact_fen(then, task, TERMS),
        )
        code = then[2] if then[0] == "result" else ""
        yield (task, then[1], code, 100, about, "correction", 1, now[3] - then[3], 0, fen)
    for one in world.rulings():
        if one.agent == agent and one.month == month:
            fen = one.amount_fen if one.kind == "reward" else -one.amount_fen
            yield (one.task, 0, "", 100, f"{one.on} {one.clause}".strip(), one.kind, 1, 1, 0, fen)


def _about(agent: str, month: date, then: tuple[Any, ...]) -> str:
    return next(about for of, _, version, _, about, was, _ in corrections(month)
                if (of, version, was) == (agent, then[1], then[3]))  # fmt: skip


def _closing_lines(of: dict[str, Any], debt: int) -> list[Row]:
    amounts = [
        ("tax", -of["tax_fen"], of["taxable_income_fen"]),
        ("debt", -debt, 0),
        ("carried", of["carried_fen"], 0),
    ]
    return [("", 0, "", 100, "", kind, 0, quantity, 0, fen) for kind, fen, quantity in amounts if fen]


def _sums(lines: list[Row]) -> dict[str, int]:
    """Work, commission, reward, correction and penalty lines, in this order."""
    into = {"hours": "work", "pieces": "commission", "share": "commission", "full_attendance": "reward",
            "task_bonus": "reward", "reward": "reward", "correction": "correction", "penalty": "penalty"}  # fmt: skip
    sums = dict.fromkeys(("work", "commission", "reward", "correction", "penalty"), 0)
    for line in lines:
        if line[5] in into:
            sums[into[line[5]]] += line[-1]
    return sums


def unpriced(month: date) -> int:
    return sum(told.statement["unpriced"] for told in book(month).values())


# --- the hash ---------------------------------------------------------------------------------------------


def run_hash(month: date) -> str:
    """Leaves are SHA-256 of [agent, figures, lines in order] as the shortest JSON; the run's hash is over
    [entity, month] and then the leaves in the order of agent numbers."""
    run = hashlib.sha256(_json([ENTITY_CODE, f"{month:%Y-%m}"]))
    for agent, told in sorted(book(month).items()):
        run.update(hashlib.sha256(_json([agent, told.figures, sorted(told.lines)])).digest())
    return run.hexdigest()


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")
