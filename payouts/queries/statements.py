"""Statements as their readers find them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from onboarding.models import Agent
from payouts.models import PayoutAccount, PayoutItem, Run, Statement
from payouts.states import LOCKED_RUNS

PREVIEWED = ("computed", "returned")  # figures stand, and may still change
VISIBLE = (*PREVIEWED, *LOCKED_RUNS)


def with_payments(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Each with its payments, the latest first, as ``payments``."""
    items = PayoutItem.objects.select_related("account").order_by("-pk")
    return statements.select_related("run__entity").prefetch_related(
        Prefetch("items", items, to_attr="payments")
    )


def statements_of(agent: Agent) -> QuerySet[Statement]:
    """What the agent may see: nothing while it is being computed. The latest month first."""
    mine = Statement.objects.filter(agent=agent, run__state__in=VISIBLE)
    return with_payments(mine).order_by("-run__month", "run__entity__code")


def statements_in(run: Run, *, words: str = "", only: str = "") -> QuerySet[Statement]:
    """Staff's list: ``words`` is a name, an agent number or the last four of an account; ``only`` a chip."""
    rows = run.statements.select_related("agent__user")
    if words := words.strip():
        found = Q(agent_number__iexact=words) | Q(agent__user__name__icontains=words)
        if len(words) == 4 and words.isdigit():
            found |= Q(
                Exists(PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active", last_four=words))
            )
        rows = rows.filter(found)
    if condition := ONLY.get(only):
        rows = rows.filter(condition)
    return with_payments(rows).order_by("agent_number")


_ACCOUNT = PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active")
ONLY = {
    "no_account": Q(net_fen__gt=0) & ~Q(Exists(_ACCOUNT)),
    "zero": Q(net_fen=0),
    "carried": Q(carried_fen__gt=0),
    "debt": Q(debt_fen__gt=0),
    "corrected": ~Q(correction_fen=0),
}
