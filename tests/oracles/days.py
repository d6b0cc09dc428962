"""The statutory days as announced in law, written down by hand, and a task's multiplied days."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

_FIRST_AND_DAYS = {  # year: {holiday: ((month, day) of its first day, days)}
    2025: {"new_year": ((1, 1), 1), "spring_festival": ((1, 28), 4), "qingming": ((4, 4), 1),
           "labour_day": ((5, 1), 2), "dragon_boat": ((5, 31), 1), "mid_autumn": ((10, 6), 1),
           "national_day": ((10, 1), 3)},
    2026: {"new_year": ((1, 1), 1), "spring_festival": ((2, 16), 4), "qingming": ((4, 5), 1),
           "labour_day": ((5, 1), 2), "dragon_boat": ((6, 19), 1), "mid_autumn": ((9, 25), 1),
           "national_day": ((10, 1), 3)},
    2027: {"new_year": ((1, 1), 1), "spring_festival": ((2, 5), 4), "qingming": ((4, 5), 1),
           "labour_day": ((5, 1), 2), "dragon_boat": ((6, 9), 1), "mid_autumn": ((9, 15), 1),
           "national_day": ((10, 1), 3)},
    2028: {"new_year": ((1, 1), 1), "spring_festival": ((1, 25), 4), "qingming": ((4, 4), 1),
           "labour_day": ((5, 1), 2), "dragon_boat": ((5, 28), 1), "mid_autumn": ((10, 3), 1),
           "national_day": ((10, 1), 3)},
}  # fmt: skip


def holidays_of(year: int) -> dict[date, set[str]]:
    """Each statutory date of the year with the holidays it carries."""
    found: dict[date, set[str]] = {}
    for name, ((month, day), days) in _FIRST_AND_DAYS[year].items():
        for number in range(days):
            found.setdefault(date(year, month, day) + timedelta(days=number), set()).add(name)
    return found


def percent_of(day: date, terms: dict[str, Any]) -> int:
    """A task's multiplier of a day, from ``holiday_rule``, ``holiday_percent`` and ``holiday_dates``."""
    rule = terms.get("holiday_rule", "none")
    if rule == "dates":
        applies = day in terms["holiday_dates"]
    else:
        names = {
            "none": set(),
            "spring_and_national": {"spring_festival", "national_day"},
            "all_statutory": set(_FIRST_AND_DAYS[2025]),
        }[rule]
        applies = bool(names & holidays_of(day.year).get(day, set()))
    return max(100, terms.get("holiday_percent", 200)) if applies else 100
