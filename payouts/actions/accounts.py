"""An agent's bank account: set by the agent alone, never edited, and what was waiting for it."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from onboarding.models import Agent
from payouts.actions.items import make_again
from payouts.actions.voided import void_batch
from payouts.models import PayoutAccount, PayoutItem, Run
from payouts.queries.money_out import active_account, paid_elsewhere, real_name, to_pay_again
from payouts.reasons import ACCOUNT_NOT_USABLE, ACCOUNT_SET
from payouts.rules.bank_accounts import plain_number, reasons_not_to_pay_to
from yunke.audit import Actor, move, move_many, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell


@transaction.atomic
def set_account(
    agent: Agent, *, holder: str, number: str, bank: str, branch_code: str = "", now: datetime
) -> PayoutAccount:
    """Add or replace the account; payments that waited for one become ready, failed ones are made anew."""
    agent = Agent.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=agent.pk)
    number, branch_code, bank = plain_number(number), plain_number(branch_code), bank.strip()
    reasons = list(
        reasons_not_to_pay_to(
            number=number,
            holder=holder,
            real_name=(proven := real_name(agent)),
            bank=bank,
            branch_code=branch_code,
            taken=paid_elsewhere(number, but=agent),
        )
    )
    if reasons:
        raise Refused(*reasons)
    before = active_account(agent)
    if before and (before.number, before.bank, before.branch_code) == (number, bank, branch_code):
        return before
    if before:
        move(before, "replaced", by=agent.user.actor, verb="payout_account_replaced", now=now)
    account = _add(agent, proven, number, bank, branch_code, now)
    _pay_to(account, now=now)
    if before:  # a changed account is how money is stolen: say so on the phone, too
        tell(
            agent.user.public_id,
            ACCOUNT_SET,
            key=f"account:{account.public_id}",
            now=now,
            url=reverse("payouts:pay_account"),
            channels=(APP, SMS),
            last_four=account.last_four,
        )
    return account


def _add(agent: Agent, holder: str, number: str, bank: str, branch_code: str, now: datetime) -> PayoutAccount:
    try:
        with transaction.atomic():
            account = PayoutAccount.objects.create(
                public_id=new_public_id(now),
                agent=agent,
                holder=holder,
                number=number,
                last_four=number[-4:],
                bank=bank,
                branch_code=branch_code,
                added_at=now,
            )
    except IntegrityError as error:  # the constraint account_number_once stands behind the rule
        raise Refused(ACCOUNT_NOT_USABLE()) from error
    record(agent.user.actor, "payout_account_added", account, now=now, to_state="active", bank=bank)
    return account


def _pay_to(account: PayoutAccount, *, now: datetime) -> None:
    """Whatever has not left goes to the new account; an unsent file that named the old one is void."""
    items = PayoutItem.objects.filter(agent=account.agent)
    _void_files(items, by=account.agent.user.actor, now=now)
    move_many(
        items,
        "waiting",
        "ready",
        thing=account,
        by=account.agent.user.actor,
        verb="payouts_ready",
        now=now,
        account=account,
        why={},
    )
    items.filter(state="ready", batch=None).update(account=account)
    for item in to_pay_again(account.agent):
        make_again(item, account, by=account.agent.user.actor, now=now)


def _void_files(items: QuerySet[PayoutItem], *, by: Actor, now: datetime) -> None:
    """Under the rows of all runs with something ready, as making a file and releasing are: a file that is being made
    is waited for, and is then void or sent, never both.

    A downloaded file may be at the bank and pays to the account it names; the new one counts from the next.
    """
    ready = items.filter(state="ready")
    for run in Run.objects.select_for_update().filter(pk__in=ready.values("run")).order_by("pk"):
        for batch in run.batches.filter(state="made", downloaded_at=None, items__in=ready):
            void_batch(batch, why="account", by=by, now=now)
