"""What stands behind what was booked: the run, the batch, the payment, the advance, the cut-over of a transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from payouts.models import (
    Advance,
    BankResult,
    CutOver,
    LedgerEntry,
    PayoutBatch,
    PayoutItem,
    Run,
    Statement,
)

MIRROR = "mirror:"


_SOURCES: dict[str, tuple[Any, str, tuple[str, ...]]] = {  # by what a transaction's key begins with
    "approve": (Run, "number", ("entity",)),
    "release": (PayoutBatch, "number", ("run__entity",)),
    "result": (BankResult, "public_id", ("batch__run__entity",)),
    "returned": (PayoutItem, "public_id", ("statement", "batch", "run__entity")),
    "advance": (Advance, "public_id", ("agent",)),
    "opening": (CutOver, "public_id", ("entity",)),
}


def entries_of(account: str, entity_id: int | None = None, words: str = "") -> QuerySet[LedgerEntry]:
    """The entries of an account, the latest first; ``words`` is part of a run's or batch's number, or an agent's."""
    rows = LedgerEntry.objects.filter(account=account).select_related("transaction__entity", "agent__user")
    if entity_id is not None:
        rows = rows.filter(transaction__entity=entity_id)
    if words := words.strip():
        answered = BankResult.objects.filter(batch__number__icontains=words).values_list(
            "public_id", flat=True
        )
        answers = [f"result:{one}" for one in answered]
        found = Q(transaction__key__icontains=words) | Q(transaction__key__in=answers)
        rows = rows.filter(found | Q(agent__number__iexact=words))
    return rows.order_by("-pk")


def sums_of(rows: QuerySet[LedgerEntry]) -> dict[str, int]:
    """Their debits and credits, fen."""
    told = rows.order_by().aggregate(
        debit=Sum("amount_fen", filter=Q(amount_fen__gt=0), default=0),
        credit=-Sum("amount_fen", filter=Q(amount_fen__lt=0), default=0),
    )
    return told | {"balance": told["debit"] - told["credit"]}


def sources_of(booked: Mapping[int, str]) -> dict[int, Any]:
    """Transactions by their keys -> what posted each, where it is still known: a question for each kind of source."""
    asked: dict[str, dict[int, str]] = defaultdict(dict)
    for pk, named in booked.items():
        kind, _colon, key = named.removeprefix(MIRROR).partition(":")
        asked[kind][pk] = key
    found: dict[int, Any] = {}
    for kind in asked.keys() & _SOURCES.keys():
        (model, field, beside), keys = _SOURCES[kind], asked[kind]
        rows = model.objects.select_related(*beside).filter(**{f"{field}__in": set(keys.values())})
        known = {getattr(one, field): one for one in rows}
        found |= {pk: known[key] for pk, key in keys.items() if key in known}
    return found


@dataclass(frozen=True, slots=True)
class Opened:
    """An entry with what posted it and, of an account kept by person, the statement it is part of."""

    entry: LedgerEntry
    source: Any
    statement: Statement | None

    @property
    def debit(self) -> int:
        return max(self.entry.amount_fen, 0)

    @property
    def credit(self) -> int:
        return max(-self.entry.amount_fen, 0)


def opened(entries: Iterable[LedgerEntry]) -> list[Opened]:
    """A page of entries, in sets."""
    rows = list(entries)
    sources = sources_of({one.transaction_id: one.transaction.key for one in rows})
    runs = {pk: run for pk, source in sources.items() if (run := run_of(source))}
    slips = Statement.objects.filter(
        run__in={run.pk for run in runs.values()}, agent__in={one.agent_id for one in rows if one.agent_id}
    )
    found: dict[tuple[int, int | None], Statement] = {(slip.run_id, slip.agent_id): slip for slip in slips}
    return [
        Opened(
            one,
            sources.get(one.transaction_id),
            found.get((runs[one.transaction_id].pk, one.agent_id)) if one.transaction_id in runs else None,
        )
        for one in rows
    ]


def run_of(source: Any) -> Run | None:
    """The settlement a source belongs to."""
    if isinstance(source, Run):
        return source
    if isinstance(source, BankResult):
        return source.batch.run
    return source.run if isinstance(source, PayoutBatch | PayoutItem) else None


def number_of(source: Any) -> str:
    """By which number one finds it again: its batch's, its settlement's, an agent's, or a year's opening."""
    if isinstance(source, Advance):
        return source.agent.number
    if isinstance(source, CutOver):
        return str(source.tax_year)
    batch, run = None if isinstance(source, PayoutItem) else batch_of(source), run_of(source)
    return batch.number if batch else run.number if run else ""


def batch_of(source: Any) -> PayoutBatch | None:
    """The file handed to the bank that it is about."""
    if isinstance(source, PayoutBatch):
        return source
    return source.batch if isinstance(source, BankResult | PayoutItem) else None
