"""A dialler's file before it counts: how its columns are read, what importing it would do."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from onboarding.models import User
from tasks.actions.shifts import refuse_for
from tasks.models import ResultImport, ResultMapping, Task
from tasks.queries.imports import (
    imported_before,
    kinds_by_code,
    outcome,
    read_file,
    reasons_against_taking_back,
    report_of,
)
from tasks.reasons import MAPPING_FOREIGN, NOTHING_SELECTED
from tasks.rules import importing as rules
from yunke.audit import move, move_many, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.states import require_move

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
    require_checked(result_import)
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
def drop_import(result_import: ResultImport, *, by: User, now: datetime) -> int:
    """Forget a file, contents and all; an imported one is taken back. How many results went with it."""
    if result_import.state == "imported":
        back = _take_back(result_import, by=by, now=now)
    else:
        back = 0
        move(result_import, "dropped", by=by.actor, verb="import_dropped", now=now)
    name, storage = str(result_import.file.name), result_import.file.storage
    ResultImport.objects.filter(pk=result_import.pk).update(file="")
    result_import.file.name = ""
    transaction.on_commit(lambda: storage.delete(name))
    return back


def _take_back(result_import: ResultImport, *, by: User, now: datetime) -> int:
    """What a wrong mapping or a wrong file brought in counts no more; the calls may be brought in anew."""
    Task.objects.select_for_update(no_key=True).get(pk=result_import.task_id)  # as importing and approving do
    refuse_for(reasons_against_taking_back(result_import))
    given: dict[str, Any] = {"thing": result_import, "by": by.actor, "verb": "import_withdrawn", "now": now}
    back = move_many(result_import.results.all(), "drafted", "refused", **given)
    move_many(result_import.rows.all(), "parked", "dropped", **given, repaired_by=by, repaired_at=now)
    move(result_import, "withdrawn", by=by.actor, verb="import_withdrawn", now=now)
    return back


def require_checked(result_import: ResultImport) -> None:
    """Before the file is read: an import dropped meanwhile has none."""
    result_import.refresh_from_db(fields=["state", "file"])
    require_move(result_import.STATES, result_import.state, "importing")


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
