"""Rows that belonged to nobody: repaired and imported, or dropped for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

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
from yunke.ground.errors import Refused


@transaction.atomic
def repair_rows(rows: QuerySet[ImportRow], cells: Mapping[str, str], *, by: User, now: datetime) -> int:
    """Bring parked rows in with some cells put right (``{"agent": "A0000001"}`` or by column); all or none."""
    chosen = list(rows.filter(state="parked").select_related("source__task").order_by("pk"))
    if not chosen:
        raise Refused(NOTHING_SELECTED())
    for source in {one.source.pk: one.source for one in chosen}.values():
        _repair([one for one in chosen if one.source_id == source.pk], source, cells, by=by, now=now)
    return len(chosen)


def _repair(
    rows: list[ImportRow], source: ResultImport, cells: Mapping[str, str], *, by: User, now: datetime
) -> None:
    task = Task.objects.select_for_update(no_key=True).get(pk=source.task_id)
    columns = source.columns
    right = {
        columns[name] if name in ("agent", "at") else name: value.strip() for name, value in cells.items()
    }
    readings = [
        rules.read_row(one.row_number, one.row | right, columns, source.file_hash, now=now) for one in rows
    ]
    known = Known(task, readings)
    known.waiting = {}
    found = outcome(known, readings, columns)
    refuse_for(one.problem for one in [*found.parked, *found.differing] if one.problem)
    if any(not one.row for one in rows):
        raise Refused(ROW_TOO_SHORT())
    write_results(found.fresh, source, now)
    move_many(
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


@transaction.atomic
def drop_rows(rows: QuerySet[ImportRow], *, by: User, now: datetime) -> int:
    """Do not import parked rows; the same file brought again does not park them anew."""
    sources = ResultImport.objects.filter(rows__in=rows.filter(state="parked")).distinct()
    dropped = sum(
        move_many(
            rows.filter(source=source),
            "parked",
            "dropped",
            thing=source,
            by=by.actor,
            verb="rows_dropped",
            now=now,
            repaired_by=by,
            repaired_at=now,
        )
        for source in sources
    )
    if not dropped:
        raise Refused(NOTHING_SELECTED())
    return dropped
