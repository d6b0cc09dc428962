"""The dates of one month's settlement by the confirmed table of days off and working Saturdays."""

from __future__ import annotations

from datetime import date

from payouts.rules.paydays import Timetable, payment_day, timetable
from tasks.queries.settlement import bank_exceptions


def timetable_of(month: date) -> Timetable:
    return timetable(month, *bank_exceptions())


def payment_day_of(month: date, today: date) -> date:
    """When a run prepared or computed anew today is paid."""
    return payment_day(month, today, *bank_exceptions())
