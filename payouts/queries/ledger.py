"""The trial balance, and what was booked last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
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


@dataclass(frozen=True, slots=True)
class Day:
    """What was booked on a day of the pay zone, in all and by account, in the order of the chart; fen."""

    day: date
    accounts: list[dict[str, Any]]

    @property
    def debit(self) -> int:
        return sum(one["debit"] for one in self.accounts)

    @property
    def credit(self) -> int:
        return sum(one["credit"] for one in self.accounts)

    @property
    def left(self) -> int:
        """A day that does not balance is wrong."""
        return self.debit - self.credit


def by_day(entity_id: int | None = None, *, most: int) -> list[Day]:
    """The latest days on which something was booked."""
    legs = LedgerEntry.objects.all()
    if entity_id is not None:
        legs = legs.filter(transaction__entity=entity_id)
    rows = (
        legs.order_by()
        .annotate(day=TruncDate("transaction__booked_at", tzinfo=PAY_ZONE))
        .values("day", "account")
        .annotate(
            debit=Sum("amount_fen", filter=Q(amount_fen__gt=0), default=0),
            credit=-Sum("amount_fen", filter=Q(amount_fen__lt=0), default=0),
        )
        .order_by("-day")
    )
    days = islice(groupby(rows, key=lambda row: row["day"]), most)
    return [Day(day, sorted(map(_of_account, told), key=lambda one: one["place"])) for day, told in days]


def _of_account(row: Any) -> dict[str, Any]:
    code = row["account"]
    return {
        "code": code,
        "name": ACCOUNTS[code],
        "place": list(ACCOUNTS).index(code),
        "debit": row["debit"],
        "credit": row["credit"],
    }


def booked_by_entity() -> dict[int, int]:
    """Entity -> how many transactions."""
    return dict(LedgerTransaction.objects.order_by().values_list("entity").annotate(Count("pk")))


def last_booked(entity_id: int | None = None) -> QuerySet[LedgerTransaction]:
    """The latest transactions with the sum of their debits."""
    heads = LedgerTransaction.objects.select_related("entity").annotate(
        fen=Sum("entries__amount_fen", filter=Q(entries__amount_fen__gt=0))
    )
    if entity_id is not None:
        heads = heads.filter(entity=entity_id)
    return heads.order_by("-pk")
