"""A shift in plain sums: what the agent earns by the terms, and what is left of the client's price.

Shown to people; what is paid is priced by payouts, by the same arithmetic (multiply, divide, round once).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import time

from tasks.reasons import NO_MARGIN
from tasks.rules.terms import PLAIN_PERCENT, WHOLE_BP, Content, Rate
from yunke.ground.errors import Reason
from yunke.ground.money import half_up
from yunke.ground.tiers import price_cumulated, slices

DAY_MINUTES = 24 * 60
EXAMPLE = (time(14), time(22))  # the shift of the trade's own document
USUAL_MINUTES = (7 * 60, 8 * 60)  # paid, while no shift is planned
Hours = tuple[time, time]  # from when to when; an end not after the start lies on the next day


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
    topped_up_fen: int = 0  # by the guarantee, when nothing but hours was earned
    ranks: tuple[tuple[str, int], ...] = ()  # (rank, what it adds)
    mentor_fen: int = 0  # to the mentor, when the shift was a mentee's


@dataclass(frozen=True, slots=True)
class Earned:
    """So much of one kind of result in plain sums; ``slices`` are (how many, at which price, fen)."""

    kind: str
    measure: str
    quantity: int
    slices: tuple[tuple[int, int, int], ...]
    fen: int
    returns: str = ""


@dataclass(frozen=True, slots=True)
class Margin:
    """One shift against the client's price; ``left_fen`` may be below zero and is shown so."""

    minutes: int
    percent: int
    pay_fen: int
    price_fen: int

    @property
    def left_fen(self) -> int:
        return self.price_fen - self.pay_fen


def shift_example(content: Content, starts: time = EXAMPLE[0], ends: time = EXAMPLE[1]) -> ShiftExample:
    """What such a shift pays."""
    clock, meal = _minutes(content, (starts, ends))
    paid = clock - meal
    doubled = content.holiday_rule != "none" and content.holiday_percent > PLAIN_PERCENT
    return ShiftExample(
        starts,
        ends,
        clock,
        meal,
        paid,
        content.hourly_fen,
        pay(paid, content.hourly_fen),
        pay(paid, content.hourly_fen, content.holiday_percent) if doubled else None,
        topped_up(content, paid, pay(paid, content.hourly_fen)),
        tuple((one.rank, rank_fen(content, one.rank, paid)) for one in content.ranks),
        pay(paid, content.mentor_hourly_fen),
    )


def pay(minutes: int, hourly_fen: int, percent: int = PLAIN_PERCENT) -> int:
    """Fen of so many paid minutes."""
    return half_up(minutes * hourly_fen * percent, 60 * 100)


def topped_up(content: Content, minutes: int, earned_fen: int) -> int:
    """What the guarantee adds to a shift of so many paid minutes that earned so much."""
    if not content.guarantee_fen or minutes < content.guarantee_minutes:
        return 0
    return max(0, content.guarantee_fen - earned_fen)


def rank_fen(content: Content, rank: str, minutes: int) -> int:
    """What a rank adds to so many paid minutes: on the plain pay, whatever the day."""
    for one in content.ranks:
        if one.rank == rank:
            return (
                pay(minutes, content.hourly_fen, one.percent) if one.percent else pay(minutes, one.hourly_fen)
            )
    return 0


def earned(content: Content, quantities: Mapping[str, int]) -> list[Earned]:
    """What so many results of each kind come to, slice by slice."""
    return [_earned(rate, quantities[rate.kind]) for rate in content.rates if quantities.get(rate.kind)]


def margins(
    content: Content, *, unit: str, price_fen: int, commission_fen: int = 0, shifts: Iterable[Hours] = ()
) -> list[Margin]:
    """Plain and multiplied days of shifts as long as these, the shortest first, with the guarantee and a commission
    given; of 7 and 8 paid hours while none is planned."""
    percents = [PLAIN_PERCENT]
    if content.holiday_rule != "none" and content.holiday_percent > PLAIN_PERCENT:
        percents.append(content.holiday_percent)
    return [
        Margin(
            minutes,
            percent,
            _shift_fen(content, minutes, percent, commission_fen),
            pay(minutes, price_fen) if unit == "hour" else price_fen,
        )
        for minutes in _lengths(content, shifts) or USUAL_MINUTES
        for percent in percents
    ]


def reasons_against_margin(
    content: Content, *, unit: str, price_fen: int, seen: bool, shifts: Iterable[Hours] = ()
) -> Iterator[Reason]:
    """A shift of a plain day that leaves nothing needs somebody to say they saw it."""
    shown = margins(content, unit=unit, price_fen=price_fen, shifts=shifts)
    worst = min((one for one in shown if one.percent == PLAIN_PERCENT), key=lambda one: one.left_fen)
    if not seen and worst.pay_fen and worst.left_fen <= 0:
        yield NO_MARGIN(pay_fen=worst.pay_fen, price_fen=worst.price_fen)


def _shift_fen(content: Content, minutes: int, percent: int, commission_fen: int) -> int:
    earned_fen = pay(minutes, content.hourly_fen, percent) + commission_fen
    return earned_fen + topped_up(content, minutes, earned_fen)


def _earned(rate: Rate, quantity: int) -> Earned:
    sign, divisor = (-1 if rate.returns else 1), (WHOLE_BP if rate.measure == "amount" else 1)
    parts = tuple(
        (count, price, sign * half_up(count * price, divisor))
        for count, price in slices(quantity, rate.steps)
    )
    fen = sign * price_cumulated(quantity, rate.steps, divisor)
    return Earned(rate.kind, rate.measure, quantity, parts, fen, rate.returns)


def _lengths(content: Content, shifts: Iterable[Hours]) -> list[int]:
    """How many minutes such shifts pay, each length once."""
    return sorted({clock - meal for clock, meal in (_minutes(content, hours) for hours in shifts)} - {0})


def _minutes(content: Content, hours: Hours) -> tuple[int, int]:
    """Those on the clock, and those of the unpaid meal."""
    first, last = map(_minute, hours)
    last += DAY_MINUTES if last <= first else 0
    return last - first, _meal_minutes(content, first, last)


def _meal_minutes(content: Content, first: int, last: int) -> int:
    """Unpaid minutes of the meal inside the shift, on its day and on the next."""
    if content.meal_is_paid or content.meal_starts is None or content.meal_ends is None:
        return 0
    starts, ends = _minute(content.meal_starts), _minute(content.meal_ends)
    return sum(max(0, min(last, ends + day) - max(first, starts + day)) for day in (0, DAY_MINUTES))


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
