"""Whether an agent may work: suspended and let in again by operations, gone and back by their own wish."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from onboarding.models import Agent, User
from onboarding.queries.identity import has_real_name
from onboarding.reasons import (
    AGENT_SUSPENDED_NEWS,
    NOT_AWAY,
    NOT_ONESELF_STANDING,
    STANDING_WHY_MISSING,
    SUSPENSION_LIFTED_NEWS,
)
from onboarding.signals import agent_suspended
from yunke.audit import move
from yunke.ground.errors import Refused
from yunke.notices import APP, SMS, tell

WHY_LIMIT = 200


@transaction.atomic
def suspend_agent(agent: Agent, why: str, *, by: User, now: datetime) -> Agent:
    """No claims and no seats until lifted; rooms above hear it in this transaction and clear what is to come."""
    agent, why = _held(agent), _said(agent, why, by)
    move(
        agent,
        "suspended",
        by=by.actor,
        verb="agent_suspended",
        now=now,
        facts={"why": why},
        suspended_why=why,
    )
    _tell(agent, AGENT_SUSPENDED_NEWS, why, now)
    agent_suspended.send(sender=Agent, agent=agent, by=by.actor, now=now)
    return agent


@transaction.atomic
def lift_suspension(agent: Agent, why: str, *, by: User, now: datetime) -> Agent:
    """Back to work, or to the real name where that was undone meanwhile."""
    agent, why = _held(agent), _said(agent, why, by)
    move(
        agent,
        _place(agent),
        by=by.actor,
        verb="agent_suspension_lifted",
        now=now,
        facts={"why": why},
        suspended_why="",
    )
    _tell(agent, SUSPENSION_LIFTED_NEWS, why, now)
    return agent


@transaction.atomic
def leave(agent: Agent, *, now: datetime) -> Agent:
    """By the agent alone; what stands in the way is the concern of the rooms that know it."""
    move(agent, "left", by=agent.user.actor, verb="agent_left", now=now)
    return agent


@transaction.atomic
def come_back(agent: Agent, *, now: datetime) -> Agent:
    agent = _held(agent, "left")
    move(agent, _place(agent), by=agent.user.actor, verb="agent_came_back", now=now)
    return agent


def _held(agent: Agent, state: str = "") -> Agent:
    """Locked and fresh; with ``state``, refused when it stands elsewhere (a suspension is not lifted by coming back)."""
    fresh = Agent.objects.select_for_update(no_key=True).select_related(None).get(pk=agent.pk)
    if state and fresh.state != state:
        raise Refused(NOT_AWAY())
    return fresh


def _place(agent: Agent) -> str:
    return "active" if has_real_name(agent) else "applicant"


def _said(agent: Agent, why: str, by: User) -> str:
    if by.pk == agent.user_id:
        raise Refused(NOT_ONESELF_STANDING())
    if not (why := " ".join(why.split())[:WHY_LIMIT]):
        raise Refused(STANDING_WHY_MISSING())
    return why


def _tell(agent: Agent, template: str, why: str, now: datetime) -> None:
    tell(
        agent.user.public_id,
        template,
        key=f"agent:{agent.public_id}:{template}:{now.isoformat()}",
        now=now,
        url=reverse("tasks:standing"),
        channels=(APP, SMS),
        why=why,
    )
