"""Single payments: made anew, under a new key, after one that failed or came back."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from onboarding.models import User
from payouts.actions.keys import payment_keys
from payouts.models import PayoutAccount, PayoutItem
from payouts.queries.money_out import NOT_PAID, active_account
from payouts.reasons import ITEM_IS_REPLACED, ITEM_NOT_FAILED, NO_ACTIVE_ACCOUNT, NOT_A_RELEASER
from yunke.audit import Actor, record
from yunke.ground.errors import Refused
from yunke.ground.roles import RELEASER


@transaction.atomic
def pay_again(item: PayoutItem, *, by: User, now: datetime) -> PayoutItem:
    """The releaser tries a failed payment once more, to the account the agent has now."""
    if RELEASER not in by.roles:
        raise Refused(NOT_A_RELEASER())
    item = (
        PayoutItem.objects.select_for_update(of=("self",))
        .select_related("agent", "statement", "run__entity")
        .get(pk=item.pk)
    )
    if item.state not in NOT_PAID:
        raise Refused(ITEM_NOT_FAILED())
    if PayoutItem.objects.filter(statement=item.statement, pk__gt=item.pk).exists():
        raise Refused(ITEM_IS_REPLACED())
    account = active_account(item.agent)
    if account is None:
        raise Refused(NO_ACTIVE_ACCOUNT())
    return make_again(item, account, by=by.actor, now=now)


def make_again(item: PayoutItem, account: PayoutAccount, *, by: Actor, now: datetime) -> PayoutItem:
    """A new payment of the same statement; the constraint item_one_live lets only one through."""
    nth = PayoutItem.objects.filter(statement=item.statement_id).count() + 1
    [key] = payment_keys(item.run, [(item.statement.agent_number, nth)])
    try:
        with transaction.atomic():
            made = PayoutItem.objects.create(
                public_id=key,
                statement_id=item.statement_id,
                run_id=item.run_id,
                agent_id=item.agent_id,
                account=account,
                amount_fen=item.amount_fen,
                state="ready",
                made_at=now,
            )
    except IntegrityError as error:
        raise Refused(ITEM_IS_REPLACED()) from error
    record(by, "payout_made_again", made, now=now, to_state="ready", instead_of=item.public_id)
    return made
