"""A month is the date of its first day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

REACH = (date(2000, 1, 1), date(2100, 1, 1))  # what an address may name: days about it stay in the calendar
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class Week(NamedTuple):
    """Days of one month in one week, Monday to Sunday, both included."""

    first: date
    last: date

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    def __str__(self) -> str:
        """Its days of the month, as in 12–18."""
        return f"{self.first.day}" if self.first == self.last else f"{self.first.day}–{self.last.day}"


def within_reach(day: date) -> bool:
    return REACH[0] <= day < REACH[1]


def month_of(day: date) -> date:
    """The month a day lies in. A moment has no month before it is placed in the pay zone."""
    if isinstance(day, datetime):
        raise TypeError("month_of takes a date: use calendar.local_on(at) for a moment")
    return day.replace(day=1)


def next_month(month: date) -> date:
    return month_of(month_of(month) + timedelta(days=31))


def previous_month(month: date) -> date:
    return month_of(month_of(month) - timedelta(days=1))


def days_of(month: date) -> list[date]:
    """Every day of the month, in order."""
    first, after = month_of(month), next_month(month)
    return [first + timedelta(days=number) for number in range((after - first).days)]


def weeks_of(month: date) -> list[Week]:
    """Its weeks, the first and the last cut where the month ends."""
    days = days_of(month)
    firsts = [day for day in days if day.day == 1 or day.weekday() == 0]
    lasts = [day for day in days if day == days[-1] or day.weekday() == 6]
    return [Week(first, last) for first, last in zip(firsts, lasts, strict=True)]


def year_within_reach(year: int) -> bool:
    return REACH[0].year <= year < REACH[1].year


def parse_month(text: str) -> date:
    """Read "2026-10" as 1 October 2026; ValueError for anything else."""
    found = _MONTH.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a month (YYYY-MM): {text!r}")
    return date(int(found[1]), int(found[2]), 1)


def month_text(month: date) -> str:
    """Write 1 October 2026 as "2026-10"."""
    return month.isoformat()[:7]
