"""Invariants 2 and 10: what stands on a statement adds up, and nobody is paid less than nothing."""

from __future__ import annotations

from datetime import date

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from payouts.models import OpeningBalance, Statement
from payouts.states import LOCKED_RUNS
from payouts.verify.scope import Findings, Scope


def net_is_the_sum_of_lines(scope: Scope) -> Findings:
    """Each line is rounded already; income, and net from income, are sums as well."""
    sums = (
        scope.statements()
        .values("pk", "run__number", "agent_number", "net_fen")
        .annotate(total=Coalesce(Sum("lines__amount_fen"), 0))
        .order_by()
    )
    for run, agent, net, total in sums.exclude(total=F("net_fen")).values_list(
        "run__number", "agent_number", "net_fen", "total"
    ):
        yield f"{run}/{agent}: net is {net} fen, its lines are {total}"
    income = F("work_fen") + F("commission_fen") + F("reward_fen") + F("correction_fen")
    left = (
        F("income_fen")
        - F("tax_fen")
        - F("penalty_fen")
        - F("advance_fen")
        - F("debt_fen")
        + F("carried_fen")
    )
    for run, agent in (
        scope.statements().exclude(income_fen=income, net_fen=left).values_list("run__number", "agent_number")
    ):
        yield f"{run}/{agent}: its sums do not come to its income or net"


def nobody_below_zero(scope: Scope) -> Findings:
    """Net and carried debt are never below zero, and a debt brought in is what an earlier month carried."""
    negative = scope.statements().filter(Q(net_fen__lt=0) | Q(carried_fen__lt=0) | Q(debt_fen__lt=0))
    for run, agent, net, carried, debt in negative.values_list(
        "run__number", "agent_number", "net_fen", "carried_fen", "debt_fen"
    ):
        yield f"{run}/{agent}: net {net}, carried {carried}, debt {debt} fen"
    yield from _debts_lost(scope)


def _debts_lost(scope: Scope) -> Findings:
    chosen = scope.of("run__entity_id", "run__month__lte")
    debtors = Statement.objects.filter(Q(debt_fen__gt=0) | Q(carried_fen__gt=0)).values("agent")
    openers = OpeningBalance.objects.filter(debt_fen__gt=0).values("agent")
    rows = (
        Statement.objects.filter(
            Q(agent__in=debtors) | Q(agent__in=openers), run__state__in=LOCKED_RUNS, **chosen
        )
        .order_by("run__entity_id", "agent_id", "run__month")
        .values_list(
            "run__entity_id",
            "agent_id",
            "run__month",
            "run__number",
            "agent_number",
            "debt_fen",
            "carried_fen",
        )
    )
    brought = _brought(scope)
    whose, owed = None, 0
    for entity, agent_id, month, run, agent, debt, carried in rows:
        if whose != (entity, agent_id):
            whose, owed = (entity, agent_id), 0
        for since, fen in brought.get((entity, agent_id), []):
            if since <= month:
                owed += fen
        brought[entity, agent_id] = [one for one in brought.get((entity, agent_id), []) if one[0] > month]
        if debt != owed and scope.month in (None, month):
            yield f"{run}/{agent}: {owed} fen were carried, {debt} were brought in"
        owed = carried


def _brought(scope: Scope) -> dict[tuple[int, int], list[tuple[date, int]]]:
    """(entity, agent) -> since when, fen: debts of a cut-over."""
    found: dict[tuple[int, int], list[tuple[date, int]]] = {}
    chosen = scope.of("entity_id", "from_month__lte")
    for entity, agent, since, fen in OpeningBalance.objects.filter(debt_fen__gt=0, **chosen).values_list(
        "entity_id", "agent_id", "from_month", "debt_fen"
    ):
        found.setdefault((entity, agent), []).append((since, fen))
    return found
