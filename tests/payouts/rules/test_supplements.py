"""Full attendance and the task bonus."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.rules.supplements import (
    MonthOfShifts,
    Supplement,
    full_attendance_fen,
    reasons_against_full_attendance,
    reasons_against_task_bonus,
    task_bonus_fen,
)
from tests.oracles.pay import supplements

FULL = MonthOfShifts(booked=20, worked=20)
MARKS = ["worked", "late", "left_early", "absent", "cancelled_late", "open"]


def told(reasons):
    return [(reason.code, reason.facts) for reason in reasons]


def test_a_full_month_earns_both():
    assert told(reasons_against_full_attendance(FULL, 20)) == []
    assert full_attendance_fen(FULL, Supplement(30_000, 20)) == 30_000
    assert task_bonus_fen(FULL, Supplement(10_000, 20)) == 10_000


@pytest.mark.parametrize(
    ("shifts", "reasons"),
    [
        (MonthOfShifts(19, 19), [("too_few_shifts", {"worked": 19, "needed": 20})]),
        (MonthOfShifts(21, 21, late=1), [("came_late", {"count": 1})]),
        (MonthOfShifts(21, 21, left_early=2), [("left_early", {"count": 2})]),
        (MonthOfShifts(21, 20, absent=1), [("was_absent", {"count": 1})]),
        (MonthOfShifts(21, 20, cancelled_late=1), [("cancelled_late", {"count": 1})]),
        (MonthOfShifts(21, 20), [("shifts_open", {"count": 1})]),
        (
            MonthOfShifts(21, 19, late=1, absent=1),
            [
                ("too_few_shifts", {"worked": 19, "needed": 20}),
                ("shifts_open", {"count": 1}),
                ("came_late", {"count": 1}),
                ("was_absent", {"count": 1}),
            ],
        ),
    ],
)
def test_what_costs_full_attendance(shifts, reasons):
    assert told(reasons_against_full_attendance(shifts, 20)) == reasons
    assert full_attendance_fen(shifts, Supplement(30_000, 20)) == 0


def test_the_bonus_asks_for_worked_shifts_only():
    late = MonthOfShifts(25, 20, late=3, absent=5)
    assert task_bonus_fen(late, Supplement(10_000, 20)) == 10_000
    assert told(reasons_against_task_bonus(late, 21)) == [("too_few_shifts", {"worked": 20, "needed": 21})]
    assert task_bonus_fen(late, Supplement(10_000, 21)) == 0


def test_a_month_without_work_earns_nothing_even_where_none_is_asked():
    assert full_attendance_fen(MonthOfShifts(0, 0), Supplement(30_000, 0)) == 0
    assert task_bonus_fen(MonthOfShifts(0, 0), Supplement(10_000, 0)) == 0


@given(st.lists(st.sampled_from(MARKS), max_size=6), st.integers(0, 6))
def test_supplements_agree_with_the_oracle(marks, needed):
    count = {mark: marks.count(mark) for mark in MARKS}
    shifts = MonthOfShifts(
        booked=len(marks),
        worked=count["worked"] + count["late"] + count["left_early"],
        late=count["late"],
        left_early=count["left_early"],
        absent=count["absent"],
        cancelled_late=count["cancelled_late"],
    )
    expected = supplements({"full_attendance": (needed, 300), "task_bonus": (needed, 100)}, marks)
    assert full_attendance_fen(shifts, Supplement(300, needed)) == expected.get("full_attendance", 0)
    assert task_bonus_fen(shifts, Supplement(100, needed)) == expected.get("task_bonus", 0)
