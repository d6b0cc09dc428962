"""Who may take or give back a seat, and which shifts may be put up. Times are aware, minutes whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from tasks import reasons as because
from yunke.ground.calendar import PAY_ZONE
from yunke.ground.errors import Reason

# A seat given back later than this before the start counts against full attendance.
FREE_CANCEL = timedelta(hours=12)
SHORTEST, LONGEST = timedelta(minutes=30), timedelta(hours=16)
MOST_SEATS = 5_000
MOST_AT_ONCE = 400  # shifts of one weekly pattern
MINUTE = timedelta(minutes=1)

Times = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Held:
    """A seat the agent holds already."""

    task: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """A shift as somebody looks at it who would like a seat."""

    task: str
    state: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    taken: int
    line: str = ""


def reasons_not_to_book(
    offer: Offer,
    *,
    agent_active: bool,
    on_duty: bool,
    qualified: bool,
    booked: bool,
    held: Iterable[Held],
    now: datetime,
    ends: Mapping[str, date] | None = None,
) -> Iterator[Reason]:
    """Everything that stands between an agent and a seat; nothing means go ahead. ``ends``: a required step of the
    line that runs out -> its last day."""
    if booked:
        yield because.ALREADY_BOOKED()
        return
    if not agent_active:
        yield because.BOOKING_AGENT_INACTIVE()
    if not on_duty:
        yield because.BOOKING_NOT_ON_DUTY(task=offer.task)
    elif not qualified:
        yield because.BOOKING_NOT_QUALIFIED()
    if on_duty:
        yield from _checks_that_end(offer, ends or {})
    yield from reasons_not_open(offer, now=now)
    if clash := overlapping(offer.starts_at, offer.ends_at, held):
        yield because.BOOKING_OVERLAPS(task=clash.task, starts_at=clash.starts_at.isoformat())


def _checks_that_end(offer: Offer, ends: Mapping[str, date]) -> Iterator[Reason]:
    on = offer.starts_at.astimezone(PAY_ZONE).date()
    for step, last in ends.items():
        if last < on:
            yield because.BOOKING_CHECK_ENDS(line=offer.line, step=step, until_on=last.isoformat())


def reasons_not_open(offer: Offer, *, now: datetime) -> Iterator[Reason]:
    """Why nobody can take a seat of the shift any more."""
    if offer.state != "open":
        yield because.SHIFT_NOT_OPEN()
    elif offer.starts_at <= now:
        yield because.SHIFT_STARTED(starts_at=offer.starts_at.isoformat())
    elif offer.taken >= offer.seats:
        yield because.SHIFT_FULL(seats=offer.seats)


def overlapping(starts_at: datetime, ends_at: datetime, held: Iterable[Held]) -> Held | None:
    """The first held seat that meets this time; back to back is no overlap."""
    return next((one for one in held if one.starts_at < ends_at and starts_at < one.ends_at), None)


def cancelled_as(starts_at: datetime, *, now: datetime) -> str:
    """What giving the seat back is called: ``late_cancelled`` counts against full attendance."""
    return "cancelled" if starts_at - now >= FREE_CANCEL else "late_cancelled"


def reasons_not_to_cancel(starts_at: datetime, *, late_meant: bool, now: datetime) -> Iterator[Reason]:
    """``late_meant``: whoever gives the seat back knows that it would be late."""
    if starts_at <= now:
        yield because.BOOKING_STARTED()
    elif not late_meant and cancelled_as(starts_at, now=now) == "late_cancelled":
        yield because.FREE_CANCEL_OVER(hours=FREE_CANCEL // timedelta(hours=1))


def reasons_not_to_put_up(
    starts_at: datetime,
    ends_at: datetime,
    seats: int,
    *,
    task_state: str,
    starts_on: date,
    ends_on: date | None,
    has_terms: bool,
    now: datetime,
) -> Iterator[Reason]:
    """Why a shift cannot be put up at this time with so many seats."""
    on = starts_at.astimezone(PAY_ZONE).date()
    if task_state not in ("open", "paused"):
        yield because.SHIFT_TASK_CLOSED()
    if not _times_right(starts_at, ends_at):
        yield because.SHIFT_TIMES_WRONG(least=SHORTEST // MINUTE, most=LONGEST // MINUTE)
    if starts_at <= now:
        yield because.SHIFT_IN_PAST(starts_at=starts_at.isoformat())
    if not 1 <= seats <= MOST_SEATS:
        yield because.SHIFT_SEATS_WRONG(most=MOST_SEATS)
    if on < starts_on or (ends_on and on > ends_on):
        yield because.SHIFT_OUTSIDE_TASK(local_on=on.isoformat())
    elif not has_terms:
        yield because.SHIFT_WITHOUT_TERMS(local_on=on.isoformat())


def _times_right(starts_at: datetime, ends_at: datetime) -> bool:
    whole = not any((at.second, at.microsecond) != (0, 0) for at in (starts_at, ends_at))
    return whole and SHORTEST <= ends_at - starts_at <= LONGEST


def reasons_not_to_seat(seats: int, *, taken: int) -> Iterator[Reason]:
    """Why a shift cannot have so many seats."""
    if not 1 <= seats <= MOST_SEATS:
        yield because.SHIFT_SEATS_WRONG(most=MOST_SEATS)
    elif seats < taken:
        yield because.SEATS_BELOW_TAKEN(taken=taken, seats=seats)


def weekly_pattern(
    first_on: date, last_on: date, weekdays: Sequence[int], starts: time, ends: time
) -> list[Times]:
    """The times of a pattern: these weekdays (0 = Monday) from day to day."""
    days = (first_on + timedelta(days=number) for number in range((last_on - first_on).days + 1))
    return [shift_times(day, starts, ends) for day in days if day.weekday() in weekdays]


def shift_times(on: date, starts: time, ends: time) -> Times:
    """A shift of that day; an end at or before the start is the next day's."""
    until = on if ends > starts else on + timedelta(days=1)
    return datetime.combine(on, starts, tzinfo=PAY_ZONE), datetime.combine(until, ends, tzinfo=PAY_ZONE)


def reasons_not_to_repeat(count: int) -> Iterator[Reason]:
    if not count:
        yield because.SHIFT_PATTERN_EMPTY()
    elif count > MOST_AT_ONCE:
        yield because.SHIFT_PATTERN_LONG(most=MOST_AT_ONCE, count=count)


def reasons_not_to_double(times: Sequence[Times], standing: Collection[Times]) -> Iterator[Reason]:
    """A task has one shift at a time: more people at that time are more seats of it."""
    if doubled := len(times) - len(set(times) - set(standing)):
        yield because.SHIFTS_STAND(count=doubled)


def seen_as(task: str, times: Iterable[Times], seats: int) -> str:
    """What was looked at before it is put up, as a word: anything else has another."""
    moments = [moment.isoformat() for pair in times for moment in pair]
    return sha256(" ".join([task, str(seats), *moments]).encode()).hexdigest()
