"""The lines an agent wants to work in: chosen, dropped, chosen again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from onboarding.models import Agent, Line, LineChoice
from onboarding.reasons import LINE_CLOSED
from yunke.audit import record
from yunke.ground.errors import Refused


@transaction.atomic
def choose_line(agent: Agent, line: Line, *, now: datetime) -> None:
    """The line's path appears on the agent's home; chosen twice changes nothing."""
    if not line.is_open:
        raise Refused(LINE_CLOSED(line=line.code))
    agent = Agent.objects.select_for_update().select_related("user").get(pk=agent.pk)
    _row, made = LineChoice.objects.get_or_create(
        agent=agent, line=line, dropped_at=None, defaults={"chosen_at": now}
    )
    if made:
        record(agent.user.actor, "line_chosen", agent, now=now, line=line.code)


@transaction.atomic
def choose_lines(agent: Agent, lines: Iterable[Line], *, now: datetime) -> None:
    for line in lines:
        choose_line(agent, line, now=now)


@transaction.atomic
def drop_line(agent: Agent, line: Line, *, now: datetime) -> None:
    """The path leaves the home. What was passed, claimed and earned in the line stays as it is."""
    if LineChoice.objects.filter(agent=agent, line=line, dropped_at=None).update(dropped_at=now):
        record(agent.user.actor, "line_dropped", agent, now=now, line=line.code)
