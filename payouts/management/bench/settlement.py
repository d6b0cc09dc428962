"""The benchmark itself: fill, settle, compare with the floor."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from time import perf_counter
from typing import NamedTuple

from payouts.actions.compute import discard_drafts
from payouts.actions.runs import approve_run, prepare_run, recompute_run
from payouts.actions.work_off import work_off_all
from payouts.management.bench.database import Databases
from payouts.management.bench.fill import on_postgres, say
from payouts.management.bench.floor import floor_income, floor_seconds, lay_floor
from payouts.management.bench.month import MONTH, World, after, fill_month, make_world, settle_down
from payouts.management.bench.workers import Workers, started
from payouts.models import Run
from payouts.queries.so_far import this_month_so_far
from payouts.verify.books import INVARIANTS, OF_THE_RECORD, verify
from yunke.ground.months import previous_month

Tell = Callable[[str], None]


class Differs(Exception):
    """The product's month is not the floor's: its speed means nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    agents: int
    workers: list[int]
    chunk: int
    history: int
    repeat: int


class Least(NamedTuple):
    """Of repeated measurements the least seconds, and the largest peak."""

    seconds: float
    floor: float
    peak_mib: float


def measure(databases: Databases, asked: Asked, tell: Tell) -> Iterator[dict[str, float]]:
    """The figures of a last line for each number of workers; what else is worth knowing is told on the way."""
    small = max(asked.agents // 10, 2)
    with started(max(asked.workers), after(MONTH)) as hands:
        tenth, _, _ = _computed(databases, small, asked, hands, tell)
        alone = {}
        if asked.history:
            alone, _, _ = _computed(databases, asked.agents, replace(asked, history=0), hands, tell)
        whole, run, world = _computed(databases, asked.agents, asked, hands, tell)
    for workers, least in alone.items():
        slower = whole[workers].seconds / least.seconds
        tell(f"{workers} workers after {asked.history} months: {slower:.2f} x the month alone")
    approved = _timed(approve_run, run, by=world.approver, now=after(MONTH))
    run.refresh_from_db()
    tell(f"approve with ledger: {approved:.2f} s")
    tell(f"verify_books without the record: {_timed(_sound):.2f} s")
    tell(f"{run.number} {run.state}: income {run.income_fen} fen, net {run.net_fen} fen, {run.hash}")
    for workers in asked.workers:
        exponent = math.log(whole[workers].seconds / tenth[workers].seconds) / math.log(asked.agents / small)
        yield last_line(asked.agents, workers, whole[workers], approved, exponent)


def last_line(agents: int, workers: int, least: Least, approved: float, exponent: float) -> dict[str, float]:
    """What ``bench settlement`` prints last: seconds, and their ratios to the floor of the same run."""
    return {
        "agents": agents,
        "workers": workers,
        "floor_seconds": round(least.floor, 3),
        "seconds": round(least.seconds, 3),
        "ratio": round(least.seconds / least.floor, 3),
        "approve_ratio": round(approved / least.floor, 3),
        "peak_mib": least.peak_mib,
        "exponent": round(exponent, 3),
    }


def _computed(
    databases: Databases, agents: int, asked: Asked, hands: Workers, tell: Tell
) -> tuple[dict[int, Least], Run, World]:
    """What each number of workers came to; the hash is one, however many they were."""
    began = perf_counter()
    databases.fresh()
    world = _filled(agents, asked, tell)
    tell(f"{agents} agents: filled in {perf_counter() - began:.0f} s")
    one = world.tasks[0].claims.earliest("pk").agent
    so_far = min(_timed(this_month_so_far, one, after(MONTH)) for _ in range(5))
    tell(f"this month so far: {so_far * 1000:.1f} ms")
    run, prepared = _prepare(world, MONTH, asked.chunk)
    tell(f"prepare: {prepared:.2f} s")
    found, hashes = {}, set()
    for workers in asked.workers:
        times = []
        for _ in range(asked.repeat):
            if hashes:
                _forget(run, world, asked.chunk)
            times.append(_once(run, workers, hands, tell))
            hashes.add(run.hash)
        seconds, floors, peaks = zip(*times, strict=True)
        found[workers] = Least(min(seconds), min(floors), max(peaks))
    if len(hashes) > 1:
        raise Differs(f"one month has {len(hashes)} hashes: {hashes}")
    return found, run, world


def _once(run: Run, workers: int, hands: Workers, tell: Tell) -> Least:
    floor = floor_seconds(MONTH)
    hands.get_ready(workers, run)
    seconds, peak = hands.go()
    run.refresh_from_db()
    if run.state != "computed" or run.income_fen != floor_income():
        raise Differs(f"{run.state}: the product says {run.income_fen} fen, the floor {floor_income()}")
    tell(f"{workers} workers: {seconds:.2f} s, floor {floor:.2f} s")
    return Least(seconds, floor, peak)


def _filled(agents: int, asked: Asked, tell: Tell) -> World:
    """The world with its month, and the earlier months settled and approved by the product itself."""
    months = [MONTH]
    for _ in range(asked.history):
        months.insert(0, previous_month(months[0]))
    world = make_world(agents, months[0])
    for month in months:
        fill_month(world, month)
        settle_down()
        if month != MONTH:
            run, _ = _prepare(world, month, asked.chunk)
            work_off_all(run, clock=partial(after, month))
            run.refresh_from_db()
            run = approve_run(run, by=world.approver, now=after(month))
            tell(f"{run.number}: {run.state}, net {run.net_fen} fen")
    lay_floor(world, MONTH)
    settle_down()
    return world


def _prepare(world: World, month: date, chunk: int) -> tuple[Run, float]:
    began = perf_counter()
    run = prepare_run(world.entity, month, by=world.preparer, now=after(month), chunk_agents=chunk)
    return run, perf_counter() - began


def _forget(run: Run, world: World, chunk: int) -> None:
    """An earlier measurement's rows are not the next one's work."""
    recompute_run(run, by=world.preparer, now=after(MONTH), chunk_agents=chunk)
    discard_drafts(run, (0, 1 << 62))
    if on_postgres():
        say("VACUUM ANALYZE payouts_line")
        say("VACUUM ANALYZE payouts_statement")


def _sound() -> None:
    """All but the record: the synthetic facts were approved by nobody."""
    if found := list(verify(numbers=INVARIANTS.keys() - {OF_THE_RECORD})):
        raise Differs(f"{len(found)} findings, the first: {found[0].text}")


def _timed(act: Callable[..., object], *args: object, **named: object) -> float:
    began = perf_counter()
    act(*args, **named)
    return perf_counter() - began
