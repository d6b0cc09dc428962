"""Until when a line is disputed and by when it is answered; who may not answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from payouts.reasons import (
    ANSWER_NEEDS_WORDS,
    DISPUTE_ANSWERED_ALREADY,
    DISPUTE_IS_OPEN,
    DISPUTE_NEEDS_WORDS,
    DISPUTE_NOT_YET,
    LINE_NOT_DISPUTABLE,
    NOT_WHO_DECIDED,
)
from payouts.rules.paydays import Timetable
from payouts.states import LOCKED_RUNS
from yunke.ground.errors import Reason

ANSWERED_WITHIN = timedelta(days=9)
SUMS = ("debt", "carried")  # what follows from the lines above it


@dataclass(frozen=True, slots=True)
class Clock:
    """``in_time``: decided before approval by ``answer_by``; else the line moves and is answered by then."""

    in_time: bool
    answer_by: date


def clock_of(today: date, dates: Timetable, *, run_state: str) -> Clock:
    if today <= dates.disputes_until_on and run_state not in LOCKED_RUNS:
        return Clock(True, dates.decided_by_on)
    return Clock(False, today + ANSWERED_WITHIN)


def answer_by_once_moved(decided_by_on: date) -> date:
    """Undecided on its day, it moves; the nine days count from there."""
    return decided_by_on + ANSWERED_WITHIN


def reasons_not_to_dispute(*, run_state: str, kind: str, words: str, is_open: bool) -> Iterator[Reason]:
    if run_state == "computing":
        yield DISPUTE_NOT_YET()
    if kind in SUMS:
        yield LINE_NOT_DISPUTABLE()
    if is_open:
        yield DISPUTE_IS_OPEN()
    if not words.strip():
        yield DISPUTE_NEEDS_WORDS()


def reasons_not_to_answer(*, state: str, answer: str, decided_it: bool) -> Iterator[Reason]:
    """``decided_it``: whoever answers proposed or decided the very line."""
    if state != "open":
        yield DISPUTE_ANSWERED_ALREADY()
    if decided_it:
        yield NOT_WHO_DECIDED()
    if not answer.strip():
        yield ANSWER_NEEDS_WORDS()
