"""Answers given at the door go with the account."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from onboarding.actions.lines import choose_lines
from onboarding.models import Agent, DoorAnswers
from onboarding.queries.door import fits
from onboarding.rules.door import Answers
from yunke.audit import record


@transaction.atomic
def answer_door(agent: Agent, told: Answers, *, now: datetime) -> None:
    """Keep the answers; the first time they choose the lines that are proposed, later the agent chooses."""
    first = not DoorAnswers.objects.filter(agent=agent).exists() and not agent.line_choices.exists()
    DoorAnswers.objects.update_or_create(agent=agent, defaults={**asdict(told), "answered_at": now})
    record(agent.user.actor, "door_answered", agent, now=now, **asdict(told))
    if first:
        choose_lines(agent, [one.line for one in fits(told, now, agent) if one.proposed], now=now)
