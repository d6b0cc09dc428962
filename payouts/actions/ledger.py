"""The ledger only grows: each event is booked once under its key, a mistake by its mirror image."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Sum

from payouts.models import LedgerAccount, LedgerEntry, LedgerTransaction, Run, Statement
from payouts.rules.accounts import (
    ACCOUNTS,
    AGENT_ADVANCE,
    AGENT_PAYABLE,
    AGENT_RECEIVABLE,
    Leg,
    approval_legs,
    mirrored,
    why_unbalanced,
)
from tasks.models import PayingEntity
from yunke.ground.ids import new_public_id


class Unbalanced(Exception):
    """A transaction whose debits are not its credits: a bug, never a person's mistake."""


@transaction.atomic
def post(
    entity: PayingEntity, key: str, kind: str, legs: Iterable[Leg], *, now: datetime
) -> LedgerTransaction:
    """Book an event; booked already under this key, that stands and nothing is added."""
    told = list(legs)
    if wrong := why_unbalanced(told):
        raise Unbalanced(f"{key}: {wrong}")
    head, fresh = _head(entity, key, kind, now)
    if fresh:
        LedgerEntry.objects.bulk_create(
            [
                LedgerEntry(
                    transaction=head, account_id=leg.account, agent_id=leg.agent_id, amount_fen=leg.amount_fen
                )
                for leg in told
            ],
            batch_size=1_000,
        )
    return head


@transaction.atomic
def mirror(wrong: LedgerTransaction, *, now: datetime) -> LedgerTransaction:
    """Undo a transaction by its mirror image, once."""
    legs = [Leg(one.account_id, one.amount_fen, one.agent_id) for one in wrong.entries.order_by("pk")]
    head, fresh = _head(wrong.entity, f"mirror:{wrong.key}", wrong.kind, now, mirrors=wrong)
    if fresh:
        LedgerEntry.objects.bulk_create(
            [
                LedgerEntry(
                    transaction=head, account_id=leg.account, agent_id=leg.agent_id, amount_fen=leg.amount_fen
                )
                for leg in mirrored(legs)
            ],
            batch_size=1_000,
        )
    return head


@transaction.atomic
def post_approval(run: Run, *, now: datetime) -> LedgerTransaction | None:
    """Book an approved month in one transaction, its legs by person in one statement each."""
    if (
        not run.income_fen
        and not run.statements.exclude(net_fen=0, carried_fen=F("debt_fen"), advance_fen=0).exists()
    ):
        return None  # nothing earned, owed or carried anew: nothing to book
    head, fresh = _head(run.entity, f"approve:{run.number}", "approval", now)
    if not fresh:
        return head
    LedgerEntry.objects.bulk_create(
        LedgerEntry(transaction=head, account_id=leg.account, amount_fen=leg.amount_fen)
        for leg in approval_legs(income_fen=run.income_fen, tax_fen=run.tax_fen, penalty_fen=run.penalty_fen)
    )
    _legs_by_person(head, run, AGENT_ADVANCE, "-advance_fen")
    _legs_by_person(head, run, AGENT_RECEIVABLE, "carried_fen - debt_fen")
    _legs_by_person(head, run, AGENT_PAYABLE, "-net_fen")
    _require_balance(head)
    return head


def _head(
    entity: PayingEntity, key: str, kind: str, now: datetime, mirrors: LedgerTransaction | None = None
) -> tuple[LedgerTransaction, bool]:
    LedgerAccount.objects.bulk_create(
        [LedgerAccount(code=code, name=name) for code, name in ACCOUNTS.items()], ignore_conflicts=True
    )
    return LedgerTransaction.objects.get_or_create(
        key=key,
        defaults={
            "public_id": new_public_id(now),
            "entity": entity,
            "kind": kind,
            "booked_at": now,
            "mirrors": mirrors,
        },
    )


def _legs_by_person(head: LedgerTransaction, run: Run, account: str, amount: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {LedgerEntry._meta.db_table} (transaction_id, account_id, agent_id, amount_fen) "  # noqa: S608
            f"SELECT %s, %s, agent_id, {amount} FROM {Statement._meta.db_table} "
            f"WHERE run_id = %s AND {amount} <> 0 ORDER BY agent_id",
            [head.pk, account, run.pk],
        )


def _require_balance(head: LedgerTransaction) -> None:
    """An empty transaction is none; debits that are not credits undo the approval."""
    total = head.entries.aggregate(total=Sum("amount_fen"))["total"]
    if total:
        raise Unbalanced(f"{head.key}: debits and credits differ by {total} fen")
