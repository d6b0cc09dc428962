"""From the clock to paid minutes: seconds become minutes once, the cut at midnight loses none.

Terms of a day are its meal (``meal_starts``, ``meal_ends``, paid or not) and the grace of the shift.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tasks import reasons as because
from yunke.ground.calendar import PAY_ZONE, split_at_midnight
from yunke.ground.errors import Reason

MINUTE = timedelta(minutes=1)
CLOCK_OPENS = timedelta(minutes=30)  # before the start
ROOM_HOLDS = timedelta(hours=2)  # a room measured before midnight serves the shift just after it
CLOCK_OUT_CLOSES = timedelta(hours=2)  # after the end: from here on operations asks the agent

Meal = tuple[time, time]


@dataclass(frozen=True, slots=True)
class WorkedPart:
    """What a booking gives one pay-zone day."""

    started_at: datetime
    ended_at: datetime
    local_on: date
    paid_minutes: int


def reasons_not_to_clock_in(starts_at: datetime, ends_at: datetime, *, now: datetime) -> Iterator[Reason]:
    if now < starts_at - CLOCK_OPENS:
        yield because.CLOCK_TOO_EARLY(opens_at=(starts_at - CLOCK_OPENS).isoformat())
    if now >= ends_at:
        yield because.CLOCK_TOO_LATE(ends_at=ends_at.isoformat())


def reasons_of_room(outcome: str | None, *, asked: bool, first_of_day: bool) -> Iterator[Reason]:
    """The room before a day's first shift: passed, or skipped because we could not measure."""
    if not asked or not first_of_day or outcome in ("passed", "skipped"):
        return
    yield because.ROOM_NOT_QUIET() if outcome == "failed" else because.ROOM_UNCHECKED()


def reasons_not_to_clock_out(
    starts_at: datetime, ends_at: datetime, clocked_in_at: datetime | None, *, now: datetime
) -> Iterator[Reason]:
    if clocked_in_at is None:
        yield because.NOT_CLOCKED_IN()
    elif now < starts_at:
        yield because.CLOCK_OUT_BEFORE_START(starts_at=starts_at.isoformat())
    elif now > ends_at + CLOCK_OUT_CLOSES:
        yield because.CLOCK_OUT_CLOSED(hours=CLOCK_OUT_CLOSES // timedelta(hours=1))


def reasons_not_to_record(
    starts_at: datetime,
    ends_at: datetime,
    clocked_in_at: datetime | None,
    came_at: datetime,
    left_at: datetime,
    why: str,
    *,
    now: datetime,
) -> Iterator[Reason]:
    """Why operations cannot write these times for somebody who did not clock; a real press in stands."""
    nearby = starts_at - CLOCK_OPENS <= came_at < left_at <= min(now, ends_at + CLOCK_OUT_CLOSES)
    before_in = clocked_in_at is not None and left_at <= clocked_in_at
    if before_in or not (nearby and left_at > starts_at and came_at < ends_at):
        yield because.ATTENDANCE_TIMES_WRONG()
    if not why.strip():
        yield because.WHY_MISSING()


def counted_from(clocked_in_at: datetime, starts_at: datetime, grace_minutes: int) -> datetime:
    """Inside the grace, the scheduled minute; later, the next whole minute."""
    if clocked_in_at <= starts_at + grace_minutes * MINUTE:
        return starts_at
    whole = clocked_in_at.replace(second=0, microsecond=0)
    return whole if whole == clocked_in_at else whole + MINUTE


def counted_until(clocked_out_at: datetime, ends_at: datetime, grace_minutes: int) -> datetime:
    """Inside the grace or after the end, the scheduled minute; earlier, the last whole minute."""
    if clocked_out_at >= ends_at - grace_minutes * MINUTE:
        return ends_at
    return clocked_out_at.replace(second=0, microsecond=0)


def late_minutes(clocked_in_at: datetime, starts_at: datetime, grace_minutes: int) -> int:
    """Minutes that are not paid for coming late; 0 inside the grace."""
    return (counted_from(clocked_in_at, starts_at, grace_minutes) - starts_at) // MINUTE


def early_minutes(clocked_out_at: datetime, ends_at: datetime, grace_minutes: int) -> int:
    """Minutes that are not paid for leaving early; 0 inside the grace."""
    return (ends_at - counted_until(clocked_out_at, ends_at, grace_minutes)) // MINUTE


def counted_parts(
    came_at: datetime,
    left_at: datetime,
    shift: tuple[datetime, datetime],
    grace_minutes: int,
    unpaid_meal: Callable[[date], Meal | None],
) -> list[WorkedPart]:
    """What coming and leaving then gives each day: drafted when one clocks out, shown until then."""
    starts_at, ends_at = shift
    return worked_parts(
        counted_from(came_at, starts_at, grace_minutes),
        counted_until(left_at, ends_at, grace_minutes),
        unpaid_meal,
    )


def worked_parts(
    started_at: datetime, ended_at: datetime, unpaid_meal: Callable[[date], Meal | None]
) -> list[WorkedPart]:
    """The stretch cut at local midnight, each day less its unpaid meal; unpaid days are left out."""
    if ended_at <= started_at:
        return []
    parts = (
        WorkedPart(
            part.started_at,
            part.ended_at,
            part.local_on,
            paid_minutes(part.started_at, part.ended_at, unpaid_meal(part.local_on)),
        )
        for part in split_at_midnight(started_at, ended_at)
    )
    return [part for part in parts if part.paid_minutes]


def paid_minutes(started_at: datetime, ended_at: datetime, meal: Meal | None) -> int:
    """Whole minutes of a stretch less what of it lies in the unpaid meal (wall clock of the pay zone)."""
    away = sum(
        (_overlap(started_at, ended_at, *window) for window in _windows(started_at, meal)), timedelta()
    )
    return (ended_at - started_at - away) // MINUTE


def most_minutes(starts_at: datetime, ends_at: datetime, on: date, meal: Meal | None) -> int:
    """The most a shift can pay on one of its days."""
    parts = worked_parts(starts_at, ends_at, lambda day: meal)
    return next((part.paid_minutes for part in parts if part.local_on == on), 0)


def reasons_not_to_change_minutes(minutes: int, why: str, *, most: int) -> Iterator[Reason]:
    if not 0 <= minutes <= most:
        yield because.MINUTES_OUTSIDE_CLOCK(most=most)
    if not why.strip():
        yield because.WHY_MISSING()


def _windows(started_at: datetime, meal: Meal | None) -> Iterator[tuple[datetime, datetime]]:
    """The meals a stretch of this day can meet: one that lasts over midnight began the day before."""
    if meal is None:
        return
    first, last = meal
    day = started_at.astimezone(PAY_ZONE).date()
    over_midnight = timedelta(days=last <= first)
    for on in (day - over_midnight, day) if over_midnight else (day,):
        yield (
            datetime.combine(on, first, tzinfo=PAY_ZONE),
            datetime.combine(on + over_midnight, last, tzinfo=PAY_ZONE),
        )


def _overlap(started_at: datetime, ended_at: datetime, first: datetime, last: datetime) -> timedelta:
    return max(min(ended_at, last) - max(started_at, first), timedelta())
