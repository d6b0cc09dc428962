"""Days of pay: the pay zone, the statutory days of China and the days on which banks work."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

from yunke.ground.months import next_month

# A constant, not a setting: Django moves TZ about at start, and pay days follow no server.
PAY_ZONE = ZoneInfo("Asia/Shanghai")
PAY_DAY = 15

# The package's English names, in the order in which two on one day are told.
_HOLIDAYS = {
    "New Year's Day": "new_year",
    "Chinese New Year's Eve": "spring_festival",
    "Chinese New Year (Spring Festival)": "spring_festival",
    "Tomb-Sweeping Day": "qingming",
    "Labor Day": "labour_day",
    "Dragon Boat Festival": "dragon_boat",
    "Mid-Autumn Festival": "mid_autumn",
    "National Day": "national_day",
}
HOLIDAYS = tuple(dict.fromkeys(_HOLIDAYS.values()))
SPRING_AND_NATIONAL = frozenset({"spring_festival", "national_day"})

StatutoryDays = Mapping[date, tuple[str, ...]]


class LocalPart(NamedTuple):
    """A piece of a stretch of time that lies within one day of the pay zone."""

    started_at: datetime
    ended_at: datetime
    local_on: date


def local_on(at: datetime) -> date:
    """The day of the pay zone on which a moment lies."""
    return _local(at).date()


def local_midnight(day: date) -> datetime:
    """The moment a day of the pay zone begins."""
    return datetime.combine(day, time.min, tzinfo=PAY_ZONE)


def split_at_midnight(started_at: datetime, ended_at: datetime) -> list[LocalPart]:
    """Cut a stretch at each local midnight; the parts touch, so no minute is lost or told twice."""
    start, end = _local(started_at), _local(ended_at)
    if end < start:
        raise ValueError("a stretch of time ends before it starts")
    parts = []
    while start < end:
        cut = min(end, local_midnight(start.date() + timedelta(days=1)))
        parts.append(LocalPart(start, cut, start.date()))
        start = cut
    return parts


@lru_cache(maxsize=64)
def statutory_days(year: int) -> StatutoryDays:
    """The holidays paid by law: 13 days since 2025, and which ones they are.

    A date carries two where they meet (3 October 2028). Days taken off in exchange for a worked
    weekend are no statutory days, and the "observed" shift of the package would overpay.
    """
    calendar = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    found = {day: _codes(calendar.get_list(day)) for day in sorted(calendar)}
    return MappingProxyType({day: codes for day, codes in found.items() if codes})


def is_bank_day(day: date, days_off: Collection[date], make_up_days: Collection[date]) -> bool:
    """Whether banks work: the announced tables first, then the weekend and the law."""
    if day in days_off:
        return False
    return day in make_up_days or (day.weekday() < 5 and day not in statutory_days(day.year))


def bank_day_on_or_before(
    day: date, days_off: Collection[date] = (), make_up_days: Collection[date] = ()
) -> date:
    """The day itself when banks work on it, else the nearest one before."""
    while not is_bank_day(day, days_off, make_up_days):
        day -= timedelta(days=1)
    return day


def planned_payment_on(
    month: date, days_off: Collection[date] = (), make_up_days: Collection[date] = ()
) -> date:
    """When a month's work is paid: the 15th of the month after it, or the bank day before."""
    return bank_day_on_or_before(next_month(month).replace(day=PAY_DAY), days_off, make_up_days)


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone has no day")
    return at.astimezone(PAY_ZONE)


def _codes(names: list[str]) -> tuple[str, ...]:
    """Holiday codes of one day's names; a name never seen is an error, not an unpaid holiday."""
    told = {_HOLIDAYS[name] for name in names if not name.startswith("Day off")}
    return tuple(code for code in HOLIDAYS if code in told)
