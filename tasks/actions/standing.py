"""What a change of standing means for work: seats to come are given back, claims not yet on duty withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from onboarding.actions.standing import leave
from onboarding.models import Agent
from tasks.actions.interviews import cancel_interview
from tasks.actions.shifts import refuse_for
from tasks.models import Booking, Claim, Interview, Shift
from tasks.queries.agents import what_keeps
from tasks.reasons import SEATS_GIVEN_BACK
from tasks.states import LIVE_CLAIMS
from yunke.audit import Actor, move_many
from yunke.ground.errors import MOVED_MEANWHILE, Refused
from yunke.notices import tell

BEFORE_DUTY = tuple(state for state in LIVE_CLAIMS if state != "on_duty")


@transaction.atomic
def leave_yunke(agent: Agent, *, now: datetime) -> Agent:
    """Interviews are cancelled and claims withdrawn; pay for what was worked arrives as always."""
    agent = Agent.objects.select_for_update().get(pk=agent.pk)
    refuse_for(what_keeps(agent))
    for talk in Interview.objects.filter(agent=agent, state="booked").select_related("agent__user", "slot"):
        cancel_interview(talk, now=now)
    for state in BEFORE_DUTY:
        move_many(
            Claim.objects.filter(agent=agent),
            state,
            "withdrawn",
            thing=agent,
            by=agent.user.actor,
            verb="claims_withdrawn",
            now=now,
            ended_at=now,
        )
    return leave(agent, now=now)


@transaction.atomic
def give_seats_back(agent: Agent, *, by: Actor, now: datetime) -> int:
    """Every seat of a shift to come is free again, and none of them counts as the agent's own cancelling.

    The caller holds the agent's row; then shifts, then bookings, as everywhere.
    """
    coming = Booking.objects.filter(agent=agent, state="booked", starts_at__gt=now)
    chosen = dict(coming.order_by("shift_id").values_list("pk", "shift_id"))
    if not chosen:
        return 0
    list(Shift.objects.select_for_update().filter(pk__in=chosen.values()).order_by("pk").values_list("pk"))
    Shift.objects.filter(pk__in=chosen.values(), taken__gt=0).update(taken=F("taken") - 1)
    moved = move_many(
        Booking.objects.filter(pk__in=chosen),
        "booked",
        "cancelled",
        thing=agent,
        by=by,
        verb="bookings_cancelled",
        now=now,
        cancelled_at=now,
    )
    if moved != len(chosen):
        raise Refused(MOVED_MEANWHILE(table=Booking.STATES.name))
    key = f"agent:{agent.public_id}:seats:{now.isoformat()}"
    tell(agent.user.public_id, SEATS_GIVEN_BACK, key=key, now=now, url=reverse("tasks:work"), shifts=moved)
    return moved
