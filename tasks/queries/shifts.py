"""Shifts and seats: what is offered, what an agent holds, how full the days are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from onboarding.models import Agent
from onboarding.queries.expiry import last_days
from tasks.models import Booking, Claim, Shift, Task
from tasks.queries.terms_in_force import TermsByDay
from tasks.rules.booking import (
    Held,
    Offer,
    Times,
    reasons_not_to_book,
    reasons_not_to_double,
    reasons_not_to_put_up,
    reasons_not_to_repeat,
)
from tasks.states import SEATED
from training.models import Qualification
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason


def offer_of(shift: Shift) -> Offer:
    """A shift in the words of the rules."""
    return Offer(
        shift.task.name,
        shift.state,
        shift.starts_at,
        shift.ends_at,
        shift.seats,
        shift.taken,
        shift.task.line.code,
    )


def held_seats(agent: Agent, starts_at: datetime, ends_at: datetime) -> list[Booking]:
    """The agent's seats that meet a stretch of time, in order."""
    return list(
        Booking.objects.filter(agent=agent, state__in=SEATED, starts_at__lt=ends_at, ends_at__gt=starts_at)
        .select_related("shift__task")
        .order_by("starts_at")
    )


def as_held(bookings: Iterable[Booking]) -> list[Held]:
    return [Held(one.shift.task.name, one.starts_at, one.ends_at) for one in bookings]


def duty_claim(agent: Agent, task_id: int) -> Claim | None:
    """The claim by which the agent is on duty for the task."""
    return Claim.objects.filter(agent=agent, task_id=task_id, state="on_duty").first()


def is_qualified(agent: Agent, line_id: int, on: date) -> bool:
    """Whether the right to work on the line still counts on a day."""
    return Qualification.objects.filter(
        agent=agent, line_id=line_id, state="valid", expires_on__gte=on
    ).exists()


def bookable_shifts(agent: Agent, first_on: date, last_on: date, *, now: datetime) -> QuerySet[Shift]:
    """Shifts of the tasks the agent is on duty for, not yet over, day by day."""
    duty = Claim.objects.filter(agent=agent, state="on_duty").values("task_id")
    return (
        Shift.objects.filter(
            task__in=duty, state="open", local_on__range=(first_on, last_on), ends_at__gt=now
        )
        .select_related("task__line")
        .order_by("starts_at", "pk")
    )


def shift_reasons(
    agent: Agent, shifts: list[Shift], *, now: datetime
) -> Iterator[tuple[Shift, list[Reason]]]:
    """Each shift with everything that stands between it and the agent; the same queries for any number, but for
    the lines of those on duty."""
    if not shifts:
        return
    held = held_seats(agent, min(one.starts_at for one in shifts), max(one.ends_at for one in shifts))
    mine = {one.shift_id for one in held}
    duty = set(Claim.objects.filter(agent=agent, state="on_duty").values_list("task_id", flat=True))
    until = dict(
        Qualification.objects.filter(agent=agent, state="valid").values_list("line_id", "expires_on")
    )
    lines = {one.task.line_id: one.task.line for one in shifts if one.task_id in duty}
    checks = {pk: last_days([agent.pk], line, now)[agent.pk] for pk, line in lines.items()}
    seats = as_held(held)
    for one in shifts:
        ends = until.get(one.task.line_id)
        yield (
            one,
            list(
                reasons_not_to_book(
                    offer_of(one),
                    agent_active=agent.state == "active",
                    on_duty=one.task_id in duty,
                    qualified=ends is not None and ends >= one.local_on,
                    booked=one.pk in mine,
                    held=seats,
                    now=now,
                    ends=checks.get(one.task.line_id),
                )
            ),
        )


def seats_of(agent: Agent, *, now: datetime) -> QuerySet[Booking]:
    """The agent's seats that are not over, the nearest first."""
    return (
        Booking.objects.filter(agent=agent, state__in=("booked", "working"), ends_at__gt=now)
        .select_related("shift__task")
        .order_by("starts_at")
    )


def standing_times(task: Task, times: Sequence[Times]) -> set[Times]:
    """Of these times those at which the task has a shift already."""
    if not times:
        return set()
    days = (min(times)[0], max(times)[0])
    standing = Shift.objects.filter(task=task, state="open", starts_at__range=days)
    return set(times) & set(standing.values_list("starts_at", "ends_at"))


def shifts_reasons(task: Task, times: Sequence[Times], seats: int, *, now: datetime) -> list[Reason]:
    """Everything that stands in the way of shifts at these times, one of a kind."""
    if long_or_empty := list(reasons_not_to_repeat(len(times))):
        return long_or_empty
    terms = TermsByDay(task.pk)
    found = [
        one
        for starts_at, ends_at in times
        for one in reasons_not_to_put_up(
            starts_at,
            ends_at,
            seats,
            task_state=task.state,
            starts_on=task.starts_on,
            ends_on=task.ends_on,
            has_terms=terms.on(local_on(starts_at)) is not None,
            now=now,
        )
    ]
    found += reasons_not_to_double(times, standing_times(task, times))
    return list({one.code: one for one in found}.values())


def counts_by_task(first_on: date, last_on: date) -> dict[int, int]:
    """Task -> how many shifts of these days."""
    rows = Shift.objects.filter(local_on__range=(first_on, last_on)).order_by()
    return dict(rows.values_list("task").annotate(Count("pk")))


def shifts_of_days(first_on: date, last_on: date, task: Task | None = None) -> QuerySet[Shift]:
    """Every shift of these days with how many are working, absent and done."""
    chosen = Shift.objects.filter(local_on__range=(first_on, last_on))
    if task is not None:
        chosen = chosen.filter(task=task)
    counts = {
        f"n_{state}": Count("bookings", filter=Q(bookings__state=state))
        for state in ("booked", "working", "worked", "absent")
    }
    return (
        chosen.select_related("task")
        .annotate(**counts)
        .order_by("local_on", "starts_at", "task__number", "pk")
    )
