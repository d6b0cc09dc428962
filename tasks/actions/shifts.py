"""Shifts are put up, changed and called off; agents take seats and give them back.

Locks are taken in one order everywhere: agent, shift, booking; so nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from onboarding.models import Agent, User
from onboarding.queries.expiry import last_days
from tasks.models import Booking, Shift, Task
from tasks.queries.shifts import as_held, duty_claim, held_seats, is_qualified, offer_of, shifts_reasons
from tasks.reasons import (
    ALREADY_BOOKED,
    BOOKING_OVERLAPS,
    SEATS_BELOW_TAKEN,
    SHIFT_BEING_WORKED,
    SHIFT_CANCELLED,
    SHIFT_FULL,
    SHIFT_NOT_OPEN,
    WHY_MISSING,
)
from tasks.rules.booking import (
    Times,
    cancelled_as,
    reasons_not_open,
    reasons_not_to_book,
    reasons_not_to_cancel,
    reasons_not_to_seat,
)
from yunke.audit import move, move_many, record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell


def refuse_for(reasons: Iterable[Reason]) -> None:
    """Refuse with every reason there is; go on when there is none."""
    if found := list(reasons):
        raise Refused(*found)


# --- seats ------------------------------------------------------------------------------------------------


@transaction.atomic
def book_shift(shift: Shift, agent: Agent, *, now: datetime) -> Booking:
    """Give the agent a seat of the shift, or refuse and say why. The shift's row is held shortest."""
    by = agent.user.actor
    agent = Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    held = held_seats(agent, shift.starts_at, shift.ends_at)
    claim = duty_claim(agent, shift.task_id)
    refuse_for(
        reasons_not_to_book(
            offer_of(shift),
            agent_active=agent.state == "active",
            on_duty=claim is not None,
            qualified=is_qualified(agent, shift.task.line_id, shift.local_on),
            booked=any(one.shift_id == shift.pk for one in held),
            held=as_held(held),
            now=now,
            ends=last_days([agent.pk], shift.task.line, now)[agent.pk],
        )
    )
    booking = _write_booking(
        Booking(
            public_id=new_public_id(now),
            shift=shift,
            agent=agent,
            claim=claim,
            starts_at=shift.starts_at,
            ends_at=shift.ends_at,
            booked_at=now,
        )
    )
    record(by, "shift_booked", booking, now=now, to_state="booked", shift=shift.public_id)
    _take_seat(shift, now)
    return booking


def _write_booking(booking: Booking) -> Booking:
    """The database's own guard stands behind the rule; what it refuses is said in the rule's words."""
    try:
        booking.save(force_insert=True)
    except IntegrityError as error:
        if "booked at that time" in str(error) or "guard_no_overlap" in str(error):
            task, starts_at = booking.shift.task.name, booking.starts_at.isoformat()
            raise Refused(BOOKING_OVERLAPS(task=task, starts_at=starts_at)) from error
        if "booking_one_seat" in str(error) or "tasks_booking.shift_id" in str(error):
            raise Refused(ALREADY_BOOKED()) from error
        raise
    return booking


def _take_seat(shift: Shift, now: datetime) -> None:
    free = Shift.objects.filter(pk=shift.pk, state="open", starts_at__gt=now, taken__lt=F("seats"))
    if not free.update(taken=F("taken") + 1):
        fresh = Shift.objects.select_related("task").get(pk=shift.pk)
        refuse_for(reasons_not_open(offer_of(fresh), now=now))
        raise Refused(SHIFT_FULL(seats=fresh.seats))


@transaction.atomic
def cancel_booking(booking: Booking, *, by: User, now: datetime, late_meant: bool = True) -> Booking:
    """Give the seat back: free until 12 hours before the start, later it counts as late."""
    refuse_for(reasons_not_to_cancel(booking.starts_at, late_meant=late_meant, now=now))
    Shift.objects.filter(pk=booking.shift_id, taken__gt=0).update(taken=F("taken") - 1)
    move(
        booking,
        cancelled_as(booking.starts_at, now=now),
        by=by.actor,
        verb="booking_cancelled",
        now=now,
        cancelled_at=now,
    )
    return booking


# --- shifts -----------------------------------------------------------------------------------------------


@transaction.atomic
def create_shifts(task: Task, times: list[Times], seats: int, *, by: User, now: datetime) -> list[Shift]:
    """Put up a shift at each of these times, all of them or none."""
    task = Task.objects.select_for_update(no_key=True).get(
        pk=task.pk
    )  # whoever comes second sees what stands
    refuse_for(shifts_reasons(task, times, seats, now=now))
    shifts = Shift.objects.bulk_create(
        Shift(
            public_id=new_public_id(now),
            task=task,
            starts_at=starts_at,
            ends_at=ends_at,
            local_on=local_on(starts_at),
            seats=seats,
        )
        for starts_at, ends_at in times
    )
    record(
        by.actor,
        "shifts_created",
        task,
        now=now,
        table="shift",
        rows=len(shifts),
        seats=seats,
        first_at=times[0][0].isoformat(),
        last_at=times[-1][0].isoformat(),
    )
    return shifts


def create_shift(
    task: Task, starts_at: datetime, ends_at: datetime, seats: int, *, by: User, now: datetime
) -> Shift:
    return create_shifts(task, [(starts_at, ends_at)], seats, by=by, now=now)[0]


@transaction.atomic
def change_seats(shift: Shift, seats: int, *, by: User, now: datetime) -> Shift:
    """More or fewer seats, never fewer than are taken; the database settles who was first."""
    refuse_for(reasons_not_to_seat(seats, taken=shift.taken))
    was = shift.seats
    if not Shift.objects.filter(pk=shift.pk, state="open", taken__lte=seats).update(seats=seats):
        fresh = Shift.objects.get(pk=shift.pk)
        raise Refused(
            SEATS_BELOW_TAKEN(taken=fresh.taken, seats=seats) if fresh.state == "open" else SHIFT_NOT_OPEN()
        )
    record(by.actor, "seats_changed", shift, now=now, seats_was=was, seats=seats)
    shift.seats = seats
    return shift


@transaction.atomic
def cancel_shift(shift: Shift, why: str, *, by: User, now: datetime) -> int:
    """Call a shift off before anybody worked it; everybody who had a seat is told. How many were."""
    if not why.strip():
        raise Refused(WHY_MISSING())
    move(
        shift, "cancelled", by=by.actor, verb="shift_cancelled", now=now, facts={"why": why.strip()}, taken=0
    )
    if touched := shift.bookings.filter(state__in=("working", "worked", "absent")).count():
        raise Refused(SHIFT_BEING_WORKED(count=touched))
    holders = list(shift.bookings.filter(state="booked").values_list("agent__user__public_id", "public_id"))
    move_many(
        Booking.objects.filter(shift=shift),
        "booked",
        "cancelled",
        thing=shift,
        by=by.actor,
        verb="bookings_cancelled",
        now=now,
        cancelled_at=now,
    )
    for user, booking in holders:
        tell(
            user,
            SHIFT_CANCELLED,
            key=f"booking:{booking}:off",
            now=now,
            url=reverse("tasks:work"),
            channels=(APP, SMS),
            task=shift.task.name,
            starts_at=shift.starts_at.isoformat(),
            why=why.strip(),
        )
    return len(holders)
