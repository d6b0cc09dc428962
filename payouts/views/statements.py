"""Staff's look at statements: the list of a month, and one of them line by line with its proof."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.models import Run, Statement
from payouts.queries.held import HOLDABLE, active_holds
from payouts.queries.people import holders_of
from payouts.queries.statements import (
    KINDS,
    NARROWED,
    figure_total,
    statement_counts,
    statements_in,
    with_figure,
    with_payments,
)
from payouts.queries.trace import replaced
from payouts.rules.holding import STOPPABLE
from payouts.states import LOCKED_RUNS
from payouts.views.month import find_run
from payouts.views.pay import statement_page, with_disputes
from payouts.views.standing import standing_of
from payouts.views.statement_pdf import pdf_answer
from yunke.access import allow
from yunke.ground.errors import gettext_noop as _
from yunke.ground.months import month_text
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE
from yunke.listing import Listing

PAGE = 50
CHIPS = {
    "": _("全部"),
    "payable": _("可以打款"),
    "no_account": _("缺收款账户"),
    "zero": _("实发为零"),
    "carried": _("结转下期"),
    "debt": _("带入旧欠"),
    "corrected": _("有更正"),
    "outlier": _("远离多数人"),
    "gap": _("年内有空档月"),
}
FIGURES = {"carried": "carried", "debt": "brought_in", "corrected": "correction"}  # of a chip
STATEMENTS = Listing(
    "payouts:statements",
    {
        "number": "agent_number",
        "-income": "-income_fen",
        "-tax": "-tax_fen",
        "-penalty": "-penalty_fen",
        "-net": "-net_fen",
        "-figure": "-figure_fen",
    },
    keeps=("only", "task", "rail", "kind", "payment"),
    carries=("shift",),
)


def readable() -> QuerySet[Statement]:
    """Statements staff may open: those that are not being computed."""
    return with_payments(Statement.objects.exclude(run__state="computing")).select_related(
        "agent__user", "run__entity", "run__prepared_by", "run__approved_by"
    )


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def statements(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    run = find_run(entity, month)
    listed = STATEMENTS.shown(request)
    words, only = listed.search, listed.one_of("only", CHIPS)
    of = {name: value for name, value in listed.asked.items() if name in NARROWED}
    rows = statements_in(run, words=words, only=only, of=of)
    page = listed.page(with_figure(rows, only=only, of=of), PAGE)
    counts = statement_counts(run, words=words, of=of)
    return render(
        request,
        "payouts/statements.html",
        {
            "run": run,
            "page": page,
            "words": words,
            "only": only,
            "of": of,
            "figure": _figure(only, of),
            "figure_fen": figure_total(rows, only=only, of=of) if only or of or words else None,
            "rows": [{"statement": one, "standing": standing_of(one)} for one in page],
            "chips": [
                {"code": code, "word": gettext(word), "count": counts[code]} for code, word in CHIPS.items()
            ],
        },
    )


def _figure(only: str, of: dict[str, str]) -> str:
    """Which figure the list was opened for: its total stands in the head, and in a column where none is its own."""
    if "kind" in of:
        return of["kind"] if of["kind"] in KINDS else "net"
    return "task" if "task" in of else FIGURES.get(only, "net")


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def staff_statement(request: HttpRequest, public_id: str) -> HttpResponse:
    one = readable().filter(public_id=public_id).first()
    if one is None:
        return where_it_went(request, public_id)
    context = with_disputes(statement_page(request, one), one) | {"disputable": ""}
    lines = [*context["income"], *context["taken"]]
    return render(
        request,
        "payouts/staff_statement.html",
        context
        | {
            "others": _other_months(one),
            "next": _beside(one.run, one, 1),
            "previous": _beside(one.run, one, -1),
            "sound": all(line.holds for line in lines)
            and context["income_fen"] + context["taken_fen"] == one.net_fen,
            "line_count": len(lines),
            "holds": list(active_holds().filter(run=one.run, agent=one.agent)),
            "may_end": APPROVER in request.user.roles,  # type: ignore[union-attr]
            "enders": holders_of(APPROVER),
            "holdable": [line for line in lines if line.kind in HOLDABLE],
            "locked": one.run.state in LOCKED_RUNS,
            "may_hold": _may_hold(request, one),
        },
    )


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def staff_statement_file(request: HttpRequest, public_id: str) -> HttpResponse:
    return pdf_answer(get_object_or_404(readable(), public_id=public_id))


def where_it_went(request: HttpRequest, public_id: str) -> HttpResponse:
    """Held whole it is no more; and once, computed anew it had another address. The way back leads somewhere."""
    found = replaced(public_id)
    if found is None or found.run.state == "computing":
        raise Http404
    run, now_there, hold = found
    if now_there:
        messages.info(request, gettext("这份结算单重算过，这是现在的一份。"))
        return redirect("payouts:staff_statement", now_there.public_id)
    messages.info(request, gettext("这份结算单已经不在：上面的都扣住了，随下一次结算。"))
    if hold:
        return redirect("payouts:held", hold.public_id)
    return redirect("payouts:month", entity=run.entity.code, month=month_text(run.month))


def _may_hold(request: HttpRequest, one: Statement) -> bool:
    stoppable = one.run.state not in LOCKED_RUNS or (
        bool(one.payments) and one.payments[0].state in STOPPABLE  # type: ignore[attr-defined]
    )
    return stoppable and bool(set(FINANCE) & request.user.roles)  # type: ignore[union-attr]


def _other_months(one: Statement) -> list[Statement]:
    rows = Statement.objects.filter(agent=one.agent_id).exclude(pk=one.pk).exclude(run__state="computing")
    return list(rows.select_related("run__entity").order_by("-run__month")[:6])


def _beside(run: Run, one: Statement, way: int) -> Statement | None:
    """The statement after or before it by agent number."""
    if way > 0:
        return run.statements.filter(agent_number__gt=one.agent_number).order_by("agent_number").first()
    return run.statements.filter(agent_number__lt=one.agent_number).order_by("-agent_number").first()
