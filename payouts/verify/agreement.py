"""Invariant 3 to its end: the sums of a run, the files as they were handed over, and the ledger tell the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from cryptography.fernet import InvalidToken
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

from payouts.files import opened
from payouts.models import Advance, CutOver, LedgerEntry, OpeningBalance, PayoutBatch, PayoutItem, Statement
from payouts.queries.money_out import ON_THE_WAY
from payouts.rails import rail
from payouts.rules.accounts import (
    AGENT_ADVANCE,
    AGENT_PAYABLE,
    AGENT_RECEIVABLE,
    BANK,
    LABOUR_COST,
    OPENING,
    PAYOUT_TRANSIT,
    PENALTY_INCOME,
    TAX_PAYABLE,
)
from payouts.states import LOCKED_RUNS
from payouts.verify.holds import held_payments_are_held
from payouts.verify.runs import totals_agree
from payouts.verify.scope import Findings, Scope

Place = tuple[int, str, int | None]  # paying entity, account, agent
Balances = Counter[Place]


def sums_files_and_ledger_agree(scope: Scope) -> Findings:
    yield from totals_agree(scope)
    yield from held_payments_are_held(scope)
    yield from _files(scope)
    yield from _cut_overs(scope)
    yield from _ledger(scope)


def _files(scope: Scope) -> Findings:
    """What was handed over is what the payments say: place, account, amount and key."""
    for batch in (
        PayoutBatch.objects.filter(**scope.of("run__entity_id", "run__month"))
        .exclude(file="")
        .exclude(state="dropped")
        .order_by("pk")
    ):
        try:
            content = opened(batch.file)
        except (OSError, InvalidToken):
            yield f"{batch.number}: its file is not to be read"
            continue
        if sha256(content).hexdigest() != batch.file_hash:
            yield f"{batch.number}: its file is not the one that was written"
        elif list(rail(batch.rail).payments_in(content, batch.encoding)) != list(_payments(batch)):
            yield f"{batch.number}: its file does not say what its payments say"


def _cut_overs(scope: Scope) -> Findings:
    """What was brought in is what two people saw: its count and sums."""
    chosen = {} if scope.entity_id is None else {"entity": scope.entity_id}
    sums = {
        f"{name}_in": Coalesce(Sum(f"openings__{name}"), 0) for name in ("income_fen", "tax_fen", "debt_fen")
    }
    for one in (
        CutOver.objects.filter(state="confirmed", **chosen)
        .annotate(rows_in=Count("openings"), **sums)
        .exclude(
            row_count=F("rows_in"),
            income_fen=F("income_fen_in"),
            tax_fen=F("tax_fen_in"),
            debt_fen=F("debt_fen_in"),
        )
    ):
        yield f"{one.public_id}: what was brought in is not what the cut-over's totals say"


def _payments(batch: PayoutBatch) -> Iterator[tuple[int, str, int, str]]:
    items = batch.items.select_related("account").only("serial", "amount_fen", "public_id", "account__number")
    for item in items.order_by("serial").iterator(chunk_size=2_000):
        yield item.serial or 0, item.account.number if item.account else "", item.amount_fen, item.public_id


def _ledger(scope: Scope) -> Findings:
    """Every balance is what statements and payments come to. The ledger has no months: all of an entity is read."""
    chosen = {} if scope.entity_id is None else {"entity": scope.entity_id}
    booked, expected = _booked(chosen), _expected(chosen)
    wrong = [place for place in booked.keys() | expected.keys() if booked[place] != expected[place]]
    for entity, account, agent in sorted(wrong, key=str):
        place = entity, account, agent
        whose = f" of agent {agent}" if agent else ""
        yield f"entity {entity}, {account}{whose}: booked {booked[place]} fen, the rows say {expected[place]}"


def _booked(chosen: dict[str, int]) -> Balances:
    """Of the taxes only what was withheld: handing them over is no payment of ours."""
    entries = LedgerEntry.objects.filter(**{f"transaction__{name}": value for name, value in chosen.items()})
    entries = entries.exclude(account=TAX_PAYABLE, amount_fen__gt=0, transaction__mirrors=None)
    return Counter(
        {
            (entity, account, agent): fen
            for entity, account, agent, fen in entries.order_by()
            .values_list("transaction__entity", "account", "agent")
            .annotate(fen=Sum("amount_fen"))
        }
    )


def _expected(chosen: dict[str, int]) -> Balances:
    found: Balances = Counter()
    locked = Statement.objects.filter(run__state__in=LOCKED_RUNS, **_of_run(chosen)).order_by()
    for entity, income, tax, penalty in locked.values_list("run__entity").annotate(
        Sum("income_fen"), Sum("tax_fen"), Sum("penalty_fen")
    ):
        for account, fen in ((LABOUR_COST, income), (TAX_PAYABLE, -tax), (PENALTY_INCOME, -penalty)):
            found[entity, account, None] += fen
    for entity, agent, carried, debt, net, advance in locked.values_list("run__entity", "agent").annotate(
        Sum("carried_fen"), Sum("debt_fen"), Sum("net_fen"), Sum("advance_fen")
    ):
        found[entity, AGENT_ADVANCE, agent] -= advance
        found[entity, AGENT_RECEIVABLE, agent] += carried - debt
        found[entity, AGENT_PAYABLE, agent] -= net
    had = Advance.objects.filter(state="paid", **chosen).order_by()
    for entity, agent, fen in had.values_list("entity", "agent").annotate(Sum("amount_fen")):
        found[entity, AGENT_ADVANCE, agent] += fen
        found[entity, BANK, None] -= fen
    brought = OpeningBalance.objects.filter(debt_fen__gt=0, **chosen).order_by()
    for entity, agent, fen in brought.values_list("entity", "agent", "debt_fen"):
        found[entity, AGENT_RECEIVABLE, agent] += fen
        found[entity, OPENING, None] -= fen
    for entity, agent, state, fen in _gone(chosen):
        found[entity, AGENT_PAYABLE, agent] += fen
        found[entity, PAYOUT_TRANSIT if state in ON_THE_WAY else BANK, None] -= fen
    return found


def _gone(chosen: dict[str, int]) -> Any:
    gone = PayoutItem.objects.filter(state__in=(*ON_THE_WAY, "succeeded"), **_of_run(chosen)).order_by()
    return gone.values_list("run__entity", "agent", "state").annotate(Sum("amount_fen"))


def _of_run(chosen: dict[str, int]) -> dict[str, int]:
    return {f"run__{name}": value for name, value in chosen.items()}
