"""Advances that a month takes back, and those somebody has to act on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum

from payouts.models import Advance
from payouts.queries.sets import rows
from tasks.queries.settlement import Agents, of_agents
from yunke.models import AuditEntry


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


def said_of(shown: Iterable[Advance]) -> dict[str, dict[str, Any]]:
    """What the record says of each: ``earned_fen`` when it was proposed, ``why`` and ``withdrawn`` of its end."""
    verbs = ("advance_proposed", "advance_refused", "advance_withdrawn")
    entries = AuditEntry.objects.filter(
        thing_type=Advance._meta.label_lower, thing_id__in=[one.public_id for one in shown], verb__in=verbs
    )
    found: dict[str, dict[str, Any]] = {}
    for one in entries.order_by("pk"):
        withdrawn = {"withdrawn": True} if one.verb == "advance_withdrawn" else {}
        found.setdefault(one.thing_id, {}).update(one.facts | withdrawn)
    return found


def advances_to_act_on() -> int:
    return Advance.objects.filter(state__in=("proposed", "granted")).count()
