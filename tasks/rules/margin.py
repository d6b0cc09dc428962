"""A shift in plain sums: what the agent earns by the terms, and what is left of the client's price.

Shown to people; what is paid is priced by payouts, by the same arithmetic (multiply, divide, round once).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from tasks.reasons import NO_MARGIN
from tasks.rules.terms import PLAIN_PERCENT, Content
from yunke.ground.errors import Reason
from yunke.ground.money import half_up

DAY_MINUTES = 24 * 60
EXAMPLE = (time(14), time(22))  # the shift of the trade's own document
HOURS_SHOWN = (7, 8)


@dataclass(frozen=True, slots=True)
class ShiftExample:
    """A shift worked to the minute: minutes on the clock, unpaid meal, paid, and its pay."""

    starts: time
    ends: time
    clock_minutes: int
    meal_minutes: int
    paid_minutes: int
    hourly_fen: int
    pay_fen: int
    holiday_pay_fen: int | None  # None: no day is multiplied


@dataclass(frozen=True, slots=True)
class Margin:
    """One shift against the client's price; ``left_fen`` may be below zero and is shown so."""

    hours: int
    percent: int
    pay_fen: int
    price_fen: int

    @property
    def left_fen(self) -> int:
        return self.price_fen - self.pay_fen


def shift_example(content: Content, starts: time = EXAMPLE[0], ends: time = EXAMPLE[1]) -> ShiftExample:
    """What such a shift pays. An end not after the start lies on the next day."""
    first, last = _minute(starts), _minute(ends)
    last += DAY_MINUTES if last <= first else 0
    meal = _meal_minutes(content, first, last)
    paid = last - first - meal
    doubled = content.holiday_rule != "none" and content.holiday_percent > PLAIN_PERCENT
    return ShiftExample(
        starts,
        ends,
        last - first,
        meal,
        paid,
        content.hourly_fen,
        pay(paid, content.hourly_fen),
        pay(paid, content.hourly_fen, content.holiday_percent) if doubled else None,
    )


def pay(minutes: int, hourly_fen: int, percent: int = PLAIN_PERCENT) -> int:
    """Fen of so many paid minutes."""
    return half_up(minutes * hourly_fen * percent, 60 * 100)


def margins(content: Content, *, unit: str, price_fen: int) -> list[Margin]:
    """Plain and multiplied days of 7 and 8 paid hours; commission and rewards come on top of the pay."""
    percents = [PLAIN_PERCENT]
    if content.holiday_rule != "none" and content.holiday_percent > PLAIN_PERCENT:
        percents.append(content.holiday_percent)
    return [
        Margin(
            hours,
            percent,
            pay(hours * 60, content.hourly_fen, percent),
            price_fen * hours if unit == "hour" else price_fen,
        )
        for hours in HOURS_SHOWN
        for percent in percents
    ]


def reasons_against_margin(content: Content, *, unit: str, price_fen: int, seen: bool) -> Iterator[Reason]:
    """A plain day that leaves nothing needs somebody to say they saw it."""
    plain = [one for one in margins(content, unit=unit, price_fen=price_fen) if one.percent == PLAIN_PERCENT]
    if not seen and content.hourly_fen and plain[-1].left_fen <= 0:
        yield NO_MARGIN(pay_fen=plain[-1].pay_fen, price_fen=plain[-1].price_fen)


def _meal_minutes(content: Content, first: int, last: int) -> int:
    """Unpaid minutes of the meal inside the shift, on its day and on the next."""
    if content.meal_is_paid or content.meal_starts is None or content.meal_ends is None:
        return 0
    starts, ends = _minute(content.meal_starts), _minute(content.meal_ends)
    return sum(max(0, min(last, ends + day) - max(first, starts + day)) for day in (0, DAY_MINUTES))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
