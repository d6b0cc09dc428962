"""What others' news means here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from onboarding.models import Agent
from onboarding.signals import agent_set_back, agent_suspended
from tasks.actions.standing import give_seats_back
from yunke.audit import Actor


@receiver([agent_suspended, agent_set_back], dispatch_uid="tasks.agent_stopped")
def seats_of_the_stopped(sender: Any, agent: Agent, by: Actor, now: datetime, **_: Any) -> None:
    give_seats_back(agent, by=by, now=now)
