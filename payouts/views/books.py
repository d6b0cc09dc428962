"""The ledger by account: debits, credits, balances, and what was booked last."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.queries.ledger import by_day, last_booked, trial_balance
from tasks.models import PayingEntity
from yunke.access import allow
from yunke.ground.roles import AUDITOR, FINANCE

PAGE = 20
DAYS = 62  # two months of days on which something was booked


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    entities = list(PayingEntity.objects.order_by("code"))
    chosen = next((one for one in entities if one.code == request.GET.get("entity")), None)
    rows = trial_balance(chosen.pk if chosen else None)
    page = Paginator(last_booked(chosen.pk if chosen else None), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "payouts/ledger.html",
        {
            "rows": rows,
            "page": page,
            "days": by_day(chosen.pk if chosen else None, most=DAYS),
            "entities": entities,
            "chosen": chosen,
            "debit": sum(row["debit"] for row in rows),
            "credit": sum(row["credit"] for row in rows),
        },
    )
