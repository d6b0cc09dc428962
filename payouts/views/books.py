"""The ledger by account: debits, credits, balances, and what was booked last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.queries.ledger import booked_by_entity, by_day, last_booked, trial_balance
from tasks.models import PayingEntity
from yunke.access import allow
from yunke.ground.roles import AUDITOR, FINANCE
from yunke.listing import Listing

PAGE = 20
LEDGER = Listing("payouts:ledger", {"-when": "-pk", "-amount": "-fen"}, keeps=("entity",))
DAYS = 62  # two months of days on which something was booked


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    entities, listed = list(PayingEntity.objects.order_by("code")), LEDGER.shown(request)
    chosen = next((one for one in entities if one.code == listed.asked.get("entity")), None)
    counts = booked_by_entity()
    rows = trial_balance(chosen.pk if chosen else None)
    page = listed.page(last_booked(chosen.pk if chosen else None), PAGE)
    return render(
        request,
        "payouts/ledger.html",
        {
            "rows": rows,
            "page": page,
            "days": by_day(chosen.pk if chosen else None, most=DAYS),
            "entities": [(one, counts.get(one.pk, 0)) for one in entities],
            "count": sum(counts.values()),
            "chosen": chosen,
            "debit": sum(row["debit"] for row in rows),
            "credit": sum(row["credit"] for row in rows),
        },
    )
