"""An agent's income: this month so far, the statements, and what each line is made of."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.models import Statement
from payouts.queries.disputes import disputes_of, line_key
from payouts.queries.held import holds_on
from payouts.queries.money_out import active_account
from payouts.queries.opened import OpenedLine, opened_so_far, opened_statement
from payouts.queries.so_far import SoFar, this_month_so_far
from payouts.queries.statements import PREVIEWED, VISIBLE, statements_of
from payouts.queries.trace import replaced
from payouts.views.standing import standing_of, tax_told, trail_of
from payouts.views.statement_pdf import pdf_answer
from payouts.words import INCOME
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AGENT

PAGE = 24  # two years


@never_cache
@allow(AGENT)
@require_safe
def pay(request: HttpRequest) -> HttpResponse:
    agent: Any = request.user.agent  # type: ignore[union-attr]
    now = clock.now()
    page = Paginator(statements_of(agent), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "payouts/pay.html",
        {
            "so_far": [_month(one) for one in this_month_so_far(agent, now)],
            "page": page,
            "rows": [{"statement": one, "standing": standing_of(one)} for one in page],
            "account": active_account(agent),
            "holds": holds_on(agent),
        },
    )


@never_cache
@allow(AGENT)
@require_safe
def statement(request: HttpRequest, public_id: str) -> HttpResponse:
    agent: Any = request.user.agent  # type: ignore[union-attr]
    one = statements_of(agent).filter(public_id=public_id).first()
    if one is None:
        return _where_mine_went(request, agent, public_id)
    return render(
        request,
        "payouts/statement.html",
        with_disputes(statement_page(request, one), one)
        | {"holds": [hold for hold in holds_on(agent) if hold.run_id == one.run_id]},
    )


def _where_mine_went(request: HttpRequest, agent: Any, public_id: str) -> HttpResponse:
    """Being computed again, held whole, or under an address of before: a link in a notice still leads somewhere."""
    if Statement.objects.filter(agent=agent, public_id=public_id).exists():
        messages.info(request, gettext("这个月正在重新计算，算完再看这份结算单。"))
        return redirect("payouts:pay")
    found = replaced(public_id, of=agent)
    if found is None:
        raise Http404
    if found.statement and found.run.state in VISIBLE:
        return redirect("payouts:statement", found.statement.public_id)
    messages.info(request, gettext("这份结算单现在不在了，原因看这一页的“扣住”；还没发的随下一次结算。"))
    return redirect("payouts:pay")


@never_cache
@allow(AGENT)
@require_safe
def statement_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own statement as a paper."""
    mine = statements_of(request.user.agent)  # type: ignore[union-attr]
    return pdf_answer(get_object_or_404(mine.select_related("agent__user"), public_id=public_id))


def with_disputes(context: dict[str, Any], one: Statement) -> dict[str, Any]:
    """Each line with its dispute, the latest; those whose line moved away beside them."""
    mine = list(disputes_of(one.agent, one.run))
    latest = {dispute.line_key: dispute for dispute in reversed(mine)}
    for line in (*context["income"], *context["taken"]):
        line.dispute = latest.get(line_key(line))
    return context | {"disputes": mine, "disputable": one.public_id}


def statement_page(request: HttpRequest, one: Statement) -> dict[str, Any]:
    """What agent and staff see alike: net first, then the lines in two groups."""
    lines = opened_statement(one)
    return {
        "statement": one,
        "run": one.run,
        "standing": standing_of(one),
        "trail": trail_of(one),
        "previewed": one.run.state in PREVIEWED,
        "tax": tax_told(one),
        "whole": request.GET.get("line", ""),
        "item": one.payments[0] if one.payments else None,
        **grouped(lines),
    }  # type: ignore[attr-defined]


def grouped(lines: list[OpenedLine]) -> dict[str, Any]:
    """Income and deductions, each with its sum; the tasks they come from."""
    income = [line for line in lines if line.kind in INCOME]
    taken = [line for line in lines if line.kind not in INCOME]
    return {
        "income": income,
        "income_fen": sum(line.amount_fen for line in income),
        "taken": taken,
        "taken_fen": sum(line.amount_fen for line in taken),
        "tasks": sorted({line.task.name for line in income if line.task}),
    }


def _month(so_far: SoFar) -> dict[str, Any]:
    return {"so_far": so_far, "draft": so_far.draft, **grouped(opened_so_far(so_far))}
