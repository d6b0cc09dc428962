"""Who did what, append-only; and ``move()``, the one door through which a state changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from yunke.ground.errors import MOVED_MEANWHILE, Refused
from yunke.ground.states import require_move
from yunke.models import AuditEntry, AuditSeal, Counter, Public

SEALED_AT_ONCE = 2_000
SEALED_WITHIN = timedelta(minutes=1)
COMMITTED_LATE = 10_000  # keys others may draw before an act is committed, and the next seal finds it
SEALS = "audit_seal"  # the counter that keeps the highest number of a seal; who seals holds its row
SEALED_AT = "audit_sealed_at"  # and the one that keeps when all there was had its seal, in seconds since 1970
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


def seal(*, now: datetime, limit: int = SEALED_AT_ONCE, everything: bool = False) -> int:
    """Give up to ``limit`` unsealed entries their place in the chain; how many were sealed.

    The chain's end is read once its row is held, so of several that seal at once each goes on where another ended.
    """
    with transaction.atomic():
        kept, _ = Counter.objects.select_for_update().get_or_create(name=SEALS)
        last = AuditSeal.objects.order_by("-number").first()
        number, before = (last.number, last.hash) if last else (0, NO_HASH)
        seals = []
        for number, entry in enumerate(unsealed(everything=everything)[:limit], max(number, kept.last) + 1):  # noqa: B020
            before = chained(before, number, entry)
            seals.append(AuditSeal(number=number, entry=entry, hash=before))
        AuditSeal.objects.bulk_create(seals)
        if seals:
            Counter.objects.filter(name=SEALS).update(last=number)
        if len(seals) < limit:
            moment = int(now.timestamp())
            Counter.objects.update_or_create(name=SEALED_AT, defaults={"last": moment})
    return len(seals)


def unsealed(*, everything: bool = False) -> QuerySet[AuditEntry]:
    """Entries without a seal in the order of their keys; but for ``everything`` only those about the chain's end.

    A transaction may commit after others that drew higher keys; what committed later still is found at night.
    """
    entries, seals = AuditEntry.objects.order_by("pk"), AuditSeal.objects.filter(entry=OuterRef("pk"))
    if not everything:  # said of both, so that neither is read from its beginning
        start = _looked_at_from()
        entries, seals = entries.filter(pk__gt=start), seals.filter(entry__gt=start)
    return entries.filter(~Exists(seals))


def overdue(now: datetime) -> int:
    """How many entries should have their seal. Their own moment was handed in, so it is not asked."""
    sealed_at = Counter.objects.filter(name=SEALED_AT).values_list("last", flat=True).first() or 0
    entries = unsealed(everything=True)
    if sealed_at >= (now - SEALED_WITHIN).timestamp():
        entries = entries.filter(pk__lte=_looked_at_from())
    return entries.count()


def _looked_at_from() -> int:
    highest: int = AuditSeal.objects.aggregate(last=Max("entry_id"))["last"] or 0
    return highest - COMMITTED_LATE


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
