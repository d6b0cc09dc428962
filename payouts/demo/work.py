"""Shifts are put up, booked and worked; hours are approved. The same actions as on the pages, hour by hour."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from onboarding.models import Agent, User
from payouts.demo.cast import Part
from payouts.demo.days import Story, at
from tasks.actions.approvals import approve_hours
from tasks.actions.attendance import clock_in, clock_out, mark_absent
from tasks.actions.shifts import book_shift, cancel_booking, create_shifts
from tasks.models import Booking, Segment, Shift, Task
from yunke.ground.months import days_of, next_month

AHEAD_DAYS = 9
SEATS = 8


@dataclass(frozen=True, slots=True)
class Pattern:
    """A task's shifts; an agent takes every ``every``-th day, each begun by their place."""

    weekdays: tuple[int, ...]
    starts: time
    ends: time
    every: int


PATTERNS = {
    "on_lead_task": Pattern((0, 1, 2, 3, 4, 5), time(14), time(22), 3),
    "on_sales_task": Pattern((0, 2, 4, 6), time(18, 30), time(22, 30), 1),
    "on_full_task": Pattern((1, 3), time(10), time(16), 1),
}
LATE, ABSENT, CANCELS = 2, 3, 4  # nth of those on the lead task: what goes wrong once a month
NOW_SHIFT = timedelta(hours=4)


def put_up(tasks: dict[str, Task], month: date, story: Story, by: User) -> None:
    """A month's shifts, and those of the coming days when it is the running one."""
    now = story.by_now(at(month, "07:30"))
    for stage, pattern in PATTERNS.items():
        last = story.today + timedelta(days=AHEAD_DAYS) if month == story.running else None
        times = [
            at_day
            for day in _days(month, last)
            if day.weekday() in pattern.weekdays
            for at_day in [_times(day, pattern)]
            if at_day[0] > now
        ]
        create_shifts(tasks[stage], times, SEATS, by=by, now=now)


def _days(month: date, last: date | None) -> Iterator[date]:
    """Not the first: on it people come on duty and book."""
    end = last or days_of(month)[-1]
    day = month + timedelta(days=1)
    while day <= end:
        yield day
        day += timedelta(days=1)


def _times(day: date, pattern: Pattern) -> tuple[datetime, datetime]:
    return at(day, pattern.starts.isoformat()), at(day, pattern.ends.isoformat())


def work(part: Part, agent: Agent, task: Task, month: date, story: Story) -> None:
    """The agent's shifts of a month: booked on its first evening, worked where they lie behind."""
    booked_at = story.by_now(at(month, "20:00"))
    pattern = PATTERNS[part.stage]
    until = (
        at(next_month(month), "12:00") if month != story.running else story.now + timedelta(days=AHEAD_DAYS)
    )
    shifts = Shift.objects.filter(task=task, starts_at__gt=booked_at, starts_at__lt=until)
    shifts = shifts.select_related("task__line").order_by("starts_at")
    mine = [one for one in shifts if (one.local_on.toordinal() + part.nth) % pattern.every == 0]
    for place, shift in enumerate(mine):
        if not _meets_now_shift(part, shift, story):
            attend(part, book_shift(shift, agent, now=booked_at), place, story)


def _meets_now_shift(part: Part, shift: Shift, story: Story) -> bool:
    """The first agent keeps the hours free of the shift one can clock in to at once."""
    free = part.place == 1
    return free and shift.starts_at < story.next_start + NOW_SHIFT and story.next_start < shift.ends_at


def attend(part: Part, booking: Booking, place: int, story: Story) -> None:
    """What happens to a booking until now."""
    trouble = part.nth if part.stage == "on_lead_task" and place == 3 else -1
    if trouble == CANCELS and booking.starts_at < story.now:
        cancel_booking(booking, by=booking.agent.user, now=booking.starts_at - timedelta(hours=3))
    elif trouble == ABSENT and booking.ends_at < story.now:
        mark_absent(booking, now=story.by_now(booking.ends_at + timedelta(minutes=10)))
    elif booking.starts_at < story.now:
        came_at = booking.starts_at + timedelta(minutes=11 if trouble == LATE else -4)
        _clock(booking, story.by_now(came_at), story)


def _clock(booking: Booking, came_at: datetime, story: Story) -> None:
    clock_in(booking, now=came_at)
    if booking.ends_at <= story.now:
        clock_out(booking, now=story.by_now(booking.ends_at + timedelta(minutes=2)))


def shift_of_now(agent: Agent, task: Task, by: User, story: Story) -> Booking:
    """A shift one can clock in to as soon as one has signed in."""
    put_up_at = story.ago(hours=1)
    starts_at = story.next_start
    shift = create_shifts(task, [(starts_at, starts_at + NOW_SHIFT)], 2, by=by, now=put_up_at)[0]
    return book_shift(shift, agent, now=put_up_at)


def approve_month(month: date, by: User, story: Story) -> None:
    """Everything worked in a month that is over, on the morning after it; of the running one all but its last day."""
    drafted = Segment.objects.filter(state="drafted")
    now = at(next_month(month), "08:30")
    if month == story.running:
        latest = drafted.order_by("-local_on").values_list("local_on", flat=True).first()
        drafted, now = drafted.filter(local_on__lt=latest) if latest else drafted.none(), story.ago(hours=1)
    if drafted.exists():
        approve_hours(drafted, by=by, now=story.by_now(now))
