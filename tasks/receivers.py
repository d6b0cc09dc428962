"""What others' news means here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from onboarding.models import Agent, User
from onboarding.signals import agent_suspended
from tasks.actions.standing import give_seats_back


@receiver(agent_suspended, dispatch_uid="tasks.agent_suspended")
def seats_of_the_suspended(sender: Any, agent: Agent, by: User, now: datetime, **_: Any) -> None:
    give_seats_back(agent, by=by, now=now)
