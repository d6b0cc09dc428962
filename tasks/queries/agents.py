"""Who the agents are, and what of theirs a change of standing touches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from onboarding.models import Agent
from onboarding.queries.people import called
from tasks.models import Booking, Claim
from tasks.rules.standing import reasons_not_to_leave
from tasks.states import LIVE_CLAIMS
from training.queries import qualifications_of
from yunke.ground.errors import Reason

LEAST_DIGITS = 4  # of a phone's end


def agents(words: str = "", state: str = "") -> QuerySet[Agent]:
    """By number; ``words``: a number, a part of the name, or a phone's last digits."""
    rows = Agent.objects.select_related("user").order_by("number")
    if state:
        rows = rows.filter(state=state)
    if words := words.strip():
        found = Q(number__iexact=words) | called(words)
        if words.isdigit() and len(words) >= LEAST_DIGITS:
            found |= Q(user__phone__endswith=words)
        rows = rows.filter(found)
    return rows


def opened(agent: Agent, now: datetime) -> dict[str, Any]:
    """What an agent holds: tasks at hand, how many seats ahead, every qualification."""
    claims = Claim.objects.filter(agent=agent, state__in=LIVE_CLAIMS)
    return {
        "claims": list(claims.select_related("task").order_by("pk")),
        "seats": Booking.objects.filter(agent=agent, state="booked", starts_at__gt=now).count(),
        "qualifications": qualifications_of(agent),
    }


def what_keeps(agent: Agent) -> list[Reason]:
    """Why this agent cannot leave just now."""
    shifts = Booking.objects.filter(agent=agent, state__in=("booked", "working")).count()
    duties = Claim.objects.filter(agent=agent, state="on_duty").count()
    return list(reasons_not_to_leave(agent.state, shifts=shifts, duties=duties))
