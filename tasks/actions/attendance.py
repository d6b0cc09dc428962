"""The clock: in, out, what it comes to; who never came, and what operations writes for those who forgot."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from onboarding.models import Agent, User
from tasks.actions.shifts import refuse_for
from tasks.models import Booking, Segment
from tasks.queries.standing import standing
from tasks.queries.terms_in_force import BookingTerms, TermsByDay
from tasks.queries.work import room_reasons
from tasks.reasons import (
    BOOKING_REMINDER,
    HOURS_BY_STAFF,
    HOURS_WERE_RECORDED,
    MARKED_ABSENT,
    NO_CLOCK_OUT,
)
from tasks.rules import attendance as rules
from tasks.rules.standing import reasons_not_to_work
from yunke.audit import HOUSE, Actor, move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.models import Notice
from yunke.notices import APP, SMS, tell


@transaction.atomic
def clock_in(booking: Booking, *, now: datetime) -> Booking:
    """Begin the shift; pressed again, the first time stands."""
    if booking.state in ("working", "worked"):
        return booking
    agent = Agent.objects.select_for_update(no_key=True).get(pk=booking.agent_id)
    refuse_for(
        [
            *reasons_not_to_work(agent.state),
            *rules.reasons_not_to_clock_in(booking.starts_at, booking.ends_at, now=now),
            *room_reasons(booking, now),
        ]
    )
    grace = _terms(booking).required(booking.shift.local_on).grace_minutes
    late = rules.late_minutes(now, booking.starts_at, grace)
    try:
        move(
            booking,
            "working",
            by=booking.agent.user.actor,
            verb="clocked_in",
            now=now,
            facts={"late_minutes": late},
            clocked_in_at=now,
            late_minutes=late,
        )
    except Refused:
        booking.refresh_from_db()
        if booking.state != "working":  # two presses at once: the other one won, and that is well
            raise
    return booking


@transaction.atomic
def clock_out(booking: Booking, *, now: datetime) -> Booking:
    """End the shift and draft its hours; pressed again, the first time stands."""
    if booking.state == "worked":
        return booking
    refuse_for(
        rules.reasons_not_to_clock_out(booking.starts_at, booking.ends_at, booking.clocked_in_at, now=now)
    )
    try:
        _finish(booking, now, by=booking.agent.user.actor, verb="clocked_out", now=now)
    except Refused:
        booking.refresh_from_db()
        if booking.state != "worked":
            raise
    return booking


@transaction.atomic
def record_attendance(
    booking: Booking, came_at: datetime, left_at: datetime, why: str, *, by: User, now: datetime
) -> Booking:
    """Operations writes the times of somebody who forgot to clock; the hours still have to be approved."""
    refuse_for(
        rules.reasons_not_to_record(
            booking.starts_at, booking.ends_at, booking.clocked_in_at, came_at, left_at, why, now=now
        )
    )
    terms = _terms(booking)
    came = booking.clocked_in_at or came_at  # a real press of the button is never written over
    late = rules.late_minutes(came, booking.starts_at, terms.required(booking.shift.local_on).grace_minutes)
    said = [HOURS_BY_STAFF(why=why.strip()).as_json()]
    _finish(
        booking,
        left_at,
        by=by.actor,
        verb="attendance_recorded",
        now=now,
        said=said,
        clocked_in_at=came,
        late_minutes=late,
        facts={"why": why.strip()},
    )
    tell(
        booking.agent.user.public_id,
        HOURS_WERE_RECORDED,
        key=f"booking:{booking.public_id}:recorded",
        now=now,
        url=reverse("tasks:hours"),
        task=booking.shift.task.name,
        starts_at=booking.starts_at.isoformat(),
        why=why.strip(),
    )
    return booking


def _finish(
    booking: Booking,
    left_at: datetime,
    *,
    by: Actor,
    verb: str,
    now: datetime,
    said: list[dict[str, Any]] | None = None,
    facts: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    terms = _terms(booking)
    grace = terms.required(booking.shift.local_on).grace_minutes
    early = rules.early_minutes(left_at, booking.ends_at, grace)
    move(
        booking,
        "worked",
        by=by,
        verb=verb,
        now=now,
        facts={"early_minutes": early, **(facts or {})},
        clocked_out_at=left_at,
        early_minutes=early,
        **changes,
    )
    _draft_segments(booking, terms, grace, said or [], by=by, now=now)


def _draft_segments(
    booking: Booking, terms: BookingTerms, grace: int, said: list[dict[str, Any]], *, by: Actor, now: datetime
) -> None:
    """The booking's counted time as facts to approve, one a pay-zone day."""
    came, left = booking.clocked_in_at, booking.clocked_out_at
    assert came is not None and left is not None  # noqa: PT018 - the move just wrote them
    shift = booking.starts_at, booking.ends_at
    parts = rules.counted_parts(came, left, shift, grace, terms.unpaid_meal)
    segments = Segment.objects.bulk_create(_segment(booking, terms, part, said, now) for part in parts)
    record(
        by,
        "hours_drafted",
        booking,
        now=now,
        table="fact",
        rows=len(segments),
        paid_minutes=sum(one.paid_minutes for one in segments),
    )


def _segment(
    booking: Booking, terms: BookingTerms, part: rules.WorkedPart, said: list[dict[str, Any]], now: datetime
) -> Segment:
    of_day = terms.required(part.local_on)
    beside = standing(booking, of_day, part.local_on)
    return Segment(
        public_id=new_public_id(now),
        agent_id=booking.agent_id,
        task_id=booking.shift.task_id,
        terms=of_day,
        booking=booking,
        started_at=part.started_at,
        ended_at=part.ended_at,
        local_on=part.local_on,
        paid_minutes=part.paid_minutes,
        reasons=said,
        odd=bool(booking.late_minutes or booking.early_minutes or said),
        rank=beside.rank,
        mentor_id=beside.mentor_id,
    )


def _terms(booking: Booking) -> BookingTerms:
    return TermsByDay(booking.shift.task_id).of(booking)


@transaction.atomic
def mark_absent(booking: Booking, *, now: datetime) -> None:
    """A seat nobody clocked in on until the shift was over."""
    move(booking, "absent", by=HOUSE, verb="marked_absent", now=now)
    tell(
        booking.agent.user.public_id,
        MARKED_ABSENT,
        key=f"booking:{booking.public_id}:absent",
        now=now,
        url=reverse("tasks:hours"),
        task=booking.shift.task.name,
        starts_at=booking.starts_at.isoformat(),
    )


def tell_no_clock_out(booking: Booking, *, now: datetime) -> None:
    """Two hours after the end and still "working": the agent is told, operations finds it in its queue."""
    tell(
        booking.agent.user.public_id,
        NO_CLOCK_OUT,
        key=f"booking:{booking.public_id}:no_out",
        now=now,
        url=reverse("tasks:hours"),
        channels=(APP, SMS),
        task=booking.shift.task.name,
        ends_at=booking.ends_at.isoformat(),
    )


def remind_of(bookings: list[Booking], *, now: datetime) -> int:
    """Tell those who have a shift soon and were not told yet; how many."""
    keys = {f"booking:{one.public_id}:soon": one for one in bookings}
    told = set(Notice.objects.filter(key__in=[f"{key}:{APP}" for key in keys]).values_list("key", flat=True))
    fresh = {key: one for key, one in keys.items() if f"{key}:{APP}" not in told}
    for key, one in fresh.items():
        tell(
            one.agent.user.public_id,
            BOOKING_REMINDER,
            key=key,
            now=now,
            url=reverse("tasks:work"),
            task=one.shift.task.name,
            starts_at=one.starts_at.isoformat(),
        )
    return len(fresh)
