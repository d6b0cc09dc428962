"""A small world dealt by a seed: the rows for the engine, and the same month in the oracle's plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from onboarding.models import Agent
from tasks.models import PayingEntity, Result, Segment, Task
from tests import cast
from tests.payouts.engine.acts import advance, correction, decision, result
from yunke.ground.months import days_of

KINDS = ("connected", "interested_lead", "sale", "wechat_added")
RULES = ("none", "spring_and_national", "all_statutory", "dates")


@dataclass
class World:
    entity: PayingEntity
    terms: dict[tuple[str, int], dict[str, Any]]
    tasks: list[Task]
    agents: list[Agent]
    facts: dict[tuple[date, int], dict[str, Any]] = field(
        default_factory=dict
    )  # (month, agent) -> oracle's agent
    paid: dict[int, list[Segment | Result]] = field(default_factory=dict)


def deal(seed: int, *months: date, agents: int = 6, **entity: Any) -> World:
    dice = Random(seed)
    world = World(cast.entity(month=months[0], **entity), {}, [], [cast.agent() for _ in range(agents)])
    for _ in range(2):
        _task(world, dice, months[0])
    for month in months:
        for agent in world.agents:
            if dice.random() < 0.85:
                world.facts[month, agent.pk] = _month(world, agent, month, dice)
    return world


def _task(world: World, dice: Random, month: date) -> None:
    task = cast.task(world.entity, seats=1_000, **_terms(world, dice, "", 1))
    world.tasks.append(task)
    world.terms[task.number, 1] = world.terms.pop(("", 1))
    cast.terms(task, version=2, effective_on=month.replace(day=14), **_terms(world, dice, task.number, 2))


def _terms(world: World, dice: Random, number: str, version: int) -> dict[str, Any]:
    """The cast's arguments; the oracle's are kept in the world."""
    rates = {
        kind: (0, dice.choice((33, 250, 1_000))) if kind == "sale" else (dice.randrange(1, 300), 0)
        for kind in KINDS
        if dice.random() < 0.7
    }
    hourly, rule, dates = (
        dice.choice((0, 1_501, 1_600, 99_999)),
        dice.choice(RULES),
        [date(2026, 10, 9), date(2026, 11, 11)],
    )
    attendance, bonus = (dice.randrange(1, 5), 20_000), (dice.randrange(1, 9), 5_050)
    world.terms[number, version] = {
        "hourly_fen": hourly,
        "holiday_rule": rule,
        "holiday_percent": dice.choice((150, 200, 300)),
        "holiday_dates": dates,
        "commission": {kind: ("share", bp) if bp else ("piece", fen) for kind, (fen, bp) in rates.items()},
        "full_attendance": attendance,
        "task_bonus": bonus,
    }
    return {
        "hourly_fen": hourly,
        "rates": rates,
        "holiday_rule": rule,
        "meal_is_paid": True,
        "holiday_percent": world.terms[number, version]["holiday_percent"],
        "holiday_dates": [day.isoformat() for day in dates],
        "full_attendance_shifts": attendance[0],
        "full_attendance_fen": attendance[1],
        "task_bonus_shifts": bonus[0],
        "task_bonus_fen": bonus[1],
    }


def _month(world: World, agent: Agent, month: date, dice: Random) -> dict[str, Any]:
    told: dict[str, Any] = {"segments": [], "results": [], "shifts": [], "decisions": [], "corrections": []}
    fresh: list[Segment | Result] = []
    for task in world.tasks:
        marks = []
        for day in sorted(dice.sample(days_of(month), dice.randrange(0, 7))):
            fresh.append(_segment(agent, task, day, dice, told, marks))
        for number in range(dice.randrange(0, 8)):
            fresh.append(_result(agent, task, month, number, dice, told))
        if marks:
            told["shifts"].append((task.number, _version(task, days_of(month)[-1]), marks))
        for kind, fen in (("reward", dice.randrange(1, 9_000)), ("penalty", dice.randrange(1, 60_000))):
            if dice.random() < 0.3:
                decision(agent, task, kind, fen, month=month)
                told["decisions"].append((kind, task.number, fen))
    if dice.random() < 0.3:
        fen = dice.randrange(1, 40_000)
        advance(agent, world.entity, fen, month=month)
        told["advances_fen"] = fen
    for fact in world.paid.get(agent.pk, [])[:2]:
        _correction(fact, month, dice, told)
    world.paid[agent.pk] = fresh
    return told


def _version(task: Task, day: date) -> int:
    return task.terms.filter(effective_on__lte=day).latest("effective_on").version


def _segment(
    agent: Agent, task: Task, day: date, dice: Random, told: dict[str, Any], marks: list[str]
) -> Segment:
    minutes, mark = dice.randrange(1, 480), dice.choice(("worked",) * 9 + ("late", "left_early"))
    one = cast.segment(agent, task, day, minutes, starts=_free(agent, day))
    flaw = {"late": {"late_minutes": 7}, "left_early": {"early_minutes": 3}}.get(mark)
    if flaw:
        type(one.booking).objects.filter(pk=one.booking_id).update(**flaw)
    marks.append(mark)
    told["segments"].append((task.number, one.terms.version, day, minutes))
    return one


def _free(agent: Agent, day: date) -> str:
    """The second task of a day is worked in the evening."""
    return "17:30" if agent.segments.filter(local_on=day).exists() else "09:00"


def _result(agent: Agent, task: Task, month: date, number: int, dice: Random, told: dict[str, Any]) -> Result:
    kind, day = dice.choice(KINDS), dice.choice(days_of(month))
    value = dice.randrange(1, 90_000) if kind == "sale" else dice.randrange(1, 4)
    one = result(agent, task, kind, value, key=f"{agent.number} {month} {number}", on=day, settle_month=month)
    told["results"].append((task.number, one.terms.version, kind, value))
    return one


def _correction(fact: Segment | Result, month: date, dice: Random, told: dict[str, Any]) -> None:
    if isinstance(fact, Segment):
        now = dice.randrange(0, 480)
        correction(fact, month, minutes_now=now)
        then_now = [
            ("segment", fact.terms.version, fact.local_on, minutes) for minutes in (fact.paid_minutes, now)
        ]
    else:
        amount = fact.kind.measure == "amount"
        was = fact.amount_fen if amount else fact.quantity
        now = dice.choice((0, dice.randrange(0, 2 * was + 1)))
        correction(fact, month, **({"amount_now_fen": now} if amount else {"quantity_now": now}))
        then_now = [("result", fact.terms.version, fact.kind.code, value) for value in (was, now)]
    told["corrections"].append((fact.task.number, *then_now))
