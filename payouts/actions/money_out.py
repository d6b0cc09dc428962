"""Releasing a month: its file is made and kept, a third person hands it to the bank and says so here."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Subquery, Sum
from django.urls import reverse

from onboarding.models import User
from payouts.actions.ledger import post
from payouts.actions.told import tell_agents
from payouts.actions.voided import void_batch
from payouts.files import keep
from payouts.models import PayoutAccount, PayoutBatch, PayoutItem, Run
from payouts.queries.money_out import hand_over_from, payments_of, unfinished
from payouts.rails import rail
from payouts.rails.bank_file import UTF8
from payouts.rails.base import ControlFacts
from payouts.reasons import (
    ACCOUNT_WANTED,
    ENCODING_UNKNOWN,
    FILE_CHANGED,
    FILE_IS_ANOTHER,
    FILE_NOT_MADE,
    FILE_VOID,
    NOTHING_READY,
)
from payouts.rules.accounts import AGENT_PAYABLE, PAYOUT_TRANSIT, Leg
from payouts.rules.releasing import reasons_not_to_hand_over, reasons_not_to_make_file
from yunke.audit import Actor, move, move_many, record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import RELEASER

RAIL = "bank_file"


@transaction.atomic
def make_file(run: Run, *, by: User, now: datetime, encoding: str = "") -> PayoutBatch:
    """Put what is ready into a batch with its file and control file; asked again, the unsent batch stands."""
    run = _held(run, by)
    batch = _made(run) or _new_batch(run, by, now)
    if not batch.file or (encoding and encoding != batch.encoding):
        _write(batch, encoding or UTF8, by=by.actor, now=now)
    return batch


@transaction.atomic
def release_run(run: Run, *, by: User, now: datetime, file_hash: str = "") -> PayoutBatch | None:
    """The file with this SHA-256 is with the bank: its payments are sent, and no others.

    Naming it is what keeps a void file, or one of another encoding, from being paid beside the one recorded here.
    ``None`` for a month that pays nobody anything: there is no file, the month is paid.
    """
    run = _held(run, by)
    if reasons := list(reasons_not_to_hand_over(today=local_on(now), from_on=hand_over_from(run))):
        raise Refused(*reasons)
    if run.state == "approved" and not run.items.exists():
        move(run, "released", by=by.actor, verb="run_released", now=now, released_by=by, released_at=now)
        pay_off(run, by=by.actor, now=now)
        return None
    batch = _handed_over(run, file_hash)
    _send(batch, by=by.actor, now=now)
    if run.state == "approved":
        move(
            run,
            "released",
            by=by.actor,
            verb="run_released",
            now=now,
            released_by=by,
            released_at=now,
            facts={"batch": batch.number, "items": batch.item_count, "total_fen": batch.total_fen},
        )
        tell_agents(
            run.items.filter(state="waiting"), ACCOUNT_WANTED, now=now, url=reverse("payouts:pay_account")
        )
    return batch


def pay_off(run: Run, *, by: Actor, now: datetime) -> bool:
    """A released month in which nothing is left to arrive is paid."""
    if run.state != "released" or unfinished(run).exists():
        return False
    move(run, "paid", by=by, verb="run_paid", now=now, paid_at=now)
    return True


@transaction.atomic
def record_download(batch: PayoutBatch, which: str, *, by: User, now: datetime) -> None:
    """Somebody took the file with everybody's accounts out of the house: from now on the bank may have it."""
    if which == "file":
        PayoutBatch.objects.filter(pk=batch.pk, downloaded_at=None).update(downloaded_at=now)
    record(by.actor, "payout_file_downloaded", batch, now=now, which=which)


@transaction.atomic
def withdraw_file(batch: PayoutBatch, *, by: User, now: datetime) -> None:
    """The releaser says that the bank does not have this file and will not get it: its payments wait for the next."""
    _held(batch.run, by)
    batch = PayoutBatch.objects.select_for_update().get(pk=batch.pk)
    void_batch(batch, why="withdrawn", by=by.actor, now=now)


def _held(run: Run, by: User) -> Run:
    run = Run.objects.select_for_update(of=("self",)).select_related("entity").get(pk=run.pk)
    reasons = list(
        reasons_not_to_make_file(
            is_releaser=RELEASER in by.roles,
            was_preparer=run.prepared_by_id == by.pk,
            was_approver=run.approved_by_id == by.pk,
            state=run.state,
        )
    )
    if reasons:
        raise Refused(*reasons)
    return run


def _made(run: Run) -> PayoutBatch | None:
    return run.batches.filter(state="made").select_related("run").first()


def _handed_over(run: Run, file_hash: str) -> PayoutBatch:
    """The one unsent file, if it is what went to the bank; the refusal says what became of the other."""
    batch = _made(run)
    if batch and batch.file_hash == file_hash:
        return batch
    if void := run.batches.filter(state="dropped", file_hash=file_hash).last():
        raise Refused(FILE_VOID(number=void.number))
    if batch:
        raise Refused(FILE_IS_ANOTHER(number=batch.number))
    if not run.items.filter(state="ready").exists():
        raise Refused(NOTHING_READY(waiting=run.items.filter(state="waiting").count()))
    raise Refused(FILE_NOT_MADE())


def _new_batch(run: Run, by: User, now: datetime) -> PayoutBatch:
    _mind_accounts(run, by=by.actor, now=now)
    ready = run.items.filter(state="ready", batch=None)
    sums = ready.aggregate(count=Count("pk"), fen=Sum("amount_fen"))
    if not sums["count"]:
        raise Refused(NOTHING_READY(waiting=run.items.filter(state="waiting").count()))
    batch = PayoutBatch.objects.create(
        public_id=new_public_id(now),
        run=run,
        rail=RAIL,
        number=f"{run.number}-{run.batches.count() + 1}",
        item_count=sums["count"],
        total_fen=sums["fen"],
        made_by=by,
        made_at=now,
    )
    _give_places(batch)
    record(
        by.actor,
        "payout_batch_made",
        batch,
        now=now,
        to_state="made",
        number=batch.number,
        items=batch.item_count,
        total_fen=batch.total_fen,
    )
    return batch


def _mind_accounts(run: Run, *, by: Actor, now: datetime) -> None:
    """An account given or replaced while the month was being approved met no payment yet: here it counts."""
    active = PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active")
    account = Subquery(active.values("pk")[:1])
    items = run.items.filter(Exists(active), batch=None)
    move_many(
        items, "waiting", "ready", thing=run, by=by, verb="payouts_ready", now=now, account=account, why={}
    )
    items.filter(state="ready", account__state="replaced").update(account=account)


def _give_places(batch: PayoutBatch) -> None:
    """Ready payments take their places in the order they were made: by agent number."""
    table = PayoutItem._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET batch_id = %s, serial = placed.place FROM ("  # noqa: S608 - a table of ours
            f"SELECT id, row_number() OVER (ORDER BY id) AS place FROM {table} "
            "WHERE run_id = %s AND state = 'ready' AND batch_id IS NULL) AS placed "
            f"WHERE {table}.id = placed.id",
            [batch.pk, batch.run_id],
        )


def _write(batch: PayoutBatch, encoding: str, *, by: Actor, now: datetime) -> None:
    """The bytes as they will be handed over; kept encrypted, their hash in the control file."""
    way = rail(batch.rail)
    if encoding not in way.encodings:
        raise Refused(ENCODING_UNKNOWN(encoding=encoding[:20]))
    content = way.payment_file(payments_of(batch), encoding)
    batch.encoding, batch.file_hash = encoding, sha256(content).hexdigest()
    control = way.control_file(
        ControlFacts(
            batch=batch.number,
            file_name=f"{batch.number}.csv",
            encoding=encoding,
            count=batch.item_count,
            total_fen=batch.total_fen,
            sha256=batch.file_hash,
            run=batch.run.number,
            run_hash=batch.run.hash,
        )
    )
    batch.file.name, batch.control_file.name = keep(content), keep(control)
    batch.save(update_fields=["encoding", "file_hash", "file", "control_file"])
    record(by, "payout_file_written", batch, now=now, encoding=encoding, sha256=batch.file_hash)


def _send(batch: PayoutBatch, *, by: Actor, now: datetime) -> None:
    """Exactly the payments of the file go on their way, or none."""
    sent = move_many(batch.items.all(), "ready", "sent", thing=batch, by=by, verb="payouts_sent", now=now)
    sums = batch.items.filter(state="sent").aggregate(fen=Sum("amount_fen"))
    if (sent, sums["fen"]) != (batch.item_count, batch.total_fen):
        raise Refused(FILE_CHANGED())
    move(batch, "sent", by=by, verb="payout_batch_sent", now=now)
    legs = [
        Leg(AGENT_PAYABLE, fen, agent)
        for agent, fen in batch.items.order_by("serial").values_list("agent_id", "amount_fen")
    ]
    post(
        batch.run.entity,
        f"release:{batch.number}",
        "release",
        [*legs, Leg(PAYOUT_TRANSIT, -batch.total_fen)],
        now=now,
    )
