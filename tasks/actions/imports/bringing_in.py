"""A checked file brought in whole or not at all: at once if it is small, else by a worker.

Rows are read and held against the database before the write begins, so that a large file does not keep
others from writing while it is being read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.db import transaction
from django.db.models import Max

from onboarding.models import User
from tasks.actions.imports.files import require_checked, stored
from tasks.models import ImportRow, Result, ResultImport, Task
from tasks.queries.imports import (
    Fresh,
    Outcome,
    kinds_by_code,
    outcome,
    read_file,
    report_of,
)
from tasks.reasons import NOTHING_SELECTED
from tasks.rules import importing as rules
from tasks.rules.importing import Reading, Sheet
from yunke.audit import move, move_many, record
from yunke.chunks import finish, lay_out, said, unpark
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id, new_public_ids
from yunke.models import Chunk
from yunke.rows import preparing, write_rows

BATCH = 2_000
AT_ONCE = 5_000  # rows a page brings in while somebody waits (about half a second)
KIND = "import"
RESULT_COLUMNS = (
    "public_id",
    "agent_id",
    "task_id",
    "terms_id",
    "booking_id",
    "local_on",
    "state",
    "kind_id",
    "quantity",
    "amount_fen",
    "occurred_at",
    "source_key",
    "source_import_id",
)
Stamp = tuple[int | None, int | None, int, int]
Told = Callable[[int], None]  # rows read so far


def begin_import(result_import: ResultImport, *, by: User, now: datetime) -> ResultImport:
    """Bring a small file in; a large one becomes a chunk, which a worker takes (``tasks.import_file``)."""
    if result_import.report.get("rows", 0) <= AT_ONCE:
        return import_results(result_import, by=by, now=now)
    with transaction.atomic():
        move(result_import, "importing", by=by.actor, verb="import_began", now=now)
        piece = ({"import": result_import.pk, "by": by.pk}, result_import.report["rows"])
        lay_out(KIND, result_import.public_id, [piece], now=now)
    return result_import


def import_results(result_import: ResultImport, *, by: User, now: datetime) -> ResultImport:
    """Bring a checked file in, all of it; exact counts replace the preview's."""
    require_checked(result_import)
    read = _read(result_import, now=now)
    with transaction.atomic():
        move(result_import, "importing", by=by.actor, verb="import_began", now=now)
        _write(result_import, read, by=by, now=now)
    return result_import


def import_chunk(chunk: Chunk, *, now: datetime) -> None:
    """What a worker does with a large file; ``LeaseLost`` when another has it, and nothing of this stays."""
    one = ResultImport.objects.select_related("task").get(pk=chunk.args["import"])
    by = User.objects.get(pk=chunk.args["by"])
    read = _read(one, now=now, told=lambda rows: said(chunk, rows_done=rows, now=now))
    with transaction.atomic():
        finish(chunk, now=now, rows_done=chunk.rows_total)
        _write(one, read, by=by, now=now)


@transaction.atomic
def try_again(result_import: ResultImport, *, by: User, now: datetime) -> ResultImport:
    """A large file that failed five times is taken up once more."""
    if not unpark(result_import.public_id, now=now):
        raise Refused(NOTHING_SELECTED())
    record(by.actor, "import_retried", result_import, now=now)
    return result_import


# --- reading, without a lock --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """A file held against the database as it stood at ``stamp``."""

    stamp: Stamp
    sheet: Sheet
    found: Outcome


def _read(source: ResultImport, *, now: datetime, told: Told = lambda rows: None) -> Read:
    stamp = _stamp(source)
    sheet, known, readings = read_file(source.task, source.columns, stored(source), source.file_hash, now=now)
    return Read(stamp, sheet, outcome(known, _telling(readings, told), source.columns))


def _telling(readings: list[Reading], told: Told) -> Iterator[Reading]:
    for number, reading in enumerate(readings):
        if number % AT_ONCE == 0:
            told(number)
        yield reading


def _stamp(source: ResultImport) -> Stamp:
    """What another import, repair or taking back of the task would have moved."""
    rows = ImportRow.objects.filter(source__task=source.task_id)
    newest = Result.objects.filter(task=source.task_id).aggregate(pk=Max("pk"))["pk"]
    back = ResultImport.objects.filter(task=source.task_id, state="withdrawn").count()
    return newest, rows.aggregate(pk=Max("pk"))["pk"], rows.filter(state="parked").count(), back


# --- writing, under the task's lock -------------------------------------------------------------------------


def _write(source: ResultImport, read: Read, *, by: User, now: datetime) -> None:
    """Imports of a task go one by one: whoever finds the task changed reads again."""
    Task.objects.select_for_update(no_key=True).get(pk=source.task_id)
    if read.stamp != _stamp(source):
        read = _read(source, now=now)
    found = read.found
    write_results(found.fresh, source, now)
    _write_parked(found.parked, read.sheet, source, now)
    _free_parked(found, source, by, now)
    report = report_of(found, read.sheet) | {"same_file": source.report.get("same_file", "")}
    move(
        source,
        "imported",
        by=by.actor,
        verb="results_imported",
        now=now,
        imported_at=now,
        report=report,
        facts={"new": len(found.fresh), "parked": len(found.parked), "rows": report["rows"]},
    )


def write_results(fresh: list[Fresh], source: ResultImport, now: datetime) -> None:
    """As plain rows: a model for each of a month's calls would take longer than all the rest."""
    kinds = {code: kind.pk for code, kind in kinds_by_code().items()}
    at, day = preparing(Result, "occurred_at"), cache(preparing(Result, "local_on"))
    write_rows(
        Result,
        RESULT_COLUMNS,
        (
            (
                public_id,
                one.agent_id,
                source.task_id,
                one.terms.pk,
                one.booking_id,
                day(one.on),
                "drafted",
                kinds[one.kind],
                1,
                one.amount_fen,
                at(one.at),
                one.key,
                source.pk,
            )
            for public_id, one in zip(new_public_ids(now, len(fresh)), fresh, strict=True)
        ),
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


def _free_parked(found: Outcome, source: ResultImport, by: User, now: datetime) -> None:
    """Rows parked by an earlier file that this one brought in repaired."""
    freed = sorted(found.freed)
    for start in range(0, len(freed), BATCH):
        move_many(
            ImportRow.objects.filter(pk__in=freed[start : start + BATCH]),
            "parked",
            "repaired",
            thing=source,
            by=by.actor,
            verb="rows_repaired",
            now=now,
            repaired_by=by,
            repaired_at=now,
        )
