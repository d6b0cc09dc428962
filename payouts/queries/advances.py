"""Advances that a month takes back, and those somebody has to act on."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet, Sum

from payouts.models import Advance
from payouts.queries.sets import rows
from tasks.queries.settlement import Agents, of_agents


def advances_in(entity_id: int, month: date, agents: Agents = None) -> QuerySet[Advance]:
    """Those the month's statements take back."""
    return Advance.objects.filter(
        entity=entity_id, settle_month=month, state="paid", **of_agents(agents)
    ).order_by("paid_on", "pk")


def advance_sums(entity_id: int, month: date, agents: Agents) -> list[tuple[int, int, int]]:
    """(agent, how many, fen)."""
    sums = advances_in(entity_id, month, agents).order_by().values("agent_id")
    told = sums.annotate(count=Count("pk"), fen=Sum("amount_fen"))
    return list(rows(told.values_list("agent_id", "count", "fen")))


def advances() -> QuerySet[Advance]:
    """What waits first, then the latest."""
    return Advance.objects.select_related(
        "entity", "agent__user", "proposed_by", "decided_by", "paid_by"
    ).order_by("-pk")


def advances_to_act_on() -> int:
    return Advance.objects.filter(state__in=("proposed", "granted")).count()
