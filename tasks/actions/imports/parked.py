"""Rows that belonged to nobody: repaired and imported, or dropped until somebody puts them back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onboarding.models import User
from tasks.actions.imports.bringing_in import write_results
from tasks.actions.shifts import refuse_for
from tasks.models import ImportRow, ResultImport, Task
from tasks.queries.imports import (
    Known,
    outcome,
)
from tasks.reasons import NOTHING_SELECTED, ROW_TOO_SHORT
from tasks.rules import importing as rules
from yunke.audit import move_many
from yunke.ground.errors import MOVED_MEANWHILE, Reason, Refused


@transaction.atomic
def repair_rows(rows: QuerySet[ImportRow], cells: Mapping[str, str], *, by: User, now: datetime) -> int:
    """Bring parked rows in with some cells put right (``{"agent": "A0000001"}`` or by column); all or none."""
    chosen = list(rows.filter(state="parked").select_related("source__task").order_by("pk"))
    if not chosen:
        raise Refused(NOTHING_SELECTED())
    against: list[Reason] = []
    for source in {one.source.pk: one.source for one in chosen}.values():
        of_file = [one for one in chosen if one.source_id == source.pk]
        against += _repair(of_file, source, cells, by=by, now=now)
    refuse_for(against)
    return len(chosen)


def _repair(
    rows: list[ImportRow], source: ResultImport, cells: Mapping[str, str], *, by: User, now: datetime
) -> list[Reason]:
    """Why not; without a reason the rows of this file are in."""
    task = Task.objects.select_for_update(no_key=True).get(pk=source.task_id)
    if ResultImport.objects.filter(pk=source.pk, state="withdrawn").exists():
        raise Refused(NOTHING_SELECTED())
    columns = source.columns
    right = {
        columns[name] if name in ("agent", "at") else name: value.strip() for name, value in cells.items()
    }
    won = move_many(
        ImportRow.objects.filter(pk__in=[one.pk for one in rows]),
        "parked",
        "repaired",
        thing=source,
        by=by.actor,
        verb="rows_repaired",
        now=now,
        facts={"columns": sorted(right)},
        repaired_by=by,
        repaired_at=now,
    )
    if won < len(rows):  # some were dropped meanwhile: nobody counts what another laid aside
        raise Refused(MOVED_MEANWHILE(table=ImportRow.STATES.name))
    readings = [
        rules.read_row(one.row_number, one.row | right, columns, source.file_hash, now=now) for one in rows
    ]
    known = Known(task, readings)
    known.waiting = {}
    found = outcome(known, readings, columns)
    wrong = [(one.row, one.problem) for one in [*found.parked, *found.differing] if one.problem]
    wrong += [(one.row_number, ROW_TOO_SHORT()) for one in rows if not one.row]
    if wrong:
        return _each_once(wrong, source)
    write_results(found.fresh, source, now)
    return []


def _each_once(wrong: Iterable[tuple[int, Reason]], source: ResultImport) -> list[Reason]:
    """Each reason once, with the rows of the file that it is about."""
    told: defaultdict[tuple[str, tuple[tuple[str, Any], ...]], list[int]] = defaultdict(list)
    for row, why in wrong:
        told[why.code, tuple(why.facts.items())].append(row)
    return [
        Reason(code, {**dict(facts), "file": source.file_name, "rows": sorted(rows)})
        for (code, facts), rows in told.items()
    ]


@transaction.atomic
def drop_rows(rows: QuerySet[ImportRow], *, by: User, now: datetime) -> int:
    """Do not import parked rows; the same file brought again does not park them anew."""
    return _moved(
        rows, "parked", "dropped", verb="rows_dropped", by=by, now=now, repaired_by=by, repaired_at=now
    )


@transaction.atomic
def put_back_rows(rows: QuerySet[ImportRow], *, by: User, now: datetime) -> int:
    """Dropped rows wait for repair again; those of a file taken back whole do not."""
    rows = rows.exclude(source__state="withdrawn")
    return _moved(
        rows, "dropped", "parked", verb="rows_put_back", by=by, now=now, repaired_by=None, repaired_at=None
    )


def _moved(
    rows: QuerySet[ImportRow], was: str, to: str, *, verb: str, by: User, now: datetime, **changes: Any
) -> int:
    """One entry for each file."""
    sources = list(ResultImport.objects.filter(rows__in=rows.filter(state=was)).distinct())
    moved = sum(
        move_many(
            rows.filter(source=source), was, to, thing=source, by=by.actor, verb=verb, now=now, **changes
        )
        for source in sources
    )
    if not moved:
        raise Refused(NOTHING_SELECTED())
    return moved
