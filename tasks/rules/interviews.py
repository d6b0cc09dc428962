"""Who may book which time, move or cancel it, and how long an interview counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tasks.reasons import (
    AGENT_SUSPENDED,
    CLAIM_STEP_OPEN,
    INTERVIEW_BOOKED_ALREADY,
    INTERVIEW_COUNTS,
    INTERVIEW_NOT_BEGUN,
    INTERVIEW_OVERLAPS,
    INTERVIEW_REFUSED_LATELY,
    INTERVIEW_TOO_LATE,
    NO_SHOW_TWICE,
    NOT_QUALIFIED,
    SLOT_FOR_ANOTHER_LINE,
    SLOT_IN_PAST,
    SLOT_LENGTH_WRONG,
    SLOT_TAKEN,
    SLOTS_OVERLAP,
    SLOTS_TOO_MANY,
)
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason

Span = tuple[datetime, datetime]
SHORTEST, LONGEST = 10, 120  # minutes of one interview
MOST_SLOTS = 60  # put up at once
NO_SHOWS_BORNE = 1  # after one the agent may book once more


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's settings: days a result counts, days until the next try, hours to cancel before."""

    counts_days: int
    again_days: int
    notice_hours: int


@dataclass(frozen=True, slots=True)
class Past:
    """An agent's interviews of one line so far. ``no_shows`` are those after the last one held."""

    booked: bool = False
    counts_until: date | None = None  # of the last held one that recommends admitting
    refused_on: date | None = None  # the last held one, when it recommends against
    no_shows: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    state: str = "active"
    open_steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by line
    lines: Mapping[str, date] = field(default_factory=dict)  # line -> last day of the qualification
    held: tuple[Span, ...] = ()  # interviews and shifts already in hand


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot as the rules read it; ``line`` is empty when it serves any."""

    state: str
    starts_at: datetime
    ends_at: datetime
    line: str = ""


def reasons_not_to_interview(
    line: str, asker: Asker, past: Past, policy: Policy, *, now: datetime
) -> Iterator[Reason]:
    """What stands between an agent and any interview of a line."""
    if asker.state != "active":
        yield AGENT_SUSPENDED()
    for step in asker.open_steps.get(line, ()):
        yield CLAIM_STEP_OPEN(line=line, step=step)
    if line not in asker.lines:
        yield NOT_QUALIFIED(line=line)
    if past.booked:
        yield INTERVIEW_BOOKED_ALREADY()
    yield from _past(past, policy, local_on(now))


def reasons_not_to_book(offer: Offer, line: str, asker: Asker, *, now: datetime) -> Iterator[Reason]:
    """What stands between an agent and this time."""
    if offer.state != "open" or offer.starts_at <= now:
        yield SLOT_TAKEN()
    if offer.line and offer.line != line:
        yield SLOT_FOR_ANOTHER_LINE()
    for starts_at, ends_at in asker.held:
        if starts_at < offer.ends_at and offer.starts_at < ends_at:
            yield INTERVIEW_OVERLAPS(starts_at=starts_at.isoformat())


def reasons_not_to_change(starts_at: datetime, policy: Policy, *, now: datetime) -> Iterator[Reason]:
    """Cancelling and moving end some hours before."""
    if now > change_until(starts_at, policy):
        yield INTERVIEW_TOO_LATE(hours=policy.notice_hours, starts_at=starts_at.isoformat())


def change_until(starts_at: datetime, policy: Policy) -> datetime:
    """The last moment at which an interview may be moved or cancelled."""
    return starts_at - timedelta(hours=policy.notice_hours)


def reasons_not_to_end(starts_at: datetime, *, now: datetime) -> Iterator[Reason]:
    """A result or a no-show is written from the hour of the talk on."""
    if now < starts_at:
        yield INTERVIEW_NOT_BEGUN(starts_at=starts_at.isoformat())


def reasons_not_to_put_up(spans: list[Span], held: Iterable[Span], *, now: datetime) -> Iterator[Reason]:
    """``held``: what the interviewer has put up already."""
    if not 1 <= len(spans) <= MOST_SLOTS:
        yield SLOTS_TOO_MANY(most=MOST_SLOTS, count=len(spans))
        return
    length = (spans[0][1] - spans[0][0]) // timedelta(minutes=1)
    if not SHORTEST <= length <= LONGEST:
        yield SLOT_LENGTH_WRONG(least=SHORTEST, most=LONGEST)
    if spans[0][0] <= now:
        yield SLOT_IN_PAST(starts_at=spans[0][0].isoformat())
    for starts_at, ends_at in held:
        if starts_at < spans[-1][1] and spans[0][0] < ends_at:
            yield SLOTS_OVERLAP(starts_at=starts_at.isoformat())
            return


def spans_between(starts_at: datetime, ends_at: datetime, minutes: int) -> list[Span]:
    """Whole talks of so many minutes, one after the other."""
    if minutes <= 0:
        return []
    length = timedelta(minutes=minutes)
    return [
        (starts_at + number * length, starts_at + (number + 1) * length)
        for number in range(max(0, (ends_at - starts_at) // length))
    ]


def counts_until(held_on: date, policy: Policy) -> date:
    """The last day: an interview of today counts for so many days, today among them."""
    return held_on + timedelta(days=policy.counts_days - 1)


def again_on(since: date, policy: Policy) -> date:
    return since + timedelta(days=policy.again_days)


def _past(past: Past, policy: Policy, today: date) -> Iterator[Reason]:
    if past.counts_until and past.counts_until >= today:
        yield INTERVIEW_COUNTS(until_on=past.counts_until.isoformat())
    elif past.refused_on and today < again_on(past.refused_on, policy):
        yield INTERVIEW_REFUSED_LATELY(again_on=again_on(past.refused_on, policy).isoformat())
    if len(past.no_shows) > NO_SHOWS_BORNE:
        free_on = again_on(local_on(max(past.no_shows)), policy)
        if today < free_on:
            yield NO_SHOW_TWICE(count=len(past.no_shows), again_on=free_on.isoformat())
