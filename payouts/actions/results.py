"""The bank's answer, imported whole or refused whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onboarding.models import User
from payouts.actions.ledger import post
from payouts.actions.money_out import pay_off
from payouts.actions.told import tell_agents
from payouts.files import keep
from payouts.models import BankResult, PayoutBatch, PayoutItem, Run
from payouts.queries.answers import Change, changes_of
from payouts.queries.money_out import ON_THE_WAY
from payouts.rails import rail
from payouts.reasons import (
    BANK_REFUSED_IT,
    BANK_SENT_BACK,
    BATCH_NOT_SENT,
    NOT_A_RELEASER,
    PAYOUT_ARRIVED,
    PAYOUT_FAILED,
    RESULT_OF_ANOTHER_FILE,
)
from payouts.rules.accounts import AGENT_PAYABLE, BANK, PAYOUT_TRANSIT, Leg, mirrored
from yunke.audit import Actor, move, move_many, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import RELEASER
from yunke.models import Counter

VERBS = {
    "succeeded": "payouts_arrived",
    "failed": "payouts_failed",
    "returned": "payouts_returned",
    "unknown": "payouts_unknown",
}
IMPORTING = "bank_result"  # the row that is held while an answer comes in
AT_ONCE = 10_000  # places named in one UPDATE


@transaction.atomic
def import_result(batch: PayoutBatch, content: bytes, *, by: User, now: datetime) -> BankResult:
    """Take the bank's file in; the same file again changes nothing, any mismatch refuses all of it."""
    if RELEASER not in by.roles:
        raise Refused(NOT_A_RELEASER())
    # the run first, as a release does: two files of one month come in one after the other, the last one pays it off
    run = Run.objects.select_for_update(of=("self",)).select_related("entity").get(pk=batch.run_id)
    batch = PayoutBatch.objects.select_for_update().get(pk=batch.pk)
    batch.run = run
    file_hash = sha256(content).hexdigest()
    if known := batch.results.filter(file_hash=file_hash).first():
        return known
    Counter.objects.select_for_update().get_or_create(
        name=IMPORTING
    )  # one answer at a time, of whatever month
    _require_of_none_other(file_hash)
    if batch.state == "made":
        raise Refused(BATCH_NOT_SENT())
    changes = changes_of(batch, rail(batch.rail).answers(content))
    result = _keep(batch, content, file_hash, changes, by, now)
    _apply(batch, result, changes, by=by.actor, now=now)
    return result


def _require_of_none_other(file_hash: str) -> None:
    """A bank that leaves our keys away answers two months in the same bytes: one answer is one file's, of any month."""
    known = BankResult.objects.filter(file_hash=file_hash).select_related("batch").first()
    if known:
        raise Refused(RESULT_OF_ANOTHER_FILE(number=known.batch.number))


def _keep(
    batch: PayoutBatch, content: bytes, file_hash: str, changes: list[Change], by: User, now: datetime
) -> BankResult:
    count: dict[str, Any] = {state: sum(one.to == state for one in changes) for state in VERBS}
    result = BankResult.objects.create(
        public_id=new_public_id(now),
        batch=batch,
        file=keep(content),
        file_hash=file_hash,
        rows=len(changes),
        succeeded=count["succeeded"],
        failed=count["failed"] + count["returned"],
        imported_by=by,
        imported_at=now,
    )
    record(by.actor, "bank_result_imported", result, now=now, batch=batch.number, sha256=file_hash, **count)
    return result


def _apply(
    batch: PayoutBatch, result: BankResult, changes: list[Change], *, by: Actor, now: datetime
) -> None:
    _move(batch, result, changes, by=by, now=now)
    _book(batch, result, changes, now=now)
    _tell(batch, changes, now=now)
    if batch.state == "sent" and not batch.items.filter(state__in=ON_THE_WAY).exists():
        move(batch, "settled", by=by, verb="payout_batch_settled", now=now)
    pay_off(batch.run, by=by, now=now)


def _move(batch: PayoutBatch, result: BankResult, changes: list[Change], *, by: Actor, now: datetime) -> None:
    """One move for all that go the same way with the same words."""
    alike: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for one in changes:
        if one.to != one.was:
            alike[one.was, one.to, one.words if one.to in ("failed", "returned") else ""].append(one.serial)
    for (was, to, words), serials in alike.items():
        kind = {"failed": BANK_REFUSED_IT, "returned": BANK_SENT_BACK}.get(to)
        written: dict[str, Any] = {"why": kind(words=words).as_json() if kind else {}}
        if to != "unknown":
            written["settled_at"] = now
        for rows in _in_places(batch, serials):
            move_many(rows, was, to, thing=result, by=by, verb=VERBS[to], now=now, **written)


def _book(batch: PayoutBatch, result: BankResult, changes: list[Change], *, now: datetime) -> None:
    """Arrived: transit to bank. Failed: back to what we owe. Returned: the mirror of sending and arriving."""
    legs: list[Leg] = []
    arrived = sum(one.amount_fen for one in changes if one.arrives)
    if arrived:
        legs += [Leg(PAYOUT_TRANSIT, arrived), Leg(BANK, -arrived)]
    for one in changes:
        if one.fails:
            legs += [Leg(PAYOUT_TRANSIT, one.amount_fen), Leg(AGENT_PAYABLE, -one.amount_fen, one.agent_id)]
    if legs:
        post(batch.run.entity, f"result:{result.public_id}", "result", legs, now=now)
    for one in changes:
        if one.comes_back:
            sent = [Leg(AGENT_PAYABLE, one.amount_fen, one.agent_id), Leg(PAYOUT_TRANSIT, -one.amount_fen)]
            came = [Leg(PAYOUT_TRANSIT, one.amount_fen), Leg(BANK, -one.amount_fen)]
            post(batch.run.entity, f"returned:{one.key}", "returned", mirrored([*sent, *came]), now=now)


def _tell(batch: PayoutBatch, changes: list[Change], *, now: datetime) -> None:
    for template, serials in (
        (PAYOUT_ARRIVED, [one.serial for one in changes if one.arrives]),
        (PAYOUT_FAILED, [one.serial for one in changes if one.fails or one.comes_back]),
    ):
        for rows in _in_places(batch, serials):
            tell_agents(rows, template, now=now)


def _in_places(batch: PayoutBatch, serials: list[int]) -> Iterator[QuerySet[PayoutItem]]:
    for first in range(0, len(serials), AT_ONCE):
        yield PayoutItem.objects.filter(batch=batch, serial__in=serials[first : first + AT_ONCE])
