"""A world of rate cards dealt by dice: rows for the engine, and the same facts in the oracle's plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from onboarding.models import Agent
from tasks.models import PayingEntity, Result, Segment, Task, Terms, TermsRank, TermsTier
from tests import cast
from tests.payouts.engine.acts import correction, result
from yunke.ground.months import days_of

KINDS = ("connected", "sale", "accepted_item", "returned_item")
RANKS = ("mentor", "lead")


@dataclass
class RateWorld:
    entity: PayingEntity
    agents: list[Agent]
    terms: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    facts: list[dict[str, Any]] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


def deal(dice: Random, months: list[date]) -> RateWorld:
    """A task of tiers and one of guarantees, each with a second version from the 14th of the first month."""
    world = RateWorld(cast.entity(month=months[0], tax_method="none"), [cast.agent() for _ in range(3)])
    for tiered in (True, False):
        task = cast.task(world.entity, seats=1_000, **_card(dice))
        world.tasks.append(task)
        second = cast.terms(task, version=2, effective_on=months[0].replace(day=14), **_card(dice))
        for terms in (task.terms.get(version=1), second):
            world.terms[task.number, terms.version] = _promises(terms, tiered, dice)
    for place, month in enumerate(months):
        for agent in world.agents:
            for task in world.tasks:
                _month(world, agent, task, month, months[place:], dice)
        _late_fix(world, month, dice)
    return world


def _card(dice: Random) -> dict[str, Any]:
    return {
        "hourly_fen": dice.choice((0, 1_501, 1_600)),
        "holiday_rule": "none",
        "meal_is_paid": True,
        "rates": {
            "connected": (dice.randrange(1, 400), 0),
            "sale": (0, dice.choice((33, 250))),
            "accepted_item": (dice.randrange(50, 90), 0),
            "returned_item": (dice.randrange(1, 50), 0),
        },
    }


def _promises(terms: Terms, tiered: bool, dice: Random) -> dict[str, Any]:
    """Tiers, or a guarantee, and what is paid beside them; the oracle's are returned."""
    rates = {}
    for rate in terms.rates.select_related("kind"):
        steps = [(0, rate.unit_fen or rate.share_bp)]
        if tiered and rate.kind.code in ("connected", "sale"):
            if dice.random() < 0.3:  # the first slice is free
                rate.unit_fen = rate.share_bp = 0
                rate.save()
                steps = [(0, 0)]
            for above in (dice.randrange(1, 4), dice.randrange(4, 9)):
                unit = 7_000 if rate.kind.measure == "amount" else 1
                steps.append(
                    (above * unit, steps[-1][1] + dice.choice((-11 if steps[-1][1] > 11 else 17, 17, 40)))
                )
                TermsTier.objects.create(rate=rate, above=steps[-1][0], price=steps[-1][1])
        rates[rate.kind.code] = {
            "measure": rate.kind.measure,
            "steps": steps,
            "back": bool(rate.kind.returns_id),
        }
    found: dict[str, Any] = {
        "hourly_fen": terms.hourly_fen,
        "rates": rates,
        "mentor_fen": dice.randrange(0, 200),
    }
    if not tiered:
        found["guarantee"] = (dice.randrange(3_000, 14_000), dice.randrange(60, 300))
        terms.guarantee_fen, terms.guarantee_minutes = found["guarantee"]
    found["ranks"] = {
        "mentor": ("percent", dice.randrange(1, 30)),
        "lead": ("hourly", dice.randrange(1, 400)),
    }
    for rank, (way, figure) in found["ranks"].items():
        TermsRank.objects.create(
            terms=terms, rank=rank, **{"percent" if way == "percent" else "hourly_fen": figure}
        )
    terms.mentor_hourly_fen, terms.mentor_days = found["mentor_fen"], 30
    terms.save()
    return found


def _month(
    world: RateWorld, agent: Agent, task: Task, month: date, settled: list[date], dice: Random
) -> None:
    """Some shifts of the month, each with results in it; a part of all this is settled a month late."""
    for day in sorted(dice.sample(days_of(month)[:28], 3)):
        rank, mentor = dice.choice(("", *RANKS)), dice.choice((None, *world.agents))
        hours = cast.segment(
            agent,
            task,
            day,
            dice.randrange(30, 480),
            settle_month=_when(settled, dice),
            starts=_free(agent, day),
        )
        mentor = None if mentor == agent else mentor
        Segment.objects.filter(pk=hours.pk).update(rank=rank, mentor=mentor)
        of = {"agent": agent.pk, "task": task.number, "version": hours.terms.version, "day": day}
        world.facts.append(
            of
            | {"what": "segment", "minutes": hours.paid_minutes, "settled": hours.settle_month}
            | {"booking": hours.booking_id, "rank": rank, "mentor": mentor.pk if mentor else None}
        )
        for number in range(dice.randrange(0, 3)):
            kind = dice.choice(KINDS)
            value = dice.randrange(1, 9_000) if kind == "sale" else dice.randrange(1, 4)
            key = f"{task.number} {agent.number} {day} {number}"
            one = result(agent, task, kind, value, key=key, on=day, settle_month=_when(settled, dice))
            held = hours.booking_id if dice.random() < 0.8 else None
            Result.objects.filter(pk=one.pk).update(booking=held)
            world.results.append(one)
            world.facts.append(
                of
                | {
                    "what": "result",
                    "kind": kind,
                    "value": value,
                    "settled": one.settle_month,
                    "booking": held,
                }
            )


def _late_fix(world: RateWorld, month: date, dice: Random) -> None:
    """Two results of a quantity counted over a month are corrected, if an earlier month has paid them."""
    tiered = [
        one
        for one in world.results
        if one.task == world.tasks[0] and one.settle_month < month and one.kind.code in ("connected", "sale")
    ]
    for one in dice.sample(tiered, min(2, len(tiered))):
        if one.corrections.exists():
            continue
        was = one.quantity if one.kind.measure == "count" else one.amount_fen
        now = dice.choice((0, 2 * was))
        name = "quantity_now" if one.kind.measure == "count" else "amount_now_fen"
        correction(one, month, **{name: now})
        world.facts.append(
            {"what": "result", "agent": one.agent_id, "task": one.task.number, "version": one.terms.version}
            | {
                "kind": one.kind.code,
                "value": now - was,
                "day": one.local_on,
                "settled": month,
                "booking": None,
            }
        )


def _when(settled: list[date], dice: Random) -> date:
    """This month, or once in a while the next."""
    return settled[1] if len(settled) > 1 and dice.random() < 0.25 else settled[0]


def _free(agent: Agent, day: date) -> str:
    """The second task of a day is worked in the evening."""
    return "17:30" if agent.segments.filter(local_on=day).exists() else "09:00"
