"""The ledger by account: debits, credits, balances, what was booked last, and each entry by what posted it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.models import Advance, CutOver, PayoutItem, Run
from payouts.queries.account_codes import codes_of
from payouts.queries.ledger import booked_by_entity, by_day, last_booked, trial_balance
from payouts.queries.posted import entries_of, number_of, opened, run_of, sources_of, sums_of
from payouts.queries.runs import page_of
from payouts.rules.accounts import ACCOUNTS
from tasks.models import PayingEntity
from yunke.access import allow
from yunke.ground.roles import AUDITOR, FINANCE
from yunke.listing import Listing

PAGE = 20
LEDGER = Listing("payouts:ledger", {"-when": "-pk", "-amount": "-fen"}, keeps=("entity",))
ENTRIES = 50
NOBODY = 0
ACCOUNT = Listing(
    "payouts:ledger_account",
    {"-when": "-pk", "-debit": "-amount_fen", "credit": "amount_fen"},
    keeps=("entity",),
)
DAYS = 62  # two months of days on which something was booked


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    entities, listed = list(PayingEntity.objects.order_by("code")), LEDGER.shown(request)
    chosen = next((one for one in entities if one.code == listed.asked.get("entity")), None)
    counts = booked_by_entity()
    rows = trial_balance(chosen.pk if chosen else None)
    own = _own(entities, chosen)
    page = listed.page(last_booked(chosen.pk if chosen else None), PAGE)
    sources = sources_of({one.pk: one.key for one in page})
    return render(
        request,
        "payouts/ledger.html",
        {
            "rows": [row | {"own": " ".join(own.get(row["code"], ()))} for row in rows],
            "page": page,
            "booked": [(one, where(sources.get(one.pk))) for one in page],
            "days": by_day(chosen.pk if chosen else None, most=DAYS),
            "entities": [(one, counts.get(one.pk, 0)) for one in entities],
            "count": sum(counts.values()),
            "chosen": chosen,
            "debit": sum(row["debit"] for row in rows),
            "credit": sum(row["credit"] for row in rows),
        },
    )


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def ledger_account(request: HttpRequest, account: str) -> HttpResponse:
    """The entries of one account, found by the number of a run, a batch or an agent."""
    if account not in ACCOUNTS:
        raise Http404
    entities, listed = list(PayingEntity.objects.order_by("code")), ACCOUNT.shown(request)
    chosen = next((one for one in entities if one.code == listed.asked.get("entity")), None)
    found = entries_of(account, chosen.pk if chosen else None, listed.search)
    page = listed.page(found, ENTRIES)
    return render(
        request,
        "payouts/ledger_account.html",
        {
            "code": account,
            "name": ACCOUNTS[account],
            "own": " ".join(_own(entities, chosen).get(account, ())),
            "entities": entities,
            "chosen": chosen,
            "words": listed.search,
            "page": page,
            "rows": [(one, where(one.source)) for one in opened(page)],
            **sums_of(found),
        },
    )


def _own(entities: list[PayingEntity], chosen: PayingEntity | None) -> dict[str, tuple[str, str]]:
    """What the company's own books call the accounts, where it is one company that is looked at."""
    one = chosen or (entities[0] if len(entities) == 1 else None)
    return codes_of(one.pk if one else NOBODY)  # asked either way: one company is no more questions than two


def where(source: Any) -> tuple[str, str]:
    """What posted it by its number, and its page; nothing of what is known no more."""
    number = number_of(source)
    if isinstance(source, Advance):
        return number, reverse("payouts:advances")
    if isinstance(source, CutOver):
        return number, reverse("payouts:cut_over", args=[source.public_id])
    if isinstance(source, PayoutItem):
        return number, reverse("payouts:staff_statement", args=[source.statement.public_id])
    if (run := run_of(source)) is None:
        return "", ""
    at = page_of(run)
    return number, at if isinstance(source, Run) else f"{at}#batches"
