"""What finance looks through before a month is approved: each figure of its page opened into its rows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models.functions import Abs
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onboarding.models import Agent
from payouts.models import Run
from payouts.queries.against import against_counts, by_agent, by_task, gone
from payouts.queries.cash import cash_of, cash_sum, runs_wanting_cash
from payouts.queries.gaps import gap_sums, gaps_of
from payouts.queries.margins import begun, shift_margins
from payouts.queries.months import figures_of, run_before
from payouts.queries.unpriced import unpriced_of, unpriced_results
from payouts.views.month import find_run
from yunke.access import allow
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import AUDITOR, FINANCE
from yunke.listing import Listing

PAGE = 50
BY = {"task": _("按任务"), "agent": _("按客服"), "gone": _("上月有，本月没有")}
# One month's tasks, gaps, unpriced kinds, losing shifts and days of cash are put together in Python and sorted there:
# a month has hundreds of them, and each is held in memory whole.
AGAINST = {
    "task": Listing(
        "payouts:against",
        {
            "-difference": lambda one: abs(one.difference_fen),
            "number": lambda one: one.task.number,
            "-now": lambda one: one.fen,
            "-before": lambda one: one.before_fen,
        },
        keeps=("by",),
    ),
    "agent": Listing(
        "payouts:against",
        {
            "-difference": (Abs("difference_fen").desc(), "agent_number"),
            "number": "agent_number",
            "-now": "-income_fen",
            "-before": "-before_fen",
        },
        keeps=("by",),
    ),
    "gone": Listing(
        "payouts:against",
        {"-before": ("-income_fen", "agent_number"), "number": "agent_number"},
        keeps=("by",),
    ),
}
GAPS = Listing(
    "payouts:gaps",
    {
        "-spread": lambda one: max(one.tax_fen) - min(one.tax_fen),
        "-income": lambda one: one.income_fen,
        "-months": lambda one: one.paid_months,
    },
)
UNPRICED = Listing(
    "payouts:unpriced",
    {
        "-results": lambda one: one.results,
        "task": lambda one: one.terms.task.name,
        "-sales": lambda one: one.sales_fen,
    },
    carries=("terms", "kind"),
)
LOSING = Listing(
    "payouts:losing_shifts",
    {"-loss": lambda one: -one.place, "when": lambda one: one.starts_at, "task": lambda one: one.task},
)
CASH = Listing(
    "payouts:cash",
    {
        "day": lambda one: one.day,
        "entity": lambda one: one.entity.code,
        "-count": lambda one: one.count,
        "-whole": lambda one: one.whole_fen,
    },
)
GAP_WORDS = {"continuous": _("连续取酬月"), "paid": _("有报酬的月"), "calendar": _("自然月")}


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def against(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """This month against the last, the largest difference first."""
    run, by = find_run(entity, month), request.GET.get("by", "")
    by, before = by if by in BY else "task", run_before(run)
    rows: Any = {"task": by_task, "agent": by_agent, "gone": gone}[by](run, before)
    counts = against_counts(run, before)
    return _told(
        request,
        run,
        "against",
        page=AGAINST[by].shown(request).page(rows, PAGE),
        by=by,
        before=before,
        chips=[{"code": code, "word": gettext(word), "count": counts[code]} for code, word in BY.items()],
    )


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def gaps(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """Who has a month without pay this year, and what each way of counting withholds."""
    run = find_run(entity, month)
    found = gaps_of(run)
    page = GAPS.shown(request).page(found, PAGE)
    agents = Agent.objects.select_related("user").in_bulk([one.agent_id for one in page])
    slips = dict(run.statements.filter(agent__in=list(agents)).values_list("agent", "public_id"))
    return _told(
        request,
        run,
        "gaps",
        page=page,
        sums=[(rule, gettext(GAP_WORDS[rule]), fen) for rule, fen in gap_sums(found)],
        rows=[{"gap": one, "agent": agents[one.agent_id], "statement": slips[one.agent_id]} for one in page],
    )


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def unpriced(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """Results no terms price, by task and kind; one kind opens into its results."""
    run, listed = find_run(entity, month), UNPRICED.shown(request)
    terms, kind = listed.asked.get("terms", ""), listed.asked.get("kind", "")
    page = None
    if terms and kind:
        page = Paginator(unpriced_results(run, terms, kind), PAGE).get_page(request.GET.get("page"))
    rows = listed.sorted(unpriced_of(run))
    return _told(request, run, "unpriced", rows=rows, page=page, terms=terms, kind=kind)


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def losing_shifts(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """Shifts whose hours cost more than the client gives for their seats."""
    run = find_run(entity, month)
    figures = figures_of(run)
    page = LOSING.shown(request).page(begun(figures.losing_shifts), PAGE)
    rows = shift_margins(run, [one.shift_id for one in page])
    return _told(request, run, "losing_shifts", page=page, rows=rows, figures=figures)


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def cash(request: HttpRequest) -> HttpResponse:
    """Cash needed by paying entity, day and rail, over every month that is computed and not yet paid."""
    rows = CASH.shown(request).sorted(cash_of(runs_wanting_cash()))
    return render(request, "payouts/cash.html", {"rows": rows, "sum": cash_sum(rows)})


def _told(request: HttpRequest, run: Run, page_name: str, **context: Any) -> HttpResponse:
    return render(request, f"payouts/{page_name}.html", {"run": run, "entity": run.entity, **context})
