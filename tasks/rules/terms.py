"""What a version of terms says, whether it contradicts itself, and the hash it is accepted by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, time
from hashlib import sha256
from json import dumps

from tasks.reasons import (
    CLAUSE_HALF,
    CLAUSE_TWICE,
    DATES_WITHOUT_RULE,
    HOLIDAY_NOT_MORE,
    HOLIDAY_WITHOUT_DATES,
    MEAL_BACKWARDS,
    MEAL_HALF,
    NOTHING_PAID,
    PAID_MEAL_MISSING,
    PIECES_NEED_COUNT,
    RATE_TWICE,
    REWARD_HALF,
    SHARE_NEEDS_SALES,
    SHARE_TAKES_ALL,
    TERMS_AFTER_WORK,
    TERMS_BEHIND_PEOPLE,
    TERMS_NOT_LATER,
)
from yunke.ground.errors import Reason

WHOLE_BP = 10_000  # a share of 100 %
PLAIN_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Rate:
    """Commission of one kind; ``measure`` is ``count`` (fen a piece) or ``amount`` (basis points)."""

    kind: str
    measure: str
    unit_fen: int = 0
    share_bp: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a version of terms promises."""

    hourly_fen: int = 0
    meal_starts: time | None = None
    meal_ends: time | None = None
    meal_is_paid: bool = False
    grace_minutes: int = 5
    holiday_rule: str = "spring_and_national"
    holiday_percent: int = 200
    holiday_dates: tuple[str, ...] = ()
    full_attendance_fen: int = 0
    full_attendance_shifts: int = 0
    task_bonus_fen: int = 0
    task_bonus_shifts: int = 0
    rates: tuple[Rate, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Clause:
    """A breach and the most it costs."""

    code: str
    title: str
    amount_fen: int


def terms_hash(task: str, version: int, effective_on: date, content: Content) -> str:
    """SHA-256 over canonical JSON: the task's number, version, day and every promise; rates by kind."""
    said = {
        "paper": "terms",
        "task": task,
        "version": version,
        "effective_on": effective_on.isoformat(),
        "hourly_fen": content.hourly_fen,
        "meal": [_hm(content.meal_starts), _hm(content.meal_ends)],
        "meal_is_paid": content.meal_is_paid,
        "grace_minutes": content.grace_minutes,
        "holiday": [content.holiday_rule, content.holiday_percent, sorted(content.holiday_dates)],
        "full_attendance": [content.full_attendance_fen, content.full_attendance_shifts],
        "task_bonus": [content.task_bonus_fen, content.task_bonus_shifts],
        "rates": sorted([rate.kind, rate.unit_fen, rate.share_bp] for rate in content.rates),
    }
    return _digest(said)


def penalty_hash(
    task: str, version: int, effective_on: date, appeal_days: int, clauses: Iterable[Clause]
) -> str:
    """SHA-256 over a penalty table; the order of its clauses does not matter."""
    return _digest(
        {
            "paper": "penalties",
            "task": task,
            "version": version,
            "effective_on": effective_on.isoformat(),
            "appeal_days": appeal_days,
            "clauses": sorted([clause.code, clause.title, clause.amount_fen] for clause in clauses),
        }
    )


def agreement_hash(entity: str, version: int, effective_on: date, body_zh: str, body_en: str) -> str:
    """SHA-256 over both languages: accepting one is accepting the other."""
    return _digest(
        {
            "paper": "agreement",
            "entity": entity,
            "version": version,
            "effective_on": effective_on.isoformat(),
            "zh": body_zh,
            "en": body_en,
        }
    )


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
    seen = set()
    for rate in rates:
        if rate.share_bp and rate.measure != "amount":
            yield SHARE_NEEDS_SALES(kind=rate.kind)
        if rate.unit_fen and rate.measure != "count":
            yield PIECES_NEED_COUNT(kind=rate.kind)
        if rate.share_bp >= WHOLE_BP:
            yield SHARE_TAKES_ALL(kind=rate.kind, percent=f"{rate.share_bp / 100:g}")
        if rate.kind in seen:
            yield RATE_TWICE(kind=rate.kind)
        seen.add(rate.kind)


def _holiday(content: Content) -> Iterator[Reason]:
    if content.holiday_rule == "dates" and not content.holiday_dates:
        yield HOLIDAY_WITHOUT_DATES()
    if content.holiday_rule != "dates" and content.holiday_dates:
        yield DATES_WITHOUT_RULE()
    if content.holiday_rule != "none" and content.holiday_percent <= PLAIN_PERCENT:
        yield HOLIDAY_NOT_MORE(percent=content.holiday_percent)


def _hm(at: time | None) -> str:
    return at.strftime("%H:%M") if at else ""


def _digest(said: dict[str, object]) -> str:
    canonical = dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(canonical.encode("ascii")).hexdigest()
