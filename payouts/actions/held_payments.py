"""One payment of an approved month stopped, let go again, or called off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onboarding.models import User
from payouts.actions.told import tell_agents
from payouts.actions.voided import void_batch
from payouts.models import Hold, PayoutItem, Statement
from payouts.queries.money_out import active_account
from payouts.reasons import (
    CALLED_OFF_BECAUSE,
    FILE_IS_OUT,
    HELD_BECAUSE,
    NO_PAYOUT_ACCOUNT,
    PAYMENT_NOT_HELD,
    PAYOUT_CALLED_OFF,
)
from payouts.rules.holding import reasons_not_to_call_off, reasons_not_to_stop_payment
from yunke.audit import Actor, move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import APPROVER


def stop_payment(statement: Statement, *, why: str, by: User, now: datetime) -> Hold:
    """What the bank does not have yet stays here; a file that named it is void and is made again.

    A file that was downloaded may be at the bank: the releaser withdraws it first, or this payment goes its way.
    """
    item = statement.items.select_for_update(of=("self",)).select_related("batch").order_by("-pk").first()
    if reasons := list(reasons_not_to_stop_payment(item_state=item.state if item else "")):
        raise Refused(*reasons)
    assert item is not None  # a rule: there is one to stop
    if item.batch and item.batch.downloaded_at:
        raise Refused(FILE_IS_OUT(number=item.batch.number))
    if item.batch:
        void_batch(item.batch, why="held", by=by.actor, now=now)
        item.refresh_from_db()
    move(
        item,
        "held",
        by=by.actor,
        verb="payout_held",
        now=now,
        why=HELD_BECAUSE(why=why).as_json(),
    )
    hold = Hold.objects.create(
        public_id=new_public_id(now),
        entity=statement.run.entity,
        agent=statement.agent,
        run=statement.run,
        scope="payment",
        item=item,
        amount_fen=item.amount_fen,
        why=why,
        held_by=by,
        held_at=now,
    )
    record(
        by.actor, "hold_placed", hold, now=now, to_state="active", run=statement.run.number, scope="payment"
    )
    return hold


def let_payment_go(hold: Hold, *, by: Actor, now: datetime) -> None:
    """Ready for the next file, to the account the agent has now."""
    item, account = _item(hold), active_account(hold.agent)
    move(
        item,
        "ready" if account else "waiting",
        by=by,
        verb="payout_let_go",
        now=now,
        account=account,
        why={} if account else NO_PAYOUT_ACCOUNT().as_json(),
    )


@transaction.atomic
def cancel_payment(hold: Hold, *, why: str, by: User, now: datetime) -> Hold:
    """The approver calls a held payment off and says why: the money stays owed, its month is not paid before the
    releaser paid it anew."""
    if reasons := list(reasons_not_to_call_off(is_approver=APPROVER in by.roles, why=why)):
        raise Refused(*reasons)
    hold = Hold.objects.select_for_update(of=("self",)).select_related("agent__user").get(pk=hold.pk)
    if hold.scope != "payment":
        raise Refused(PAYMENT_NOT_HELD())
    move(hold, "cancelled", by=by.actor, verb="hold_cancelled", now=now, ended_by=by, ended_at=now)
    item, why = _item(hold), why.strip()
    move(
        item,
        "cancelled",
        by=by.actor,
        verb="payout_cancelled",
        now=now,
        settled_at=now,
        why=CALLED_OFF_BECAUSE(why=why).as_json(),
        facts={"why": why},
    )
    tell_agents(PayoutItem.objects.filter(pk=item.pk), PAYOUT_CALLED_OFF, now=now, why=why)
    return hold


def _item(hold: Hold) -> PayoutItem:
    return PayoutItem.objects.select_for_update().get(pk=hold.item_id or 0)
