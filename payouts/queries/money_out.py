"""Accounts, payments and batches as they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat

from onboarding.models import Agent
from onboarding.queries.identity import PROVEN
from payouts.models import LedgerTransaction, PayoutAccount, PayoutBatch, PayoutItem, Run, Statement
from payouts.rails.base import Payment
from payouts.states import LIVE_ITEMS, LOCKED_RUNS
from tasks.queries.settlement import confirmed_days
from yunke.crypto import blind_indexes
from yunke.ground.calendar import bank_day_on_or_before, local_on
from yunke.ground.months import month_text

ON_THE_WAY = ("sent", "unknown")
OVER = ("failed", "returned")
NOT_PAID = (*OVER, "cancelled")  # owed, with nothing on its way
OWED = {"over": OVER, **{state: (state,) for state in NOT_PAID}}  # what a figure of what is owed may be of


def real_name(agent: Agent) -> str:
    """The proven name, "" while nothing is proven."""
    check = agent.identity_checks.filter(state__in=PROVEN).order_by("-pk").first()
    return check.name if check else ""


def active_account(agent: Agent) -> PayoutAccount | None:
    return PayoutAccount.objects.filter(agent=agent, state="active").first()


def paid_elsewhere(number: str, *, but: Agent) -> bool:
    """Whether another agent is paid to this account now."""
    indexes = blind_indexes(number, purpose="payout_account")
    return PayoutAccount.objects.filter(number_index__in=indexes, state="active").exclude(agent=but).exists()


def hand_over_from(run: Run) -> date:
    """The bank takes the file from the bank day before the pay day on."""
    days_off, make_up = frozenset(confirmed_days("day_off")), frozenset(confirmed_days("make_up"))
    return bank_day_on_or_before(date.fromordinal(run.pays_on.toordinal() - 1), days_off, make_up)


def payments_of(batch: PayoutBatch) -> Iterator[Payment]:
    """The rows of the batch's file in their places."""
    purpose = f"{month_text(batch.run.month)}劳务报酬"
    for item in batch.items.select_related("account").order_by("serial").iterator(chunk_size=2_000):
        account = item.account
        assert account is not None and item.serial is not None  # noqa: PT018 - a batch takes only ready items
        yield Payment(
            item.serial,
            account.number,
            account.holder,
            account.bank,
            account.branch_code,
            item.amount_fen,
            purpose,
            item.public_id,
        )


def unfinished(run: Run) -> QuerySet[Statement]:
    """Statements that pay something and have not arrived; what was called off is owed like the rest."""
    arrived = PayoutItem.objects.filter(statement=OuterRef("pk"), state="succeeded")
    return run.statements.filter(net_fen__gt=0).exclude(Exists(arrived))


def to_pay_again(agent: Agent) -> QuerySet[PayoutItem]:
    """The last payment of each statement that failed or came back and has no live one after it."""
    live = PayoutItem.objects.filter(statement=OuterRef("statement"), state__in=LIVE_ITEMS)
    later = PayoutItem.objects.filter(statement=OuterRef("statement"), pk__gt=OuterRef("pk"))
    over = PayoutItem.objects.filter(agent=agent, state__in=OVER, run__state__in=LOCKED_RUNS)
    return over.exclude(Exists(live)).exclude(Exists(later)).select_related("statement", "run__entity")


def failed_items() -> QuerySet[PayoutItem]:
    """Payments that failed, came back or were called off, and were not made again: the money is still owed."""
    return last_items().filter(state__in=NOT_PAID)


def narrowed(items: QuerySet[PayoutItem], *, run: str = "", state: str = "") -> QuerySet[PayoutItem]:
    """Those of one settlement (its number) and, of what is owed, of one key of ``OWED``."""
    if run:
        items = items.filter(run__number=run)
    return items.filter(state__in=OWED[state]) if state else items


def last_items() -> QuerySet[PayoutItem]:
    """Of each statement the payment that counts: none was made after it."""
    later = PayoutItem.objects.filter(statement=OuterRef("statement"), pk__gt=OuterRef("pk"))
    return PayoutItem.objects.exclude(Exists(later))


def owed_of(payments: Mapping[str, tuple[int, int]]) -> tuple[int, int]:
    """(payments, fen) that nothing is on its way for, of what ``by_state`` told."""
    owed = [payments[state] for state in NOT_PAID if state in payments]
    return sum(count for count, _ in owed), sum(fen for _, fen in owed)


def owed_by_run() -> dict[int, tuple[int, int]]:
    """(payments, fen) that failed, came back or were called off and wait to be made again, by run."""
    rows = failed_items().order_by().values_list("run").annotate(Count("pk"), Sum("amount_fen"))
    return {run: (count, fen) for run, count, fen in rows}


def waiting_items() -> QuerySet[PayoutItem]:
    return PayoutItem.objects.filter(state="waiting")


def by_state(run: Run) -> dict[str, tuple[int, int]]:
    """(payments, fen) of each state, each statement by its last payment."""
    rows = (
        last_items().filter(run=run).order_by().values_list("state").annotate(Count("pk"), Sum("amount_fen"))
    )
    return {state: (count, fen) for state, count, fen in rows}


def accounts_missing(run: Run) -> tuple[int, int]:
    """(people, fen): who would be paid and has no account, before the payments are laid out."""
    has = PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active")
    sums = run.statements.filter(~Q(Exists(has)), net_fen__gt=0).aggregate(
        count=Count("pk"), fen=Sum("net_fen")
    )
    return sums["count"], sums["fen"] or 0


def unapproved_without_account() -> list[tuple[Run, int, int]]:
    """(run, people, fen) of months that are computed and not approved: they have no payments yet."""
    runs = Run.objects.filter(state__in=("computed", "returned")).select_related("entity").order_by("month")
    return [(run, *told) for run in runs if (told := accounts_missing(run))[0]]


def with_sent_at(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Each with ``sent_at``: when the file that holds its money went to the bank, as it was booked."""
    gone = PayoutItem.objects.filter(
        statement=OuterRef("pk"), batch__isnull=False, state__in=(*ON_THE_WAY, "succeeded")
    )
    sent = gone.annotate(sent_at=_handed_over()).order_by("-pk")
    return statements.annotate(sent_at=Subquery(sent.values("sent_at")[:1]))


def handed_over(items: QuerySet[PayoutItem]) -> QuerySet[PayoutItem]:
    """Each with ``sent_at``: when its file went to the bank; None while it has not."""
    return items.annotate(sent_at=_handed_over())


def _handed_over() -> Subquery:
    """When a payment's file went to the bank, as it was booked."""
    booked = LedgerTransaction.objects.filter(key=Concat(Value("release:"), OuterRef("batch__number")))
    return Subquery(booked.values("booked_at")[:1])


def day_sent(sent_at: datetime | None) -> str:
    return local_on(sent_at).isoformat() if sent_at else ""
