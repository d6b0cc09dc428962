"""Rooms just before work."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from onboarding.models import Agent, RoomGlance
from onboarding.queries.room import room_thresholds
from onboarding.rules.glance import thresholds_for


def glance_thresholds(agent: Agent, now: datetime) -> dict[str, Any]:
    return thresholds_for(room_thresholds(agent, now)[1])


def last_glance(agent: Agent, since: datetime, until: datetime) -> RoomGlance | None:
    """The one that counts of a stretch of time: one that let through, else the latest."""
    rows = list(RoomGlance.objects.filter(agent=agent, taken_at__gte=since, taken_at__lte=until))
    rows.sort(key=lambda one: (one.outcome != "failed", one.taken_at))
    return rows[-1] if rows else None
