"""A dialler's file: checked, then imported whole or not at all; rows that belong to nobody are parked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet

from onboarding.models import User
from tasks.actions.approvals import approve_results
from tasks.actions.shifts import refuse_for
from tasks.models import ImportRow, Result, ResultImport, ResultMapping, Task
from tasks.queries.imports import (
    Fresh,
    Known,
    Outcome,
    imported_before,
    kinds_by_code,
    outcome,
    read_file,
    report_of,
)
from tasks.reasons import MAPPING_FOREIGN, NOTHING_SELECTED, ROW_TOO_SHORT
from tasks.rules import importing as rules
from tasks.rules.importing import Reading, Sheet
from yunke.audit import move, move_many, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id

__all__ = ["approve_results", "change_mapping", "check_file", "drop_import", "import_results", "save_mapping"]

BATCH = 2_000


# --- mappings ---------------------------------------------------------------------------------------------


@transaction.atomic
def save_mapping(task: Task, name: str, columns: dict[str, Any], *, by: User, now: datetime) -> ResultMapping:
    """Keep how a dialler's columns are read; the same name replaces what imports to come will use."""
    measures = {code: kind.measure for code, kind in kinds_by_code().items()}
    refuse_for(rules.reasons_not_to_map(columns, measures))
    mapping, made = ResultMapping.objects.get_or_create(
        task=task,
        name=name.strip(),
        defaults={"public_id": new_public_id(now), "columns": columns, "created_by": by, "created_at": now},
    )
    if not made:
        mapping.columns = columns
        mapping.save(update_fields=["columns"])
    record(by.actor, "mapping_saved", mapping, now=now, task=task.number, name=mapping.name)
    return mapping


# --- files ------------------------------------------------------------------------------------------------


@transaction.atomic
def check_file(
    task: Task, mapping: ResultMapping, name: str, data: bytes, *, by: User, now: datetime
) -> ResultImport:
    """Keep an uploaded file and say what importing it would do; nothing of it counts yet."""
    if mapping.task_id != task.pk:
        raise Refused(MAPPING_FOREIGN())
    hashed = hashlib.sha256(data).hexdigest()
    report = _report(task, mapping.columns, data, hashed, now=now)
    return _keep(task, mapping, name, data, report, by=by, now=now)


@transaction.atomic
def take_file(task: Task, name: str, data: bytes, *, by: User, now: datetime) -> ResultImport:
    """Keep an uploaded file for which no mapping was chosen: the newest that fits reads it, else it waits for one."""
    sheet = rules.read_sheet(data)
    measures = {code: kind.measure for code, kind in kinds_by_code().items()}
    for mapping in task.mappings.order_by("-pk"):
        wrong = [
            *rules.reasons_not_to_map(mapping.columns, measures),
            *rules.reasons_not_to_read(sheet.header, mapping.columns),
        ]
        if not wrong:
            return check_file(task, mapping, name, data, by=by, now=now)
    mapping = ResultMapping.objects.create(
        public_id=new_public_id(now),
        task=task,
        name=_free_name(task, name),
        columns=rules.guessed_columns(sheet.header),
        created_by=by,
        created_at=now,
    )
    return _keep(task, mapping, name, data, {"rows": len(sheet.rows)}, by=by, now=now)


def _free_name(task: Task, name: str) -> str:
    """The file's name, numbered when a mapping has it already."""
    taken = task.mappings.filter(name__startswith=name[:50]).count()
    return f"{name[:50]} {taken + 1}" if taken else name[:50]


def _keep(
    task: Task,
    mapping: ResultMapping,
    name: str,
    data: bytes,
    report: dict[str, Any],
    *,
    by: User,
    now: datetime,
) -> ResultImport:
    public_id = new_public_id(now)
    one = ResultImport(
        public_id=public_id,
        task=task,
        mapping=mapping,
        columns=mapping.columns,
        file_name=name[:200],
        file_hash=hashlib.sha256(data).hexdigest(),
        report=report,
        uploaded_by=by,
        uploaded_at=now,
    )
    one.file.save(f"imports/{public_id}.csv", ContentFile(data), save=False)
    one.save(force_insert=True)
    record(
        by.actor, "results_checked", one, now=now, to_state="checked", task=task.number, rows=report["rows"]
    )
    return one


@transaction.atomic
def change_mapping(
    result_import: ResultImport, mapping: ResultMapping, *, by: User, now: datetime
) -> ResultImport:
    """Read a checked file by another mapping."""
    if mapping.task_id != result_import.task_id:
        raise Refused(MAPPING_FOREIGN())
    report = _report(
        result_import.task, mapping.columns, stored(result_import), result_import.file_hash, now=now
    )
    waiting = ResultImport.objects.filter(pk=result_import.pk, state="checked")
    if not waiting.update(mapping=mapping, columns=mapping.columns, report=report):
        raise Refused(NOTHING_SELECTED())
    record(by.actor, "results_checked", result_import, now=now, rows=report["rows"])
    result_import.mapping, result_import.columns, result_import.report = mapping, mapping.columns, report
    return result_import


@transaction.atomic
def import_results(result_import: ResultImport, *, by: User, now: datetime) -> ResultImport:
    """Bring a checked file in, all of it; exact counts replace the preview's. Imports of a task go one by one."""
    move(result_import, "importing", by=by.actor, verb="import_began", now=now)
    task = Task.objects.select_for_update(no_key=True).get(pk=result_import.task_id)
    sheet, known, readings = read_file(
        task, result_import.columns, stored(result_import), result_import.file_hash, now=now
    )
    found = outcome(known, readings, result_import.columns)
    _write_results(found.fresh, result_import, now)
    _write_parked(found.parked, sheet, result_import, now)
    _free_parked(found, task, result_import, by, now)
    report = report_of(found, sheet) | {"same_file": result_import.report.get("same_file", "")}
    move(
        result_import,
        "imported",
        by=by.actor,
        verb="results_imported",
        now=now,
        imported_at=now,
        report=report,
        facts={"new": len(found.fresh), "parked": len(found.parked), "rows": report["rows"]},
    )
    return result_import


@transaction.atomic
def drop_import(result_import: ResultImport, *, by: User, now: datetime) -> None:
    """Forget a checked file: nothing of it was counted, and its contents are deleted."""
    move(result_import, "dropped", by=by.actor, verb="import_dropped", now=now)
    transaction.on_commit(lambda: result_import.file.delete(save=False))


def stored(result_import: ResultImport) -> bytes:
    with result_import.file.open("rb") as file:
        data: bytes = file.read()
    return data


def _report(
    task: Task, columns: dict[str, Any], data: bytes, hashed: str, *, now: datetime
) -> dict[str, Any]:
    sheet, known, readings = read_file(task, columns, data, hashed, now=now)
    before = imported_before(task, hashed)
    return report_of(outcome(known, readings, columns), sheet) | {
        "same_file": before.public_id if before else ""
    }


def _write_results(fresh: list[Fresh], source: ResultImport, now: datetime) -> None:
    kinds = kinds_by_code()
    Result.objects.bulk_create(
        (
            Result(
                public_id=new_public_id(now),
                agent_id=one.agent_id,
                task_id=source.task_id,
                terms=one.terms,
                booking_id=one.booking_id,
                local_on=one.on,
                kind=kinds[one.kind],
                amount_fen=one.amount_fen,
                occurred_at=one.at,
                source_key=one.key,
                source_import=source,
            )
            for one in fresh
        ),
        batch_size=BATCH,
    )


def _write_parked(parked: list[Reading], sheet: Sheet, source: ResultImport, now: datetime) -> None:
    """Only mapped cells are kept: a dialler's file names the client's customers."""
    cells = dict(sheet.rows)
    wanted = [(name, sheet.header.index(name)) for name in rules.mapped_columns(source.columns)]
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                public_id=new_public_id(now),
                source=source,
                row_number=one.row,
                source_key=one.key,
                row=_kept(cells[one.row], wanted, sheet),
                problem=one.problem.as_json() | {"column": one.column},
            )
            for one in parked
            if one.problem
        ),
        batch_size=BATCH,
    )


def _kept(row: list[str], wanted: list[tuple[str, int]], sheet: Sheet) -> dict[str, str]:
    return (
        {name: rules.cleaned(row[place]) for name, place in wanted} if len(row) == len(sheet.header) else {}
    )


def _free_parked(found: Outcome, task: Task, source: ResultImport, by: User, now: datetime) -> None:
    """Rows parked by an earlier file that this one brought in repaired."""
    freed = sorted(found.freed)
    for start in range(0, len(freed), BATCH):
        waiting = ImportRow.objects.filter(source__task=task, source_key__in=freed[start : start + BATCH])
        move_many(
            waiting,
            "parked",
            "repaired",
            thing=source,
            by=by.actor,
            verb="rows_repaired",
            now=now,
            repaired_by=by,
            repaired_at=now,
        )


# --- parked rows ------------------------------------------------------------------------------------------


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
    _write_results(found.fresh, source, now)
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
