"""Files for the tax office and the company's books, streamed row by row."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.actions.exports import take_export
from payouts.models import Run
from payouts.queries.exports import BOOKS, OF_WORK, WITH_NUMBERS, year_of
from payouts.rules.sheets import BOM, Rows, sheet_line
from payouts.rules.workbooks import XLSX, write_workbook
from payouts.states import LOCKED_RUNS
from tasks.models import PayingEntity
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import gettext_noop as _
from yunke.ground.months import year_within_reach
from yunke.ground.roles import AGENT, AUDITOR, FINANCE, PREPARER

NAMES = {
    "withholding": _("个税预扣申报表"),
    "identity-income": _("季度身份和收入报送"),
    "yearly": _("每人年度对账单"),
    "vouchers": _("公司账凭证"),
    "vat": _("每人增值税口径收入"),
    "statements": _("一个月的结算单"),
    "lines": _("一个月的结算单明细行"),
}
NOTES = {
    "withholding": _("按发放月，一人一行，有完整证件号。"),
    "identity-income": _("国务院令第 810 号，按发放季度，有完整证件号。"),
    "yearly": _(
        "按发放年，一人一月一行，最后一行合计。发放日是计划的那天，税款所属月份按它；实际打款日是文件交给银行的那天。"
    ),
    "vouchers": _("按记账月，每件事每个科目一行，按人记的已汇总。"),
    "vat": _("按发放月，本月和本年各收了多少，追回的已冲减。"),
    "statements": _(
        "按干活的月，一人一行。发放日是计划的那天，税款所属月份按它；实际打款日是文件交给银行的那天。"
    ),
    "lines": _("按干活的月，每张结算单的每一行。"),
}
Answer = StreamingHttpResponse | FileResponse


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def exports(request: HttpRequest) -> HttpResponse:
    """The files, each with its entity and period."""
    last = Run.objects.filter(state__in=LOCKED_RUNS).order_by("-pays_on").first()
    day = last.pays_on if last else local_on(clock.now())
    periods = {
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-{(day.month + 2) // 3}",
        "year": str(day.year),
    }
    shapes, worked = BOOKS | WITH_NUMBERS, f"{last.month if last else day:%Y-%m}"
    rows = [
        {
            "kind": kind,
            "name": gettext(name),
            "note": gettext(NOTES[kind]),
            "shape": shapes[kind][0],
            "period": worked if kind in OF_WORK else periods[shapes[kind][0]],
            "with_numbers": kind in WITH_NUMBERS,
        }
        for kind, name in NAMES.items()
    ]
    context = {
        "rows": rows,
        "entities": PayingEntity.objects.order_by("code"),
        "may": PREPARER in _user(request).roles,
    }
    return render(request, "payouts/exports.html", context)


@never_cache
@allow(read=(PREPARER,))
@require_safe
def with_numbers(request: HttpRequest, kind: str) -> Answer:
    """Those that hold ID numbers in full: the preparer's alone."""
    return _file(request, kind, kind in WITH_NUMBERS)


@never_cache
@allow(read=(*FINANCE, AUDITOR))
@require_safe
def books(request: HttpRequest, kind: str) -> Answer:
    return _file(request, kind, kind in BOOKS)


@never_cache
@allow(AGENT)
@require_safe
def my_year(request: HttpRequest, year: int) -> Answer:
    """An agent's own year, for their tax return."""
    if not year_within_reach(year):
        raise Http404
    rows = year_of(_user(request).agent, year)
    return handed_out(rows, f"yunke-{year}", "xlsx" if request.GET.get("format") == "xlsx" else "csv")


def handed_out(rows: Rows, name: str, written: str) -> Answer:
    """CSV goes out row by row; a workbook is whole only at its end and waits in a file without a name."""
    if written == "xlsx":
        book = TemporaryFile()  # noqa: SIM115 - closed by the answer
        write_workbook(rows, book)
        book.seek(0)
        return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
    lines = (BOM + line if first else line for first, line in _numbered(rows))
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _numbered(rows: Rows) -> Any:
    return ((place == 0, sheet_line(row)) for place, row in enumerate(rows))


def _file(request: HttpRequest, kind: str, known: bool) -> Answer:
    if not known:
        raise Http404
    of = get_object_or_404(PayingEntity, code=request.GET.get("entity", ""))
    text = request.GET.get("period", "")
    written = request.GET.get("format", "csv")
    rows = take_export(of, kind, text, by=_user(request), now=clock.now(), written=written)
    return handed_out(rows, f"{of.code}-{kind}-{text.strip()}", written)


def _user(request: HttpRequest) -> Any:
    return request.user
