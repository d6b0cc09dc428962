"""Which lines an agent may claim tasks of. The room above asks here, also inside its own transactions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from onboarding.models import Agent, Line
from training.models import Qualification
from yunke.models import AuditEntry


def valid_qualifications(agent: Agent, on: date) -> dict[str, Qualification]:
    """By line code, what counts on a day of the pay zone, whether or not the nightly sweep has run."""
    rows = Qualification.objects.filter(agent=agent, state="valid", expires_on__gte=on).select_related("line")
    return {row.line.code: row for row in rows}


def qualified_until(agent_ids: Collection[int], on: date) -> dict[int, dict[str, date]]:
    """Agent's key -> line code -> the last day of what counts on a day; of many agents, in one query."""
    rows = Qualification.objects.filter(agent__in=agent_ids, state="valid", expires_on__gte=on)
    found: dict[int, dict[str, date]] = {agent: {} for agent in agent_ids}
    for agent, code, until in rows.values_list("agent_id", "line__code", "expires_on"):
        found[agent][code] = until
    return found


def last_held(agent: Agent, line: Line) -> Qualification | None:
    """The latest qualification the agent held in a line, over, withdrawn or not."""
    return Qualification.objects.filter(agent=agent, line=line).order_by("-granted_at", "-pk").first()


def why_revoked(held: Qualification) -> str:
    """The reason that was written for the agent when it was withdrawn."""
    entries = AuditEntry.objects.filter(
        thing_type=held._meta.label_lower, thing_id=held.public_id, verb="qualification_revoked"
    )
    return str(next((one.facts["why"] for one in entries), ""))


def qualified_lines(agent_ids: Collection[int], on: date) -> dict[int, frozenset[str]]:
    """The line codes of many agents, in one query."""
    rows = Qualification.objects.filter(agent__in=agent_ids, state="valid", expires_on__gte=on)
    lines: dict[int, set[str]] = defaultdict(set)
    for agent_id, code in rows.values_list("agent_id", "line__code"):
        lines[agent_id].add(code)
    return {agent_id: frozenset(lines[agent_id]) for agent_id in agent_ids}


def qualifications_of(agent: Agent) -> list[Qualification]:
    """Every qualification the agent ever held, the newest first."""
    held = Qualification.objects.filter(agent=agent).select_related("line", "attempt")
    return list(held.order_by("-granted_at", "-pk"))
