"""Invariant 1: the ledger balances."""

from __future__ import annotations

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from payouts.models import LedgerTransaction
from payouts.verify.scope import Findings, Scope


def balanced(scope: Scope) -> Findings:
    """Debits are credits, at least two legs, none of nothing. The ledger has no months: all of it is read."""
    heads = LedgerTransaction.objects.all()
    if scope.entity_id is not None:
        heads = heads.filter(entity=scope.entity_id)
    sums = (
        heads.values("pk", "key")
        .annotate(
            legs=Count("entries"),
            total=Coalesce(Sum("entries__amount_fen"), 0),
            nothing=Count("entries", filter=Q(entries__amount_fen=0)),
        )
        .order_by()
    )
    for key, legs, total, nothing in sums.filter(~Q(total=0) | Q(legs__lt=2) | Q(nothing__gt=0)).values_list(
        "key", "legs", "total", "nothing"
    ):
        yield f"{key}: {legs} legs, {nothing} of nothing, debits and credits differ by {total} fen"
