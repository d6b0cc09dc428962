"""Who did what, append-only; and ``move()``, the one door through which a state changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet

from yunke.ground.errors import MOVED_MEANWHILE, Refused
from yunke.ground.states import require_move
from yunke.models import AuditEntry, AuditSeal, Counter, Public

SEALED_AT_ONCE = 2_000
SEALS = "audit_seal"  # the counter that keeps the highest number of a seal
NO_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a user's ``public_id``, or nobody (the house's own jobs)."""

    public_id: str = ""


HOUSE = Actor()


def record(
    by: Actor,
    verb: str,
    thing: Public,
    *,
    now: datetime,
    from_state: str = "",
    to_state: str = "",
    **facts: Any,
) -> AuditEntry:
    """Write one act into the record, in the caller's transaction. Facts never hold personal numbers."""
    return AuditEntry.objects.create(
        at=now,
        actor=by.public_id,
        verb=verb,
        thing_type=thing._meta.label_lower,
        thing_id=thing.public_id,
        from_state=from_state,
        to_state=to_state,
        facts=facts,
    )


def move(
    row: Any,
    to: str,
    *,
    by: Actor,
    verb: str,
    now: datetime,
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Move ``row`` to a state: legal by its table, won in the database, written down.

    ``changes`` are columns set by the same UPDATE. Refuses when somebody else moved it first.
    """
    was = row.state
    require_move(row.STATES, was, to)
    with transaction.atomic():
        won = type(row)._default_manager.filter(pk=row.pk, state=was).update(state=to, **changes)
        if not won:
            raise Refused(MOVED_MEANWHILE(table=row.STATES.name))
        record(by, verb, row, now=now, from_state=was, to_state=to, **(facts or {}))
    row.state = to
    for name, value in changes.items():
        if not isinstance(value, models.expressions.Combinable):
            setattr(row, name, value)


def move_many(
    rows: QuerySet[Any],
    was: str,
    to: str,
    *,
    thing: Public,
    by: Actor,
    verb: str,
    now: datetime,
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> int:
    """Move every row of a set that stands in ``was``, with one entry on ``thing`` (the batch or run)."""
    table = rows.model.STATES
    require_move(table, was, to)
    with transaction.atomic():
        moved = rows.filter(state=was).update(state=to, **changes)
        if moved:
            record(
                by,
                verb,
                thing,
                now=now,
                from_state=was,
                to_state=to,
                table=table.name,
                rows=moved,
                **(facts or {}),
            )
    return moved


def seal(*, limit: int = SEALED_AT_ONCE) -> int:
    """Give up to ``limit`` unsealed entries their place in the chain; how many were sealed."""
    with transaction.atomic():
        last = AuditSeal.objects.select_for_update().order_by("-number").first()
        entries = list(AuditEntry.objects.filter(seal=None).order_by("pk")[:limit])
        number, before = (last.number, last.hash) if last else (0, NO_HASH)
        seals = []
        for number, entry in enumerate(entries, number + 1):  # noqa: B020
            before = chained(before, number, entry)
            seals.append(AuditSeal(number=number, entry=entry, hash=before))
        AuditSeal.objects.bulk_create(seals)
        if seals:
            Counter.objects.update_or_create(name=SEALS, defaults={"last": number})
    return len(seals)


def chained(before: str, number: int, entry: AuditEntry) -> str:
    """The hash of an entry at its place: it covers everything said before it."""
    said = [
        before,
        number,
        entry.pk,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor,
        entry.verb,
        entry.thing_type,
        entry.thing_id,
        entry.from_state,
        entry.to_state,
        entry.facts,
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def broken_seals() -> Iterator[str]:
    """Every place where the record no longer proves itself; nothing means it is whole."""
    before, expected = NO_HASH, 1
    for mark in _seals():
        if mark.number != expected:
            yield f"seal {expected}: missing (next is {mark.number})"
        if mark.hash != chained(before, mark.number, mark.entry):
            yield f"entry {mark.entry_id}: changed after it was sealed (seal {mark.number})"
        before, expected = mark.hash, mark.number + 1
    highest = Counter.objects.filter(name=SEALS).values_list("last", flat=True).first() or 0
    if highest >= expected:  # the end of the chain proves nothing by itself
        yield f"seals {expected} to {highest}: missing at the end"


def _seals() -> Iterable[AuditSeal]:
    return AuditSeal.objects.select_related("entry").order_by("number").iterator(chunk_size=2_000)
