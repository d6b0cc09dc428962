"""Long work in pieces: laid out as rows, taken under a lease, finished under a fencing token."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, F, Max, Q, QuerySet, Sum

from yunke.audit import HOUSE, record
from yunke.ground.ids import new_public_id
from yunke.models import Chunk

log = structlog.get_logger(__name__)

TRIES = 5
LEASE = timedelta(minutes=3)
FURTHEST = 2 * LEASE  # a lease that ends later was written by a clock that has been set back since


class LeaseLost(Exception):
    """The chunk was taken by somebody else meanwhile; whatever this worker wrote must roll back."""


def lay_out(kind: str, batch: str, pieces: Iterable[tuple[dict[str, Any], int]], *, now: datetime) -> int:
    """Write one due chunk a piece ``(args, rows)``; laid out twice, the first stands."""
    chunks = [
        Chunk(public_id=new_public_id(now), kind=kind, batch=batch, number=number, args=args, rows_total=rows)
        for number, (args, rows) in enumerate(pieces, 1)
    ]
    Chunk.objects.bulk_create(chunks, ignore_conflicts=True, batch_size=1_000)
    return len(chunks)


def take(pk: int, *, now: datetime, lease: timedelta = LEASE) -> Chunk | None:
    """Take one chunk if it is due or its lease ran out; ``None`` when another has it or it is over."""
    won = Chunk.objects.filter(_free(now), pk=pk).update(
        state="taken",
        token=F("token") + 1,
        attempts=F("attempts") + 1,
        lease_until=now + lease,
        started_at=now,
        worker_pid=os.getpid(),
        worker_host=socket.gethostname()[:100],
    )
    return Chunk.objects.get(pk=pk) if won else None


def finish(chunk: Chunk, *, now: datetime, rows_done: int) -> None:
    """Close the chunk in the transaction that wrote its rows, or raise ``LeaseLost`` to undo them."""
    won = Chunk.objects.filter(pk=chunk.pk, state="taken", token=chunk.token).update(
        state="done",
        finished_at=now,
        rows_done=rows_done,
        lease_until=None,
        error={},
    )
    if not won:
        raise LeaseLost(f"chunk {chunk.public_id} token {chunk.token}")


def said(chunk: Chunk, *, rows_done: int, now: datetime, lease: timedelta = LEASE) -> None:
    """How far a long chunk is; its lease begins anew. ``LeaseLost`` when another worker has it."""
    mine = Chunk.objects.filter(pk=chunk.pk, state="taken", token=chunk.token)
    if not mine.update(rows_done=rows_done, lease_until=now + lease):
        raise LeaseLost(f"chunk {chunk.public_id} token {chunk.token}")


def work_off(
    pk: int,
    act: Callable[[Chunk], Any],
    failed: Callable[[Exception], dict[str, Any]],
    *,
    now: datetime,
    leased_at: datetime | None = None,
    halved: Callable[[Chunk, datetime], bool] = lambda chunk, now: False,
) -> str:
    """Take one chunk and see it to its end: ``done``; ``busy`` when it is not to be had; ``lost`` to another
    worker meanwhile; else ``due`` or ``parked`` after a failure, whose code and facts ``failed`` gives, or
    ``split`` where it goes on in pieces (``halved``); a database that is away is nobody's poison. ``leased_at``:
    by the clock of its workers, where ``now`` is another moment."""
    chunk = take(pk, now=leased_at or now)
    if chunk is None:
        return "busy"
    try:
        act(chunk)
    except LeaseLost as lost:
        log.warning("lease_lost", chunk=chunk.public_id, why=str(lost))
        return "lost"
    except Exception as error:  # whatever it was, the other chunks go on and this one is tried again
        log.exception("chunk_failed", chunk=chunk.public_id, attempts=chunk.attempts)
        if not isinstance(error, (OperationalError, InterfaceError)) and halved(chunk, now):
            return "split"
        return give_back(chunk, failed(error), now=now)
    return "done"


def give_back(chunk: Chunk, error: dict[str, Any], *, now: datetime) -> str:
    """After a failure: due again, or parked with its reason after five tries. The new state."""
    state = "parked" if chunk.attempts >= TRIES else "due"
    with transaction.atomic():
        won = Chunk.objects.filter(pk=chunk.pk, state="taken", token=chunk.token).update(
            state=state,
            error=error,
            lease_until=None,
        )
        if won and state == "parked":
            record(HOUSE, "chunk_parked", chunk, now=now, from_state="taken", to_state=state, kind=chunk.kind)
    return state


def split(chunk: Chunk, pieces: list[tuple[dict[str, Any], int]], *, now: datetime) -> bool:
    """A taken chunk goes back in pieces ``(args, rows)``, each due with tries of its own; whether it was still mine."""
    first, *rest = pieces
    with transaction.atomic():
        beside = Chunk.objects.filter(batch=chunk.batch, kind=chunk.kind).order_by("number")
        beside.select_for_update().first()  # one splits at a time: numbers are given in order
        won = Chunk.objects.filter(pk=chunk.pk, state="taken", token=chunk.token).update(
            state="due", attempts=0, args=first[0], rows_total=first[1], lease_until=None, error={}
        )
        if won:
            last = beside.aggregate(last=Max("number"))["last"]
            Chunk.objects.bulk_create(
                Chunk(
                    public_id=new_public_id(now),
                    kind=chunk.kind,
                    batch=chunk.batch,
                    number=number,
                    args=args,
                    rows_total=rows,
                )
                for number, (args, rows) in enumerate(rest, last + 1)
            )
    return bool(won)


def unpark(batch: str, *, now: datetime) -> int:
    """Make a batch's parked chunks due again, once their cause is mended."""
    return Chunk.objects.filter(batch=batch, state="parked").update(state="due", attempts=0, error={})


def ready(kind: str, *, now: datetime) -> QuerySet[Chunk]:
    """Chunks of a kind that somebody should take: due, or left behind by a dead worker."""
    return Chunk.objects.filter(_free(now), kind=kind).order_by("pk")


def worn_out(kind: str, *, now: datetime) -> list[Chunk]:
    """Chunks whose last try ended with the worker's death: nobody gave them back, so nobody parked them."""
    return list(
        Chunk.objects.filter(_ran_out(now), kind=kind, state="taken", attempts__gte=TRIES).order_by("pk")
    )


def _free(now: datetime) -> Q:
    return Q(state="due") | Q(_ran_out(now), state="taken", attempts__lt=TRIES)


def _ran_out(now: datetime) -> Q:
    return Q(lease_until__lt=now) | Q(lease_until__gt=now + FURTHEST)


def progress(batch: str, kind: str) -> dict[str, int]:
    """How far a batch is: chunks and rows, in all and done, and how many are parked."""
    figures = Chunk.objects.filter(batch=batch, kind=kind).aggregate(
        chunks=Count("pk"),
        done=Count("pk", filter=Q(state="done")),
        parked=Count("pk", filter=Q(state="parked")),
        rows=Sum("rows_total"),
        rows_done=Sum("rows_done", filter=Q(state="done")),
    )
    return {name: value or 0 for name, value in figures.items()}
