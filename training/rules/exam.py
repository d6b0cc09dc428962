"""The policy of an exam, from plain values: who may sit, which paper, what passes, how long it counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import zip_longest
from random import Random

from training import reasons
from yunke.ground.errors import Reason

RENEW_DAYS = 30  # so many days before a qualification ends one may sit again
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
YEAR = 365  # a qualification always ends: after so many days where its step says nothing
ACCURACY = "accuracy_percent"  # of gold items
THRESHOLDS = {  # where an installation begins; each version of the SOP may say otherwise
    "exam": {
        "question_count": 20,
        "minutes": 30,
        "pass_percent": 80,
        "cool_down_hours": 24,
        "attempt_limit": 3,
        "limit_days": 30,
    },
    "gold": {
        "question_count": 16,
        "minutes": 30,
        ACCURACY: 85,
        "cool_down_hours": 24,
        "attempt_limit": 3,
        "limit_days": 30,
    },
}
MAY_SIT = frozenset({"applicant", "active"})


@dataclass(frozen=True, slots=True)
class ExamFigures:
    """What a line's SOP says of a paper. Times in their units; ``pass_percent`` of it must be right.

    ``attempt_limit`` failures within ``limit_days`` close the door until the oldest of them is that old; 0 sets
    no limit. ``valid_days``: how long it counts once passed; none, for good (gold alone).
    """

    question_count: int
    minutes: int
    pass_percent: int
    cool_down_hours: int
    attempt_limit: int
    limit_days: int
    valid_days: int | None


def figures(kind: str, asked: Mapping[str, int | None], valid_days: int | None) -> ExamFigures:
    """Of an exam or of gold items, from their step's thresholds; what it leaves out is as in the beginning."""
    numbers = THRESHOLDS[kind] | {code: value for code, value in asked.items() if value is not None}
    exact = {"pass_percent": numbers.pop(ACCURACY)} if ACCURACY in numbers else {}
    return ExamFigures(**numbers, **exact, valid_days=valid_days or (YEAR if kind == "exam" else None))


@dataclass(frozen=True, slots=True)
class Spent:
    """``count`` failures lie within ``days``; at ``free_at`` the oldest of them no longer does."""

    count: int
    days: int
    free_at: datetime


def reasons_not_to_sit(
    *,
    agent_state: str,
    real_name_passed: bool,
    lessons_unread: int,
    live_questions: int,
    question_count: int,
    open_until: datetime | None,
    qualified_until: date | None,
    failed_at: datetime | None,
    cool_down_hours: int,
    spent: Spent | None = None,
    gold_passed: bool = False,
    now: datetime,
    today: date,
) -> Iterator[Reason]:
    """Everything that stands between an agent and a new paper; nothing means go ahead.

    ``open_until`` is the deadline of an unfinished attempt, ``failed_at`` when the last attempt ended if
    it failed, ``spent`` the failures that used the limit up, ``qualified_until`` the last day of a valid
    qualification, ``today`` the day of the pay zone.
    """
    if agent_state not in MAY_SIT:
        yield reasons.EXAM_BARRED()
    if live_questions < question_count:
        yield reasons.EXAM_NOT_READY()
    if not real_name_passed:
        yield reasons.EXAM_NEEDS_REAL_NAME()
    if lessons_unread:
        yield reasons.LESSONS_UNREAD(count=lessons_unread)
    if open_until:
        yield reasons.ATTEMPT_OPEN(deadline_at=open_until.isoformat())
    if qualified_until and today < renewable_on(qualified_until):
        yield reasons.ALREADY_QUALIFIED(
            expires_on=qualified_until.isoformat(), renew_on=renewable_on(qualified_until).isoformat()
        )
    if gold_passed:
        yield reasons.GOLD_PASSED()
    if spent and now < spent.free_at:
        yield reasons.ATTEMPTS_SPENT(count=spent.count, days=spent.days, again_at=spent.free_at.isoformat())
    elif failed_at and now < again_at(failed_at, cool_down_hours):
        yield reasons.COOLING_DOWN(again_at=again_at(failed_at, cool_down_hours).isoformat())


def reasons_against_count(kind: str, asked: int, live: int) -> Iterator[Reason]:
    """A paper asks no more questions than its bank has in use."""
    if asked > live:
        facts = {"step": kind, "threshold": f"{kind}.question_count", "asked": asked, "live": live}
        yield (reasons.PAPER_OVER_BANK if live else reasons.BANK_EMPTY)(**facts)


def renewable_on(expires_on: date) -> date:
    """The first day on which a qualification may be renewed."""
    return expires_on - timedelta(days=RENEW_DAYS)


def still_passed(passed_on: date, valid_days: int | None, today: date) -> bool:
    """Whether gold items once passed need not be done again yet; without a number of days they never do."""
    return valid_days is None or today < renewable_on(passed_on + valid_days * DAY)


def again_at(failed_at: datetime, cool_down_hours: int) -> datetime:
    """When somebody who failed may try again."""
    return failed_at + timedelta(hours=cool_down_hours)


def spent_attempts(failures: Sequence[datetime], limit: int, days: int) -> Spent | None:
    """Whether the last ``limit`` failures used the limit up, and when that ends; 0 sets no limit."""
    if not limit or len(failures) < limit:
        return None
    return Spent(limit, days, sorted(failures)[-limit] + days * DAY)


def sitting_time(minutes: int, extra_percent: int) -> timedelta:
    """How long a paper lasts for somebody who needs so much longer, up to a whole minute."""
    return -(-minutes * (100 + extra_percent) // 100) * MINUTE


def seconds_left(deadline_at: datetime, now: datetime) -> int:
    """Of an open paper: the same for the home and for the paper's own clock."""
    return max(0, int((deadline_at - now).total_seconds()))


def draw_paper(
    pool: Sequence[tuple[int, int, int]], count: int, seed: str, *, shuffled: bool = True
) -> list[tuple[int, list[int]]]:
    """``count`` questions of a pool of (question, number of options, lesson), each with its options' order.

    Every lesson gives as many as the others while it has any, and the paper mixes them. Labels that stand in
    the same order at every item (not ``shuffled``) keep it. The same pool and seed give the same paper, so a
    paper can be proven later.
    """
    dice = Random(seed)
    shelves: dict[int, list[tuple[int, int]]] = {}
    for question, options, lesson in sorted(pool):
        shelves.setdefault(lesson, []).append((question, options))
    drawn = _taken_in_turn(shelves, count, dice)
    dice.shuffle(drawn)
    return [
        (question, dice.sample(range(options), options) if shuffled else list(range(options)))
        for question, options in drawn
    ]


def _taken_in_turn(
    shelves: dict[int, list[tuple[int, int]]], count: int, dice: Random
) -> list[tuple[int, int]]:
    """One of each lesson, then another of each, until there are enough; who comes first is chance."""
    turn = dice.sample(sorted(shelves), len(shelves))
    mixed = [dice.sample(shelves[lesson], len(shelves[lesson])) for lesson in turn]
    rounds = zip_longest(*mixed)
    return [one for round_ in rounds for one in round_ if one is not None][:count]


def right_needed(total: int, pass_percent: int) -> int:
    """How many answers must be right: the share of the paper, rounded up."""
    return -(-total * pass_percent // 100)


def has_passed(right: int, total: int, pass_percent: int) -> bool:
    return right * 100 >= pass_percent * total


def qualified_until(today: date, valid_days: int, held_until: date | None) -> date:
    """The last day a new qualification counts; renewing early loses nothing of the old one."""
    return max(today, held_until or today) + timedelta(days=valid_days)
