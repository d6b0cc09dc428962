"""Where an agent stands today: on a shift, before one, or free."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from onboarding.models import Agent, Line
from onboarding.queries.glances import glance_outcome
from tasks.models import Booking, Claim
from tasks.queries.hours import minutes_of_day, working_now
from tasks.queries.shifts import seats_of
from tasks.queries.terms_in_force import TermsByDay
from tasks.rules.attendance import (
    CLOCK_OPENS,
    CLOCK_OUT_CLOSES,
    ROOM_HOLDS,
    counted_parts,
    early_minutes,
    reasons_of_room,
)
from tasks.states import LIVE_CLAIMS
from yunke.ground.calendar import local_midnight, local_on
from yunke.ground.errors import Reason


def claims_of(agent: Agent) -> QuerySet[Claim]:
    """The tasks in the agent's hands, those on duty first."""
    return (
        Claim.objects.filter(agent=agent, state__in=LIVE_CLAIMS)
        .select_related("task__client", "terms")
        .order_by("-on_duty_at", "-asked_at")
    )


def at_work(agent: Agent, *, now: datetime) -> dict[str, Any]:
    """The shift the clock button is for (``seat``, ``stage``) and today's minutes so far.

    ``stage``: ``working`` (clock out), ``overdue`` (operations asks), ``open`` (clock in), ``next`` or ``free``.
    """
    seat = seat_at_hand(agent, now)
    stage = _stage(seat, now)
    early, counted = _by_now(seat, now) if seat and stage == "working" else (0, 0)
    return {
        "seat": seat,
        "stage": stage,
        "room_reasons": room_reasons(seat, now) if seat and stage == "open" else [],
        "minutes_today": minutes_of_day(agent, local_on(now)) + counted,
        "running": _running(seat, now),
        "early_minutes": early,
        "clock_opens": CLOCK_OPENS // timedelta(minutes=1),
    }


def seat_at_hand(agent: Agent, now: datetime) -> Booking | None:
    """The shift the agent is on, else the next one."""
    return working_now(agent) or seats_of(agent, now=now).filter(state="booked").first()


def line_at_hand(agent: Agent, now: datetime) -> Line | None:
    """The line of that shift."""
    seat = seat_at_hand(agent, now)
    return seat.shift.task.line if seat else None


def room_reasons(seat: Booking, now: datetime) -> list[Reason]:
    """What the room still asks before this seat's clock."""
    if not seat.shift.task.room_before_shift:
        return []
    day = local_on(seat.starts_at)
    begun = Booking.objects.filter(agent=seat.agent_id, shift__local_on=day, clocked_in_at__isnull=False)
    if begun.exclude(pk=seat.pk).exists():
        return []
    since = min(local_midnight(local_on(now)), now - ROOM_HOLDS)
    outcome = glance_outcome(seat.agent, seat.shift.task.line, since, now, now=now)
    return list(reasons_of_room(outcome, asked=True, first_of_day=True))


def _stage(seat: Booking | None, now: datetime) -> str:
    if seat is None:
        return "free"
    if seat.state == "working":
        if now < seat.starts_at:
            return "early"
        return "working" if now <= seat.ends_at + CLOCK_OUT_CLOSES else "overdue"
    return "open" if now >= seat.starts_at - CLOCK_OPENS else "next"


def _by_now(seat: Booking, now: datetime) -> tuple[int, int]:
    """What clocking out now comes to: minutes that would not be paid, none inside the grace, and today's paid ones."""
    terms = TermsByDay(seat.shift.task_id).of(seat)
    grace = terms.required(seat.shift.local_on).grace_minutes
    shift = seat.starts_at, seat.ends_at
    parts = counted_parts(seat.clocked_in_at or now, now, shift, grace, terms.unpaid_meal)
    today = sum(part.paid_minutes for part in parts if part.local_on == local_on(now))
    return early_minutes(now, seat.ends_at, grace), today


def _running(seat: Booking | None, now: datetime) -> int:
    """How long the agent is on the shift, by the clock alone: no grace, no meal."""
    if seat is None or seat.state != "working" or seat.clocked_in_at is None:
        return 0
    begun = max(seat.clocked_in_at, seat.starts_at)
    return max((min(now, seat.ends_at) - begun) // timedelta(minutes=1), 0)
