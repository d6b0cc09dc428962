"""Payments somebody has to look after: who has no account yet, and what the bank did not do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payouts.actions.items import pay_again
from payouts.models import PayoutAccount, PayoutItem
from payouts.queries.money_out import (
    OVER,
    OWED,
    failed_items,
    narrowed,
    unapproved_without_account,
    waiting_items,
)
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AUDITOR, FINANCE, RELEASER
from yunke.listing import Listing
from yunke.refusals import stored_wordings

PAGE = 50
ORDERS = {
    "month": ("run__month", "statement__agent_number"),
    "number": ("agent__number", "run__month"),
    "-amount": "-amount_fen",
}
WAITING = Listing("payouts:waiting", ORDERS, carries=("run",))
FAILED = Listing("payouts:failed", ORDERS, carries=("run", "state"))


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    return _list(request, waiting_items(), "waiting")


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def failed(request: HttpRequest) -> HttpResponse:
    return _list(request, failed_items(), "failed")


@require_POST
@allow(RELEASER)
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    pay_again(get_object_or_404(PayoutItem, public_id=public_id), by=user, now=clock.now())
    messages.success(request, gettext("已重新排上，随下一批发放。"))
    return redirect(FAILED.back(request))


def _list(request: HttpRequest, items: QuerySet[PayoutItem], which: str) -> HttpResponse:
    listed = (WAITING if which == "waiting" else FAILED).shown(request)
    run = listed.asked.get("run", "")
    items = narrowed(items, run=run, state=listed.one_of("state", OWED))
    rows = items.select_related("agent__user", "run__entity", "account", "statement")
    page = listed.page(rows, PAGE)
    accounts = PayoutAccount.objects.filter(agent__in=[item.agent_id for item in page], state="active")
    active = {one.agent_id: one for one in accounts}
    return render(
        request,
        "payouts/payments.html",
        {
            "page": page,
            "which": which,
            "run": run,
            "before": unapproved_without_account() if which == "waiting" and not run else [],
            "may": RELEASER in request.user.roles,  # type: ignore[union-attr]
            "fen": items.aggregate(fen=Sum("amount_fen"))["fen"] or 0,
            "rows": [_row(item, active.get(item.agent_id)) for item in page],
        },
    )


def _row(item: PayoutItem, active: PayoutAccount | None) -> dict[str, Any]:
    """``account``: the one the bank refused, or the one the next payment goes to."""
    return {
        "item": item,
        "why": stored_wordings([item.why]) if item.why else [],
        "active": active,
        "account": item.account if item.state in OVER else active or item.account,
    }
