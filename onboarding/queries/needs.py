"""What somebody needs to work and to prove themselves on equal terms: for rules and their own pages, never a desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from onboarding.models import Agent, Line, Sop
from onboarding.queries.profile import profile_of, sent
from onboarding.queries.sop import paths, sops_of, spoken_lines
from onboarding.rules.needs import TYPING_ONLY, reasons_not_to_propose
from onboarding.rules.profile import extra_time
from yunke.ground.errors import Reason
from yunke.registry import Path


def needs_of(agent: Agent) -> frozenset[str]:
    """What the agent has told of their needs; nothing until they have."""
    return frozenset(sent(profile_of(agent)).get("needs", []))


def extra_time_percent(agent: Agent) -> int:
    """So much longer a timed paper lasts for this agent. 0 until they have told a need that asks for it."""
    return extra_time(needs_of(agent))


def not_proposed(agent: Agent, sops: Mapping[int, Sop]) -> dict[int, list[Reason]]:
    """Line's key -> why it is not proposed to this agent; they may choose it all the same. ``sops``: see ``sops_of``."""
    needs = needs_of(agent)
    spoken = spoken_lines(sops) if TYPING_ONLY in needs else frozenset()
    return {line: list(reasons_not_to_propose(needs, spoken=True)) for line in spoken}


def paths_by_need(agent: Agent, now: datetime) -> list[Path]:
    """The chosen lines' paths; what is not proposed to this agent comes last and leads no page before the others."""
    found = paths(agent, now)
    if len(found) < 2 or TYPING_ONLY not in needs_of(agent):
        return found
    lines = {line.code: line.pk for line in Line.objects.filter(code__in=[path.line for path in found])}
    spoken = spoken_lines(sops_of(lines.values(), now))
    return sorted(found, key=lambda path: lines[path.line] in spoken)
