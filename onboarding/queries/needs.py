"""What somebody needs to work and to prove themselves on equal terms, as numbers; never why."""

from __future__ import annotations

from onboarding.models import Agent
from onboarding.queries.profile import profile_of, sent
from onboarding.rules.profile import extra_time


def extra_time_percent(agent: Agent) -> int:
    """So much longer a timed paper lasts for this agent. 0 until they have told a need that asks for it."""
    return extra_time(sent(profile_of(agent)).get("needs", []))
