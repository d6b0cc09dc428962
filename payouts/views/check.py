"""What finance looks through before a month is approved: each figure of its page opened into its rows."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onboarding.models import Agent
from payouts.models import Run
from payouts.queries.against import by_agent, by_task, gone
from payouts.queries.cash import cash_of, cash_sum, runs_wanting_cash
from payouts.queries.gaps import gap_sums, gaps_of
from payouts.queries.margins import shift_margins
from payouts.queries.months import figures_of, run_before
from payouts.queries.unpriced import unpriced_of, unpriced_results
from payouts.views.month import find_run
from yunke.access import allow
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import AUDITOR, FINANCE

PAGE = 50
BY = {"task": _("按任务"), "agent": _("按客服"), "gone": _("上月有，本月没有")}
GAP_WORDS = {"continuous": _("连续取酬月"), "paid": _("有报酬的月"), "calendar": _("自然月")}


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def against(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """This month against the last, the largest difference first."""
    run, by = find_run(entity, month), request.GET.get("by", "")
    by, before = by if by in BY else "task", run_before(run)
    rows: Any = {"task": by_task, "agent": by_agent, "gone": gone}[by](run, before)
    return _told(
        request,
        run,
        "against",
        page=Paginator(rows, PAGE).get_page(request.GET.get("page")),
        by=by,
        before=before,
        chips=[{"code": code, "word": gettext(word)} for code, word in BY.items()],
    )


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def gaps(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """Who has a month without pay this year, and what each way of counting withholds."""
    run = find_run(entity, month)
    found = gaps_of(run)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
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
    run = find_run(entity, month)
    terms, kind = request.GET.get("terms", ""), request.GET.get("kind", "")
    page = None
    if terms and kind:
        page = Paginator(unpriced_results(run, terms, kind), PAGE).get_page(request.GET.get("page"))
    return _told(request, run, "unpriced", rows=unpriced_of(run), page=page, terms=terms, kind=kind)


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def losing_shifts(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """Shifts whose hours cost more than the client gives for their seats."""
    run = find_run(entity, month)
    figures = figures_of(run)
    page = Paginator(figures.losing_shifts, PAGE).get_page(request.GET.get("page"))
    rows = shift_margins(run, page.object_list)
    return _told(request, run, "losing_shifts", page=page, rows=rows, figures=figures)


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def cash(request: HttpRequest) -> HttpResponse:
    """Cash needed by paying entity, day and rail, over every month that is computed and not yet paid."""
    rows = cash_of(runs_wanting_cash())
    return render(request, "payouts/cash.html", {"rows": rows, "sum": cash_sum(rows)})


def _told(request: HttpRequest, run: Run, page_name: str, **context: Any) -> HttpResponse:
    return render(request, f"payouts/{page_name}.html", {"run": run, "entity": run.entity, **context})
