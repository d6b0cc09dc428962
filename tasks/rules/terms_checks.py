"""Whether a version of terms contradicts itself, and from which day it may apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from tasks.reasons import (
    CLAUSE_HALF,
    CLAUSE_TWICE,
    DATES_WITHOUT_RULE,
    GUARANTEE_HALF,
    GUARANTEE_IDLE,
    GUARANTEE_WITH_TIERS,
    HOLIDAY_NOT_MORE,
    HOLIDAY_WITHOUT_DATES,
    MEAL_BACKWARDS,
    MEAL_HALF,
    MENTOR_HALF,
    NOTHING_PAID,
    PAID_MEAL_MISSING,
    PIECES_NEED_COUNT,
    RANK_FALLS,
    RANK_HALF,
    RANK_NEEDS_HOURLY,
    RANK_TWICE,
    RATE_OF_NOTHING,
    RATE_TWICE,
    REWARD_HALF,
    SHARE_NEEDS_SALES,
    SHARE_TAKES_ALL,
    TAKES_BACK_ALONE,
    TAKES_BACK_IN_TIERS,
    TAKES_BACK_MORE,
    TERMS_AFTER_WORK,
    TERMS_BEHIND_PEOPLE,
    TERMS_NOT_LATER,
    TIERS_IDLE,
    TIERS_NOT_RISING,
)
from tasks.rules.margin import pay
from tasks.rules.terms import PLAIN_PERCENT, WHOLE_BP, Clause, Content, RankPay, Rate
from yunke.ground.errors import Reason

LADDER = ("mentor", "lead", "trainer")  # the ranks that can earn a supplement, upwards


def contradictions(content: Content) -> Iterator[Reason]:
    """What in these terms cannot hold together."""
    yield from _meal(content)
    if not content.hourly_fen and not content.rates:
        yield NOTHING_PAID()
    yield from _rates(content.rates)
    yield from _holiday(content)
    for reward, fen, shifts in (
        ("full_attendance", content.full_attendance_fen, content.full_attendance_shifts),
        ("task_bonus", content.task_bonus_fen, content.task_bonus_shifts),
    ):
        if bool(fen) != bool(shifts):
            yield REWARD_HALF(reward=reward)
    yield from _guarantee(content)
    yield from _ranks(content)
    if bool(content.mentor_hourly_fen) != bool(content.mentor_days):
        yield MENTOR_HALF()


def reasons_not_to_date(
    effective_on: date, *, last: tuple[int, date] | None, worked_on: date | None, on_duty: int, today: date
) -> Iterator[Reason]:
    """Why terms may not begin on a day: ``last`` is the newest (version, day), ``worked_on`` the last day worked."""
    if last and effective_on <= last[1]:
        yield TERMS_NOT_LATER(version=last[0], last_on=last[1].isoformat())
    if worked_on and effective_on <= worked_on:
        yield TERMS_AFTER_WORK(worked_on=worked_on.isoformat())
    if on_duty and effective_on <= today:
        yield TERMS_BEHIND_PEOPLE(people=on_duty)


def clause_reasons(clauses: Iterable[Clause]) -> Iterator[Reason]:
    """A clause names its sum, and stands once, by its title and by its code."""
    seen: set[str] = set()
    codes: set[str] = set()
    for clause in clauses:
        if clause.amount_fen <= 0:
            yield CLAUSE_HALF(title=clause.title)
        if clause.title in seen or clause.code in codes:
            yield CLAUSE_TWICE(title=clause.title)
        seen.add(clause.title)
        codes.add(clause.code)


def _meal(content: Content) -> Iterator[Reason]:
    starts, ends = content.meal_starts, content.meal_ends
    if (starts is None) != (ends is None):
        yield MEAL_HALF()
    elif starts and ends and ends <= starts:
        yield MEAL_BACKWARDS()
    if content.meal_is_paid and starts is None and ends is None:
        yield PAID_MEAL_MISSING()


def _rates(rates: Iterable[Rate]) -> Iterator[Reason]:
    rates, seen = list(rates), set[str]()
    by_kind = {rate.kind: rate for rate in rates}
    for rate in rates:
        if rate.share_bp and rate.measure != "amount":
            yield SHARE_NEEDS_SALES(kind=rate.kind)
        if rate.unit_fen and rate.measure != "count":
            yield PIECES_NEED_COUNT(kind=rate.kind)
        if rate.measure == "amount" and (most := max(price for _above, price in rate.steps)) >= WHOLE_BP:
            yield SHARE_TAKES_ALL(kind=rate.kind, percent=f"{most / 100:g}")
        if rate.kind in seen:
            yield RATE_TWICE(kind=rate.kind)
        seen.add(rate.kind)
        yield from _tiers(rate)
        if rate.returns:
            yield from _takes_back(rate, by_kind.get(rate.returns))


def _tiers(rate: Rate) -> Iterator[Reason]:
    """Each tier begins above the one before, at another price; the first slice may be free."""
    if not rate.tiers and not rate.price:
        yield RATE_OF_NOTHING(kind=rate.kind)
    for (below, before), (above, price) in pairwise(rate.steps):
        if above <= below:
            yield TIERS_NOT_RISING(kind=rate.kind)
        if price == before:
            yield TIERS_IDLE(kind=rate.kind)


def _takes_back(rate: Rate, accepted: Rate | None) -> Iterator[Reason]:
    """A returned piece costs at most what an accepted one brought."""
    if rate.tiers:
        yield TAKES_BACK_IN_TIERS(kind=rate.kind)
    if accepted is None:
        yield TAKES_BACK_ALONE(kind=rate.kind, accepted=rate.returns)
    elif rate.unit_fen > min(price for _above, price in accepted.steps):
        yield TAKES_BACK_MORE(kind=rate.kind, accepted=rate.returns)


def _guarantee(content: Content) -> Iterator[Reason]:
    if bool(content.guarantee_fen) != bool(content.guarantee_minutes):
        yield GUARANTEE_HALF()
    elif content.guarantee_fen and content.guarantee_fen <= pay(
        content.guarantee_minutes, content.hourly_fen
    ):
        yield GUARANTEE_IDLE(minutes=content.guarantee_minutes)
    if content.guarantee_fen and any(rate.tiers for rate in content.rates):
        yield GUARANTEE_WITH_TIERS()


def _ranks(content: Content) -> Iterator[Reason]:
    seen: set[str] = set()
    for one in content.ranks:
        if bool(one.percent) == bool(one.hourly_fen):
            yield RANK_HALF(rank=one.rank)
        if one.percent and not content.hourly_fen:
            yield RANK_NEEDS_HOURLY(rank=one.rank)
        if one.rank in seen:
            yield RANK_TWICE(rank=one.rank)
        seen.add(one.rank)
    ordered = sorted(content.ranks, key=lambda one: LADDER.index(one.rank))
    for lower, higher in pairwise(ordered):
        if rank_rate(higher, content.hourly_fen) < rank_rate(lower, content.hourly_fen):
            yield RANK_FALLS(rank=higher.rank, lower=lower.rank)


def rank_rate(one: RankPay, hourly_fen: int) -> int:
    """Hundredths of a fen an hour that a rank adds, to compare two of them."""
    return one.hourly_fen * 100 or one.percent * hourly_fen


def _holiday(content: Content) -> Iterator[Reason]:
    if content.holiday_rule == "dates" and not content.holiday_dates:
        yield HOLIDAY_WITHOUT_DATES()
    if content.holiday_rule != "dates" and content.holiday_dates:
        yield DATES_WITHOUT_RULE()
    if content.holiday_rule != "none" and content.holiday_percent <= PLAIN_PERCENT:
        yield HOLIDAY_NOT_MORE(percent=content.holiday_percent)
