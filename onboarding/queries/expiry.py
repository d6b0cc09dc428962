"""When what an agent has proved runs out: of many agents at once, by a line's SOP of today."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from onboarding.models import Agent, Line, LineChoice
from onboarding.queries.sop import chosen_lines, steps_that_end
from onboarding.rules.expiry import SOON_DAYS
from yunke.ground.calendar import local_on


def last_days(agents: Collection[int], line: Line, now: datetime) -> dict[int, dict[str, date]]:
    """Agent's key -> required step -> the last day it counts, over or not; the same questions for any number.

    A step that was never passed is missing here: it is open, which is another matter.
    """
    found: dict[int, dict[str, date]] = {agent: {} for agent in agents}
    for kind, asked in steps_that_end(line, now):
        assert kind.passed
        assert asked.valid_days
        for agent, on in kind.passed(agents, line, asked).items():
            found[agent][kind.code] = on + timedelta(days=asked.valid_days)
    return found


def choosers(line: Line, at_once: int) -> Iterator[dict[int, str]]:
    """Those of the house who have chosen a line, some thousand at a time: key -> the user's public_id."""
    rows = LineChoice.objects.filter(line=line, dropped_at=None, agent__state__in=("applicant", "active"))
    pages, last = rows.order_by("agent").values_list("agent", "agent__user__public_id"), 0
    while some := dict(pages.filter(agent__gt=last)[:at_once]):
        yield some
        last = max(some)


def ending_soon(agent: Agent, now: datetime) -> list[tuple[Line, str, date]]:
    """The agent's steps whose last day is near or past, each once, the first to end first."""
    until = local_on(now) + timedelta(days=SOON_DAYS)
    found: dict[str, tuple[Line, str, date]] = {}
    for line in chosen_lines(agent):
        for kind, last in last_days([agent.pk], line, now)[agent.pk].items():
            if last <= until and (kind not in found or last < found[kind][2]):
                found[kind] = (line, kind, last)
    return sorted(found.values(), key=lambda one: one[2])
