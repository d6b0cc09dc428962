"""The dates one month's settlement is held to (pay zone days)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from yunke.ground.calendar import is_bank_day, planned_payment_on
from yunke.ground.months import month_of, next_month

DISPUTES_UNTIL, DECIDED_BY, APPROVED_BY = 7, 10, 13  # days of the month after the work


@dataclass(frozen=True, slots=True)
class Timetable:
    """Preview, last day to dispute, last day to decide, last day to approve, and the pay day."""

    preview_on: date
    disputes_until_on: date
    decided_by_on: date
    approved_by_on: date
    payment_on: date


def timetable(month: date, days_off: Collection[date] = (), make_up_days: Collection[date] = ()) -> Timetable:
    """The timetable of a month's work; a long break before the 15th pulls every later date forward."""
    payment_on = planned_payment_on(month, days_off, make_up_days)
    following = next_month(month)

    def by(day: int) -> date:
        return min(following.replace(day=day), payment_on)

    return Timetable(following, by(DISPUTES_UNTIL), by(DECIDED_BY), by(APPROVED_BY), payment_on)


def payment_day(
    month: date, today: date, days_off: Collection[date] = (), make_up_days: Collection[date] = ()
) -> date:
    """The planned day; once its month is over, the next bank day, as tax follows the month of payment."""
    planned = planned_payment_on(month, days_off, make_up_days)
    if month_of(planned) >= month_of(today):
        return planned
    while not is_bank_day(today, days_off, make_up_days):
        today += timedelta(days=1)
    return today


def tax_month(payment_on: date) -> date:
    """The month a payment is taxed in: December's work paid on 15 January is January's."""
    return month_of(payment_on)
