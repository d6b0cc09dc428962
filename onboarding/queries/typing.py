"""Typing tests of an agent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from onboarding.models import Agent, TypingTest
from onboarding.queries.checks import Numbers, alike, numbers_by_line
from onboarding.rules.typing import BOUNDS, GOALS, THRESHOLDS
from yunke.ground.calendar import local_on


def typing_numbers(agent: Agent, now: datetime) -> list[Numbers]:
    """Those of each of the agent's lines; tries and what is believed of hands are as the strictest of them says."""
    return alike(numbers_by_line(agent, "typing", THRESHOLDS, now), dict.fromkeys(BOUNDS, min))


def typing_goals(agent: Agent, now: datetime) -> dict[str, Any]:
    """What does for every one of the agent's lines."""
    return alike(typing_numbers(agent, now), dict.fromkeys(GOALS, max))[0][1]


def latest_typing(agent: Agent) -> TypingTest | None:
    return agent.typing_tests.order_by("-submitted_at", "-pk").first()


def tries_on(agent: Agent, now: datetime) -> int:
    """How many were begun on this day."""
    begun = agent.typing_tests.order_by("-pk").values_list("submitted_at", flat=True)[:50]
    return sum(local_on(at) == local_on(now) for at in begun)
