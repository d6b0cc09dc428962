"""Rooms just before work, by the numbers of the line that is worked for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from onboarding.models import Agent, Line, RoomGlance
from onboarding.queries.room import room_numbers
from onboarding.queries.sop import settings_of
from onboarding.rules.glance import thresholds_for
from onboarding.rules.room import THRESHOLDS, failures
from yunke.ground.calendar import local_on
from yunke.registry import registry


def glance_line(agent: Agent, now: datetime) -> Line | None:
    """The line of the work that comes next; nothing where no work is near."""
    line: Line | None = registry.line_at_hand(agent, now)
    return line


def glance_thresholds(agent: Agent, line: Line | None, now: datetime) -> dict[str, Any]:
    """The line's; with no work near, those of the agent's first line."""
    return _thresholds(line, now) if line else thresholds_for(room_numbers(agent, now)[0][1])


def _thresholds(line: Line, now: datetime) -> dict[str, Any]:
    settings = settings_of(line, "room", now)
    return thresholds_for({**THRESHOLDS, **(settings.thresholds if settings else {})})


def todays_glance(agent: Agent, line: Line | None, now: datetime) -> RoomGlance | None:
    """The latest of today, if it was for the line that is asked now."""
    glance = agent.room_glances.order_by("-taken_at", "-pk").first()
    if glance is None or local_on(glance.taken_at) != local_on(now):
        return None
    return glance if line is None or glance.line_id in (None, line.pk) else None


def glance_outcome(
    agent: Agent, line: Line, since: datetime, until: datetime, *, now: datetime
) -> str | None:
    """What the glances of a stretch of time come to for a line: one that lets through, else the latest."""
    rows = list(RoomGlance.objects.filter(agent=agent, taken_at__gte=since, taken_at__lte=until))
    if not rows:
        return None
    rows.sort(key=lambda one: one.taken_at)
    elsewhere = any(one.line_id != line.pk for one in rows)
    numbers = _thresholds(line, now) if elsewhere else {}
    outcomes = [one.outcome if one.line_id == line.pk else _judged(one, numbers) for one in rows]
    return next((one for one in reversed(outcomes) if one != "failed"), outcomes[-1])


def _judged(glance: RoomGlance, numbers: dict[str, Any]) -> str:
    """One that was taken for other work, by these numbers."""
    if not glance.measures:
        return glance.outcome
    return "failed" if failures(glance.measures, numbers) else "passed"
