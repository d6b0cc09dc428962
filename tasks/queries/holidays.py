"""Special days of confirmed years, by the version of the calendar."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db.models import Max, Q, QuerySet

from tasks.models import Holiday, HolidayAmendment, Segment
from tasks.rules.holiday_file import Held


class Difference(NamedTuple):
    """A settled segment as it stands, and the multiplier of its day before and after an amendment."""

    segment: Segment
    minutes: int
    percent_then: int
    percent_now: int


def days_in_force(calendar: int | None = None) -> QuerySet[Holiday]:
    """As a version of the calendar has them; today's without one."""
    held = (
        Q(until=None)
        if calendar is None
        else Q(since__lte=calendar) & (Q(until=None) | Q(until__gt=calendar))
    )
    return Holiday.objects.filter(held, year__state="confirmed")


def latest_calendar() -> int:
    """The version in force today; 0 while nothing was amended."""
    return HolidayAmendment.objects.aggregate(last=Max("version"))["last"] or 0


def held_days(year: int) -> Held:
    """Each special day of a year as it holds today, a statutory one with its holidays."""
    found: dict[date, tuple[str, tuple[str, ...]]] = {}
    for on, kind, code in (
        days_in_force()
        .filter(year__year=year)
        .order_by("on", "-kind", "pk")
        .values_list("on", "kind", "code")
    ):
        _kind, codes = found.get(on, (kind, ()))
        found[on] = (_kind, (*codes, code) if kind == _kind else codes)
    return found
