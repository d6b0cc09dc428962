"""What is held back and why; holding, letting go, calling off."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payouts.actions.held_payments import cancel_payment
from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.forms import CancelForm, HoldForm
from payouts.models import Hold, Statement
from payouts.queries.held import WHAT, with_statements
from payouts.queries.opened import opened_hold
from payouts.queries.people import holders_of
from payouts.reasons import CANCEL_NEEDS_REASON, HOLD_NEEDS_REASON
from payouts.views.statements import where_it_went
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.money import yuan
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE
from yunke.listing import Listing, chip_counts, ways
from yunke.templatetags.time_words import month_name

PAGE = 50
HOLDS = Listing(
    "payouts:holds",
    {"since": "held_at", "number": "agent__number", "-amount": "-amount_fen"},
    keeps=("ended",),
    carries=("run", "what"),
)


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def holds(request: HttpRequest) -> HttpResponse:
    """Everything held, the oldest first; ``?ended=1`` what was let go or called off."""
    page, rows, ended = _listed(request)
    counts = chip_counts(rows, {"": Q(state="active"), "1": ~Q(state="active")})
    fen = page.paginator.object_list.aggregate(fen=Sum("amount_fen"))["fen"] or 0  # type: ignore[union-attr]
    return render(
        request,
        "payouts/holds.html",
        {
            "page": page,
            "ended": ended,
            "counts": list(counts.values()),
            "fen": fen,
            "run": request.GET.get("run", ""),
        }
        | _ending(request),
    )


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def held(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of them: what it keeps back, line by line with its facts, and who may end it."""
    one = get_object_or_404(with_statements(_told(Hold.objects.all())), public_id=public_id)
    page = _listed(request)[0]
    lines = opened_hold(one)
    return render(
        request,
        "payouts/held.html",
        ways(list(page), one, lambda row: HOLDS.beside(request, "payouts:held", row.public_id))
        | {
            "hold": one,
            "lines": lines,
            "lines_fen": sum(line.amount_fen for line in lines),
            "whole": request.GET.get("line", ""),
            "ended": one.state != "active",
        }
        | _ending(request),
    )


@require_POST
@allow(*FINANCE)
def hold(request: HttpRequest, public_id: str) -> HttpResponse:
    """A whole statement or one line of it; back to the statement as it then stands."""
    one = Statement.objects.select_related("run__entity", "agent").filter(public_id=public_id).first()
    if one is None:  # pressed twice, or in a tab that is behind
        return where_it_went(request, public_id)
    form = HoldForm(request.POST)
    if not form.is_valid():
        raise Refused(HOLD_NEEDS_REASON())
    told, by, now = form.cleaned_data, _user(request), clock.now()
    made = one.run.batches.filter(state="made").first()
    if told["line"]:
        hold_line(one.run, one.agent, told["line"], why=told["why"], by=by, now=now, seen=told["seen"])
    else:
        hold_agent(one.run, one.agent, why=told["why"], by=by, now=now)
    messages.success(request, gettext("已扣住，其余的人照常。客服会收到通知。"))
    if made and not one.run.batches.filter(pk=made.pk, state="made").exists():
        messages.warning(
            request,
            gettext("银行文件 %(number)s 因此作废，发放人收到了通知，要重新生成。") % {"number": made.number},
        )
    left = Statement.objects.filter(run=one.run, agent=one.agent).first()
    return redirect("payouts:staff_statement", left.public_id) if left else redirect("payouts:holds")


@require_POST
@allow(APPROVER)
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    hold = release_hold(_hold(public_id), by=_user(request), now=clock.now())
    hold.refresh_from_db()
    messages.success(request, _went_to(hold))
    return redirect(HOLDS.back(request))


@require_POST
@allow(APPROVER)
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    form = CancelForm(request.POST)
    if not form.is_valid():
        raise Refused(CANCEL_NEEDS_REASON())
    hold = cancel_payment(_hold(public_id), why=form.cleaned_data["why"], by=_user(request), now=clock.now())
    told = {"name": hold.agent.user, "sum": yuan(hold.amount_fen)}
    messages.success(request, gettext("%(name)s的 %(sum)s 元已取消打款，钱还欠着，发放人可以重新打。") % told)
    return redirect(HOLDS.back(request))


def _listed(request: HttpRequest) -> tuple[Page[Hold], QuerySet[Hold], bool]:
    """The page of the list as it stands, what its chips count, and whether it is of those that are over."""
    listed, rows = HOLDS.shown(request), Hold.objects.all()
    if ended := bool(listed.asked.get("ended")):
        listed.first = "-since"
    if run := listed.asked.get("run"):
        rows = rows.filter(run__number=run)
    if what := listed.one_of("what", WHAT):
        rows = rows.filter(WHAT[what])
    shown = rows.exclude(state="active") if ended else rows.filter(state="active")
    return listed.page(with_statements(_told(shown)), PAGE), rows, ended


def _told(rows: QuerySet[Hold]) -> QuerySet[Hold]:
    return rows.select_related("agent__user", "entity", "run__entity", "task", "item", "held_by", "ended_by")


def _ending(request: HttpRequest) -> dict[str, Any]:
    return {"may_end": APPROVER in _user(request).roles, "enders": holders_of(APPROVER)}


def _went_to(hold: Hold) -> str:
    if hold.item_id:
        return gettext("已放开，这笔打款随下一批发放。")
    assert hold.month is not None  # a constraint: facts lie in a month
    return gettext("已放开，算在 %(month)s的结算里。") % {"month": month_name(hold.month)}


def _hold(public_id: str) -> Hold:
    return get_object_or_404(Hold.objects.select_related("run"), public_id=public_id)


def _user(request: HttpRequest) -> Any:
    return request.user
