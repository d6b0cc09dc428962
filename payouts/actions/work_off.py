"""Taking due chunks and seeing each to its end: what the job, the command and a test's thread share."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from django.db import connection

from onboarding.actions.telling import tell_holders
from payouts.actions.compute import compute_chunk
from payouts.actions.runs import finish_run
from payouts.models import Run
from payouts.queries.runs import KIND, halves, is_computed, page_of
from payouts.reasons import CHUNK_FAILED, RUN_STUCK
from yunke import chunks
from yunke.chunks import give_back, ready, split, worn_out
from yunke.ground.roles import PREPARER
from yunke.models import Chunk

HANDS = 2
FAILED_BEFORE_HALVED = 2  # once may be the weather
MOST_HALVES = 200  # of a run: a dozen poison agents; more is no poison


def work_off(pk: int, *, now: datetime, leased_at: datetime | None = None) -> str:
    """Take one chunk and compute it; ``busy`` when it is not to be had, ``split`` when it goes on as two halves,
    else the chunk's new state."""
    state = chunks.work_off(
        pk,
        lambda chunk: compute_chunk(chunk, now=now),
        _failed,
        now=now,
        leased_at=leased_at,
        halved=_halved,
    )
    if state in ("done", "parked"):
        chunk = Chunk.objects.get(pk=pk)
        if state == "parked":
            _say_stuck(chunk, now)
        else:
            finish_when_done(chunk.batch, now=now)
    return state


def _failed(error: Exception) -> dict[str, Any]:
    return CHUNK_FAILED(error=type(error).__name__).as_json()


def finish_when_done(batch: str, *, now: datetime) -> bool:
    """Close the run's computation if this was its last chunk."""
    run = Run.objects.filter(public_id=batch, state="computing").first()
    return bool(run and is_computed(run) and finish_run(run, now=now))


def work_off_all(
    run: Run,
    *,
    clock: Callable[[], datetime],
    now: datetime | None = None,
    after: Callable[[], None] = lambda: None,
) -> int:
    """Compute the run's chunks one after another until none is free; how many this process did.

    ``clock`` says which leases ran out; ``now`` is what is written, where it is another moment.
    """
    done = 0
    while (pk := _next(run, at := clock())) is not None:
        done += work_off(pk, now=now or at, leased_at=at) == "done"
        after()
    park_worn_out(now=now or clock(), leases_at=clock())
    return done


def work_off_two_handed(
    run: Run,
    *,
    clock: Callable[[], datetime],
    now: datetime | None = None,
    after: Callable[[], None] = lambda: None,
) -> int:
    """As ``work_off_all``, with two chunks in hand: while the database works on one, Python thinks on the other.

    Each hand has a connection of its own, which would not see an open transaction's rows, and SQLite has one
    writer: there one hand does it.
    """
    if connection.vendor == "sqlite" or connection.in_atomic_block:
        return work_off_all(run, clock=clock, now=now, after=after)

    def hand(_: int) -> int:
        try:
            return work_off_all(run, clock=clock, now=now, after=after)
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as hands:
        return sum(hands.map(hand, range(HANDS)))


def park_worn_out(*, now: datetime, leases_at: datetime | None = None) -> None:
    """A chunk that killed five workers is poison as well: parked and shown, so that it kills no more."""
    for chunk in worn_out(KIND, now=leases_at or now):
        if _halved(chunk, now):
            continue
        if give_back(chunk, CHUNK_FAILED(error="WorkerLost").as_json(), now=now) == "parked":
            _say_stuck(chunk, now)


def _halved(chunk: Chunk, now: datetime) -> bool:
    """So that one poison agent parks alone: what failed again goes on as two halves, each of them at its first
    failure. A database that is away, or a bug that meets everybody, is not looked for so."""
    whole = not chunk.args.get("halves")
    if chunk.rows_total < 2 or (whole and chunk.attempts < FAILED_BEFORE_HALVED):
        return False
    parts = Chunk.objects.filter(batch=chunk.batch, kind=KIND, args__halves=True).count()
    if parts > MOST_HALVES:
        return False
    found = halves(chunk.args["first"], chunk.args["last"])
    return len(found) == 2 and split(chunk, found, now=now)


def _next(run: Run, now: datetime) -> int | None:
    return ready(KIND, now=now).filter(batch=run.public_id).values_list("pk", flat=True).first()


def _say_stuck(chunk: Chunk, now: datetime) -> None:
    run = Run.objects.get(public_id=chunk.batch)
    parked = Chunk.objects.filter(batch=chunk.batch, kind=KIND, state="parked").count()
    tell_holders(
        [PREPARER],
        RUN_STUCK,
        key=f"chunk:{chunk.public_id}:parked:{chunk.token}",
        now=now,
        url=page_of(run),
        number=run.number,
        parked=parked,
    )
