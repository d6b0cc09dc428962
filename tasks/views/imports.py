"""Operations' imports: upload, say what the columns are, look, confirm; then repair what was parked."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions import imports as act
from tasks.actions.approvals import approve_results
from tasks.forms.imports import MappingForm, RepairForm, UploadForm, initial_of
from tasks.models import ImportRow, ResultImport
from tasks.queries import imports as lists
from tasks.queries.imports import reasons_against_approval, reasons_against_taking_back
from tasks.rules.importing import Sheet, defused, read_sheet
from tasks.states import IMPORT_ROW
from tasks.views.asked import ON_A_PAGE, acted, status_of, ticked
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS
from yunke.listing import Listing, state_counts
from yunke.models import Chunk
from yunke.nudge import nudge
from yunke.refusals import stored_wordings, wordings

READ = (AUDITOR,)
IMPORTS = Listing(
    "tasks:desk_imports",
    {"-when": "-uploaded_at", "file": "file_name", "task": "task__name", "-parked": "-parked_now"},
)
PARKED = Listing(
    "tasks:parked",
    {"file": ("source_id", "row_number"), "-when": ("-source__uploaded_at", "-row_number")},
    keeps=("state",),
    carries=("import",),
)
ROWS_SHOWN = 8
ROWS_LISTED = ("parked", "dropped")


@allow(OPERATIONS, read=READ)
@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    """Every file that was brought, the newest first."""
    page = IMPORTS.shown(request).page(lists.imports_listed(), 50)
    return render(request, "tasks/imports.html", {"page": page, "parked": lists.parked_rows().count()})


@allow(OPERATIONS)
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose a task and a file."""
    form, reasons = UploadForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            one = _taken(given, request.user)
        except Refused as refused:
            reasons = wordings(refused.reasons)
        else:
            return redirect(
                "tasks:import" if one.report.get("outcomes") else "tasks:import_mapping", one.public_id
            )
    page = {"form": form, "reasons": reasons}
    return render(request, "tasks/import_new.html", page, status=status_of(form, reasons))


def _taken(given: dict[str, Any], user: Any) -> ResultImport:
    data, now = given["file"].read(), clock.now()
    if mapping := given["mapping"]:
        return act.check_file(given["task"], mapping, given["file"].name, data, by=user, now=now)
    return act.take_file(given["task"], given["file"].name, data, by=user, now=now)


@allow(OPERATIONS, read=READ)
@require_safe
def import_item(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a file would do, or did: counts by kind, and a report row by row."""
    one = _import(public_id)
    report = one.report
    before = ResultImport.objects.filter(public_id=report.get("same_file") or "-").first()
    return render(
        request,
        "tasks/import.html",
        {
            "import": one,
            "report": report,
            "before": before,
            "kinds": lists.kinds_by_code(),
            "problems": _problems(one),
            "counts": lists.result_counts(one),
            "parked": one.rows.filter(state="parked").count(),
            "drafted": one.results.filter(state="drafted").count(),
            "against": wordings(reasons_against_approval(one, request.user)),
            "stays": wordings(reasons_against_taking_back(one)),
        }
        | (_progress(one) if one.state == "importing" else {}),
    )


def _problems(one: ResultImport) -> list[dict[str, Any]]:
    rows = one.report.get("problems", [])
    said = stored_wordings([row["problem"] for row in rows])
    return [
        {"row": row["row"], "column": row["column"], "why": why} for row, why in zip(rows, said, strict=True)
    ]


@allow(OPERATIONS)
def import_mapping(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say which column is what, with the first rows and what they would count for."""
    one = _import(public_id)
    if one.state != "checked":
        return redirect("tasks:import", public_id)
    data = act.stored(one)
    sheet = read_sheet(data, request.POST.get("delimiter", ""))
    form = MappingForm(
        request.POST or None, header=sheet.header, initial=initial_of(one.mapping.name, one.columns)
    )
    looked: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            looked = _looked(one, form.columns(), data)
            if "save" in request.POST:
                _save(one, form, request.user)
                return redirect("tasks:import", public_id)
        except Refused as refused:
            looked = {"reasons": wordings(refused.reasons)}
    return render(
        request,
        "tasks/import_mapping.html",
        {
            "import": one,
            "form": form,
            "header": sheet.header,
            "rows": _first(sheet, looked.get("found")),
            "kinds": lists.kinds_by_code(),
            "reasons": looked.get("reasons"),
            "report": looked.get("report"),
        },
        status=status_of(form, looked.get("reasons")),
    )


def _looked(one: ResultImport, columns: dict[str, Any], data: bytes) -> dict[str, Any]:
    sheet, known, readings = lists.read_file(one.task, columns, data, one.file_hash, now=clock.now())
    found = lists.outcome(known, readings, columns)
    said = {reading.row: (reading, found.by_row[reading.row]) for reading in readings[:ROWS_SHOWN]}
    return {"found": said, "report": lists.report_of(found, sheet)}


def _first(sheet: Sheet, found: Any) -> list[dict[str, Any]]:
    kinds, rows = lists.kinds_by_code(), []
    for number, cells in sheet.rows[:ROWS_SHOWN]:
        reading, verdict = (found or {}).get(number, (None, ""))
        rows.append(
            {
                "number": number,
                "cells": [cell[:40] for cell in cells],
                "verdict": verdict,
                "kinds": [kinds[code] for code in reading.kinds] if reading else [],
                "why": wordings([reading.problem])[0] if reading and reading.problem else None,
            }
        )
    return rows


def _save(one: ResultImport, form: MappingForm, user: Any) -> None:
    now = clock.now()
    mapping = act.save_mapping(one.task, form.cleaned_data["name"], form.columns(), by=user, now=now)
    act.change_mapping(one, mapping, by=user, now=now)


@allow(OPERATIONS)
@require_POST
def import_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring it in, whole."""
    one = _import(public_id)
    acted(request, lambda: act.begin_import(one, by=request.user, now=clock.now()), _imported_words)
    _nudge(one)
    return redirect("tasks:import", public_id)


@allow(OPERATIONS)
@require_POST
def import_again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a large file up once more."""
    one = _import(public_id)
    acted(
        request,
        lambda: act.try_again(one, by=request.user, now=clock.now()),
        lambda none: _("正在再试一次。"),
    )
    _nudge(one)
    return redirect("tasks:import", public_id)


@allow(OPERATIONS, read=READ)
@require_safe
def import_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a large file is; once it is in, the page is loaded anew."""
    one = _import(public_id)
    if one.state == "importing":
        return render(request, "tasks/_import_progress.html", _progress(one))
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


def _progress(one: ResultImport) -> dict[str, Any]:
    chunk = Chunk.objects.get(batch=one.public_id, kind=act.KIND)
    stuck = chunk.state == "parked"
    return {
        "import": one,
        "stuck": stored_wordings([chunk.error]) if stuck else [],
        "poll_url": reverse("tasks:import_progress", args=[one.public_id]),
        "progress": {
            "label": _("停下了") if stuck else _("正在导入，导完才算数"),
            "done": chunk.rows_done,
            "total": chunk.rows_total,
            "unit": _("行"),
            "state": "attention" if stuck else "",
            "finished": stuck,
        },
    }


def _nudge(one: ResultImport) -> None:
    """A large file waits for a worker: the row is the queue, the message only makes it quick."""
    for pk in Chunk.objects.filter(batch=one.public_id, kind=act.KIND, state="due").values_list(
        "pk", flat=True
    ):
        nudge("tasks.import_file", pk)


def _imported_words(one: ResultImport) -> str:
    if one.state == "importing":
        return _("文件大，正在后台导入。")
    new, outcomes = sum(one.report["new"].values()), one.report["outcomes"]
    if not new and not outcomes.get("parked"):
        return _("这些行都已经在了，什么也没有变。")
    return _("导入了 %(new)s 条结果，%(parked)s 行待修复。") % {
        "new": new,
        "parked": outcomes.get("parked", 0),
    }


@allow(OPERATIONS)
@require_POST
def import_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Forget a file that was only looked at; take an imported one back."""
    one = _import(public_id)
    acted(
        request,
        lambda: act.drop_import(one, by=request.user, now=clock.now()),
        lambda back: (
            _("收回了这次导入，%(back)s 条结果不再算数。") % {"back": back}
            if one.state == "withdrawn"
            else _("没有导入，文件已删除。")
        ),
    )
    return redirect("tasks:desk_imports")


@allow(OPERATIONS)
@require_POST
def import_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """Approve every result of the import that waits."""
    one = _import(public_id)
    acted(
        request,
        lambda: approve_results(one, by=request.user, now=clock.now()),
        lambda count: _("核准了 %(count)s 条结果。") % {"count": count},
    )
    return redirect("tasks:import", public_id)


@allow(OPERATIONS, read=READ)
@require_safe
def import_report(request: HttpRequest, public_id: str) -> HttpResponse:
    return report_file(_import(public_id))


def report_file(one: ResultImport) -> HttpResponse:
    """The row report as CSV; no cell of it is a formula."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{one.public_id}.csv"'
    response.write("\ufeff")
    sheet = csv.writer(response)
    sheet.writerow([_("行"), _("列"), _("问题"), _("怎么办")])
    for row in _problems(one):
        sheet.writerow([row["row"], *map(defused, (row["column"], row["why"].text, row["why"].remedy))])
    return response


# --- parked rows ------------------------------------------------------------------------------------------


@allow(OPERATIONS, read=READ)
@require_safe
def parked(request: HttpRequest) -> HttpResponse:
    """Rows that belong to nobody yet, and those that were dropped."""
    return _parked_page(request, RepairForm())


@allow(OPERATIONS)
@require_POST
def parked_repair(request: HttpRequest) -> HttpResponse:
    """Give the ticked rows to the right agent (and the right time, where one was unreadable)."""
    form = RepairForm(request.POST)
    if form.is_valid():
        rows = ImportRow.objects.filter(public_id__in=ticked(request))
        try:
            count = act.repair_rows(rows, form.cells(), by=request.user, now=clock.now())
        except Refused as refused:
            form.refuse(refused.reasons)
        else:
            messages.success(request, _("修复并导入了 %(count)s 行，等核准。") % {"count": count})
            return redirect(PARKED.back(request))
    return _parked_page(request, form)


@allow(OPERATIONS)
@require_POST
def parked_drop(request: HttpRequest) -> HttpResponse:
    """Do not import the ticked rows, or (``back``) let them wait for repair again."""
    chosen, now = ticked(request), clock.now()
    rows = ImportRow.objects.filter(public_id__in=chosen)
    if "back" in request.POST:
        acted(
            request,
            lambda: act.put_back_rows(rows, by=request.user, now=now),
            lambda count: _("%(count)s 行放回了待修复。") % {"count": count},
        )
        return redirect(PARKED.back(request))
    form = RepairForm(request.POST)
    form.full_clean()
    try:
        act.drop_rows(rows, by=request.user, now=now)
    except Refused as refused:
        form.refuse(refused.reasons)
        return _parked_page(request, form)
    one = rows.filter(state="dropped", repaired_at=now).first()
    return redirect(reverse("tasks:parked") + PARKED.shown(request).query(undo=one and one.public_id))


def _parked_page(request: HttpRequest, form: RepairForm) -> HttpResponse:
    listed = PARKED.shown(request)
    state = listed.one_of("state", ROWS_LISTED, "parked")
    rows = lists.parked_rows(state=state)
    if one := listed.asked.get("import", ""):
        rows = rows.filter(source__public_id=one)
    page = listed.page(rows, ON_A_PAGE)
    said = stored_wordings([row.problem for row in page])
    return render(
        request,
        "tasks/import_parked.html",
        {
            "page": page,
            "rows": [
                {
                    "row": row,
                    "why": why,
                    "agent": row.row.get(row.source.columns.get("agent", ""), ""),
                    "at": row.row.get(row.source.columns.get("at", ""), ""),
                }
                for row, why in zip(page, said, strict=True)
            ],
            "form": form,
            "ticked": ticked(request),
            "count": page.paginator.count,
            "state": state,
            "states": _row_states(one),
            "file": one,
            "files": lists.files_of_rows(state),
            "in_files": lists.parked_rows(state=state).count(),
            "undo": lists.dropped_with(request.GET.get("undo", ""), request.user),
        },
        status=status_of(form),
    )


def _row_states(file: str) -> list[tuple[str, str, int]]:
    rows = ImportRow.objects.filter(source__public_id=file) if file else ImportRow.objects.all()
    counts = state_counts(rows)
    return [(state, _(IMPORT_ROW.words[state]), counts.get(state, 0)) for state in ROWS_LISTED]


def _import(public_id: str) -> ResultImport:
    return get_object_or_404(
        ResultImport.objects.select_related("task", "mapping", "uploaded_by"), public_id=public_id
    )
