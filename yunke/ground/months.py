"""A month is the date of its first day."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


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


def parse_month(text: str) -> date:
    """Read "2026-10" as 1 October 2026; ValueError for anything else."""
    found = _MONTH.fullmatch(text.strip())
    if not found:
        raise ValueError(f"not a month (YYYY-MM): {text!r}")
    return date(int(found[1]), int(found[2]), 1)


def month_text(month: date) -> str:
    """Write 1 October 2026 as "2026-10"."""
    return month.isoformat()[:7]
