"""Clock to paid minutes, written again minute by minute.

Everything is a naive Beijing datetime. A minute is paid when the agent was there in it, inside the
shift, and it is no meal. Arriving up to ``grace`` minutes late (or leaving as early) costs nothing;
later than that, the seconds of arrival are rounded up and those of leaving down.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

MINUTE = timedelta(minutes=1)
Meal = tuple[time, time] | None


def present_from(clock_in: datetime, shift_start: datetime, grace: int) -> datetime:
    if clock_in <= shift_start + grace * MINUTE:
        return shift_start
    whole = clock_in.replace(second=0, microsecond=0)
    return whole if whole == clock_in else whole + MINUTE


def present_until(clock_out: datetime, shift_end: datetime, grace: int) -> datetime:
    if clock_out >= shift_end - grace * MINUTE:
        return shift_end
    return clock_out.replace(second=0, microsecond=0)


def paid_minutes(
    clock_in: datetime,
    clock_out: datetime,
    shift: tuple[datetime, datetime],
    grace: int = 0,
    meal: Meal = (time(18), time(19)),
) -> dict[date, int]:
    """Paid minutes of each Beijing day the shift touches; days without any are left out."""
    minute, end = present_from(clock_in, shift[0], grace), present_until(clock_out, shift[1], grace)
    found: dict[date, int] = {}
    while minute < end:
        if not (meal and meal[0] <= minute.time() < meal[1]):
            found[minute.date()] = found.get(minute.date(), 0) + 1
        minute += MINUTE
    return found
