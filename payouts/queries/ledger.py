"""The trial balance, and what was booked last."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from payouts.models import LedgerEntry, LedgerTransaction
from payouts.rules.accounts import ACCOUNTS
from yunke.ground.calendar import PAY_ZONE


def trial_balance(entity_id: int | None = None) -> list[dict[str, Any]]:
    """Debit, credit and balance of every account, in the order of the chart; fen."""
    legs = LedgerEntry.objects.all()
    if entity_id is not None:
        legs = legs.filter(transaction__entity=entity_id)
    rows = (
        legs.order_by()
        .values_list("account")
        .annotate(
            debit=Sum("amount_fen", filter=Q(amount_fen__gt=0)),
            credit=Sum("amount_fen", filter=Q(amount_fen__lt=0)),
        )
    )
    sums = {code: (debit or 0, credit or 0) for code, debit, credit in rows}
    return [
        {
            "code": code,
            "name": name,
            "debit": sums.get(code, (0, 0))[0],
            "credit": -sums.get(code, (0, 0))[1],
            "balance": sum(sums.get(code, (0, 0))),
        }
        for code, name in ACCOUNTS.items()
    ]


def by_day(entity_id: int | None = None) -> QuerySet[LedgerEntry, Any]:
    """Debit and credit of each day of the pay zone, the latest first; a day that does not balance is wrong."""
    legs = LedgerEntry.objects.all()
    if entity_id is not None:
        legs = legs.filter(transaction__entity=entity_id)
    return (
        legs.annotate(day=TruncDate("transaction__booked_at", tzinfo=PAY_ZONE))
        .values("day")
        .annotate(
            debit=Sum("amount_fen", filter=Q(amount_fen__gt=0), default=0),
            credit=Sum("amount_fen", filter=Q(amount_fen__lt=0), default=0),
            left=Sum("amount_fen"),
        )
        .order_by("-day")
    )


def last_booked(entity_id: int | None = None) -> QuerySet[LedgerTransaction]:
    """The latest transactions with the sum of their debits."""
    heads = LedgerTransaction.objects.select_related("entity").annotate(
        fen=Sum("entries__amount_fen", filter=Q(entries__amount_fen__gt=0))
    )
    if entity_id is not None:
        heads = heads.filter(entity=entity_id)
    return heads.order_by("-pk")
