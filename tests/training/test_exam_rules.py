"""The exam's policy, by table."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.cast import at
from training.rules.exam import (
    Spent,
    again_at,
    draw_paper,
    has_passed,
    qualified_until,
    reasons_not_to_sit,
    right_needed,
    sitting_time,
    spent_attempts,
)

NOW = at("2026-10-05 12:00")
FREE: dict[str, Any] = {
    "agent_state": "applicant",
    "real_name_passed": True,
    "lessons_unread": 0,
    "live_questions": 32,
    "question_count": 20,
    "open_until": None,
    "qualified_until": None,
    "failed_at": None,
    "cool_down_hours": 24,
    "now": NOW,
    "today": date(2026, 10, 5),
}


def codes(**changes: Any) -> list[str]:
    return [reason.code for reason in reasons_not_to_sit(**(FREE | changes))]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"agent_state": "active"}, []),
        ({"agent_state": "suspended"}, ["exam_barred"]),
        ({"agent_state": "left"}, ["exam_barred"]),
        ({"live_questions": 20}, []),
        ({"live_questions": 19}, ["exam_not_ready"]),
        ({"real_name_passed": False}, ["exam_needs_real_name"]),
        ({"lessons_unread": 1}, ["lessons_unread"]),
        ({"open_until": NOW + timedelta(minutes=5)}, ["attempt_open"]),
        ({"failed_at": NOW - timedelta(hours=24)}, []),
        ({"failed_at": NOW - timedelta(hours=24) + timedelta(seconds=1)}, ["exam_cooling_down"]),
        ({"failed_at": NOW, "cool_down_hours": 0}, []),
        ({"spent": Spent(3, 30, NOW + timedelta(days=2)), "failed_at": NOW}, ["exam_attempts_spent"]),
        ({"spent": Spent(3, 30, NOW)}, []),
        ({"qualified_until": date(2026, 11, 5)}, ["already_qualified"]),  # 31 days left
        ({"qualified_until": date(2026, 11, 4)}, []),  # 30 days left: may renew
        ({"qualified_until": date(2026, 10, 5)}, []),
        (
            {"real_name_passed": False, "lessons_unread": 2, "agent_state": "left"},
            ["exam_barred", "exam_needs_real_name", "lessons_unread"],
        ),
    ],
)
def test_who_may_sit(changes: dict[str, Any], expected: list[str]) -> None:
    assert codes(**changes) == expected


def test_reasons_say_when() -> None:
    (cooling,) = reasons_not_to_sit(**(FREE | {"failed_at": NOW - timedelta(hours=1)}))
    (held,) = reasons_not_to_sit(**(FREE | {"qualified_until": date(2027, 10, 5)}))
    assert cooling.facts == {"again_at": "2026-10-06T11:00:00+08:00"}
    assert held.facts == {"expires_on": "2027-10-05", "renew_on": "2027-09-05"}


@pytest.mark.parametrize(
    ("right", "total", "percent", "passed"),
    [
        (16, 20, 80, True),
        (15, 20, 80, False),
        (20, 20, 100, True),
        (19, 20, 100, False),
        (0, 20, 0, True),
        (2, 3, 66, True),
        (2, 3, 67, False),
    ],
)
def test_what_passes(right: int, total: int, percent: int, passed: bool) -> None:
    assert has_passed(right, total, percent) is passed
    assert (right >= right_needed(total, percent)) is passed


@pytest.mark.parametrize(("total", "percent", "needed"), [(20, 80, 16), (3, 67, 3), (7, 50, 4), (10, 0, 0)])
def test_right_needed_is_rounded_up(total: int, percent: int, needed: int) -> None:
    assert right_needed(total, percent) == needed


@pytest.mark.parametrize(
    ("today", "held_until", "until"),
    [
        (date(2026, 10, 5), None, date(2027, 10, 5)),
        (date(2026, 10, 5), date(2026, 10, 20), date(2027, 10, 20)),  # renewed early: its days are kept
        (date(2026, 10, 5), date(2026, 9, 1), date(2027, 10, 5)),
        (date(2027, 3, 1), None, date(2028, 2, 29)),
    ],
)
def test_how_long_it_counts(today: date, held_until: date | None, until: date) -> None:
    assert qualified_until(today, 365, held_until) == until


def test_again_at_counts_hours() -> None:
    assert again_at(datetime.fromisoformat("2026-10-05T23:30:00+08:00"), 24) == at("2026-10-06 23:30")


def test_a_paper_is_its_seeds() -> None:
    pool = [(number, 4, 1) for number in range(1, 33)]
    paper = draw_paper(pool, 20, "01ABC")
    assert paper == draw_paper(list(reversed(pool)), 20, "01ABC")
    assert paper != draw_paper(pool, 20, "01ABD")
    assert len({question for question, _ in paper}) == 20
    assert all(sorted(order) == [0, 1, 2, 3] for _, order in paper)


def test_a_paper_is_spread_over_the_lessons_and_mixed() -> None:
    """Ten lessons of five questions and one of thirty-two: two of each lesson, and not lesson by lesson."""
    pool = [(number, 4, number % 10) for number in range(50)] + [(50 + n, 4, 0) for n in range(27)]
    lesson = {question: its for question, _, its in pool}
    for seed in range(50):
        lessons = [lesson[question] for question, _ in draw_paper(pool, 20, str(seed))]
        assert Counter(lessons) == dict.fromkeys(range(10), 2)
        assert lessons != sorted(lessons)


def test_a_small_lesson_gives_all_it_has() -> None:
    pool = [(1, 4, 1), *((number, 4, 2) for number in range(2, 12))]
    drawn = [question for question, _ in draw_paper(pool, 6, "x")]
    assert 1 in drawn
    assert len(set(drawn)) == 6


def test_labels_keep_their_order() -> None:
    drawn = draw_paper([(number, 3 + number % 2, 1) for number in range(30)], 16, "x", shuffled=False)
    assert {tuple(order) for _, order in drawn} == {(0, 1, 2), (0, 1, 2, 3)}


@pytest.mark.parametrize(
    ("minutes", "percent", "lasts"), [(30, 0, 30), (30, 50, 45), (25, 33, 34), (30, 100, 60)]
)
def test_how_long_a_paper_lasts(minutes: int, percent: int, lasts: int) -> None:
    assert sitting_time(minutes, percent) == timedelta(minutes=lasts)


@pytest.mark.parametrize(
    ("days_ago", "limit", "free_in"),
    [
        ([], 3, None),
        ([1, 2], 3, None),
        ([1, 2, 20], 3, 10),  # days until the twentieth is thirty days old
        ([1, 2, 20, 29], 3, 10),
        ([1, 2, 20], 0, None),  # no limit
    ],
)
def test_when_the_limit_lets_go(days_ago: list[int], limit: int, free_in: int | None) -> None:
    spent = spent_attempts([NOW - timedelta(days=one) for one in days_ago], limit, 30)
    assert (spent and spent.free_at) == (None if free_in is None else NOW + timedelta(days=free_in))


def test_over_many_papers_every_place_is_as_likely() -> None:
    """No option stands at its own place more often than chance has it (a quarter, give or take 3 %)."""
    pool = [(number, 4, number % 3) for number in range(1, 33)]
    orders = [order for seed in range(500) for _, order in draw_paper(pool, 20, str(seed))]
    first = sum(order[0] == 0 for order in orders) / len(orders)
    assert first == pytest.approx(0.25, abs=0.03)
