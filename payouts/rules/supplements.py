"""Full attendance (全勤) and the task bonus (任务奖金): what a month of shifts earns beside the work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from payouts.rules.reasons import (
    CAME_LATE,
    CANCELLED_LATE,
    LEFT_EARLY,
    SHIFTS_OPEN,
    TOO_FEW_SHIFTS,
    WAS_ABSENT,
)
from yunke.ground.errors import Reason


@dataclass(frozen=True, slots=True)
class MonthOfShifts:
    """One agent's shifts of one task and month, counted.

    ``booked`` holds every shift not cancelled in time: the worked, the absent and the cancelled late.
    ``worked`` were clocked, late or not.
    """

    booked: int
    worked: int
    late: int = 0
    left_early: int = 0
    absent: int = 0
    cancelled_late: int = 0


@dataclass(frozen=True, slots=True)
class Supplement:
    """A term of a task: so much, from so many worked shifts in the month."""

    amount_fen: int
    shifts_needed: int


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A term of a task: the least a shift pays, when so many minutes of it were worked."""

    amount_fen: int = 0
    minutes_needed: int = 0


def top_up_fen(minutes: int, earned_fen: int, terms: Guarantee) -> int:
    """What a shift lacks to its guarantee: hours and single-priced commission count as earned."""
    if minutes < terms.minutes_needed:
        return 0
    return max(0, terms.amount_fen - earned_fen)


def reasons_against_full_attendance(shifts: MonthOfShifts, shifts_needed: int) -> Iterator[Reason]:
    """Everything that costs the full-attendance reward; nothing means it is earned."""
    yield from reasons_against_task_bonus(shifts, shifts_needed)
    if open_shifts := shifts.booked - shifts.worked - shifts.absent - shifts.cancelled_late:
        yield SHIFTS_OPEN(count=open_shifts)
    for kind, count in (
        (CAME_LATE, shifts.late),
        (LEFT_EARLY, shifts.left_early),
        (WAS_ABSENT, shifts.absent),
        (CANCELLED_LATE, shifts.cancelled_late),
    ):
        if count:
            yield kind(count=count)


def reasons_against_task_bonus(shifts: MonthOfShifts, shifts_needed: int) -> Iterator[Reason]:
    """A month without work earns no supplement, whatever the terms ask."""
    needed = max(1, shifts_needed)
    if shifts.worked < needed:
        yield TOO_FEW_SHIFTS(worked=shifts.worked, needed=needed)


def full_attendance_fen(shifts: MonthOfShifts, terms: Supplement) -> int:
    """The reward in fen; 0 when a reason stands against it."""
    return 0 if any(reasons_against_full_attendance(shifts, terms.shifts_needed)) else terms.amount_fen


def task_bonus_fen(shifts: MonthOfShifts, terms: Supplement) -> int:
    """The bonus in fen; 0 when the agent worked too few shifts."""
    return 0 if any(reasons_against_task_bonus(shifts, terms.shifts_needed)) else terms.amount_fen
