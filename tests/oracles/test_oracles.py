"""The oracles themselves, held to sums done by hand."""

from datetime import date, datetime, time

import pytest

from tests.oracles.hours import paid_minutes
from tests.oracles.pay import statement

MEAL = (time(18), time(19))
UNTAXED = {"method": "none", "penalties_lower_income": False, "payment_on": date(2026, 11, 13)}


def at(day, hour, minute=0, second=0, month=10):
    return datetime(2026, month, day, hour, minute, second)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("clock_in", "clock_out", "minutes"),
    [
        (at(12, 14), at(12, 22), 420),
        (at(12, 13, 50), at(12, 22, 30), 420),  # early and late cost and earn nothing
        (at(12, 14, 5), at(12, 21, 55), 420),  # inside the grace
        (at(12, 14, 5, 1), at(12, 22), 414),  # one second beyond: 14:06
        (at(12, 14), at(12, 21, 54, 59), 414),
        (at(12, 18, 30), at(12, 22), 180),  # half the meal is past, the other is still no work
    ],
)
def test_a_shift_with_its_meal(clock_in, clock_out, minutes):
    shift = (at(12, 14), at(12, 22))
    assert paid_minutes(clock_in, clock_out, shift, grace=5, meal=MEAL) == {date(2026, 10, 12): minutes}


def test_an_evening_shift_with_half_its_meal():
    shift = (at(12, 18, 30), at(12, 23))
    assert paid_minutes(*shift, shift) == {date(2026, 10, 12): 240}


def test_a_night_is_cut_at_midnight():
    shift = (at(30, 20, month=9), at(1, 2))
    assert paid_minutes(*shift, shift) == {date(2026, 9, 30): 240, date(2026, 10, 1): 120}


def test_a_shift_left_before_it_began_has_no_minutes():
    assert paid_minutes(at(12, 14, 30), at(12, 14, 10), (at(12, 14), at(12, 22))) == {}


TERMS = {
    ("T1", 1): {
        "hourly_fen": 1600,
        "holiday_rule": "spring_and_national",
        "commission": {"connected": ("piece", 30), "sale": ("share", 250)},
        "full_attendance": (2, 20_000),
        "task_bonus": (3, 5_000),
    },
    ("T1", 2): {"hourly_fen": 1700, "commission": {"connected": ("piece", 40)}},
}
MONTH = {
    "segments": [
        ("T1", 1, date(2026, 10, 1), 433),
        ("T1", 1, date(2026, 10, 8), 433),
        ("T1", 1, date(2026, 10, 9), 433),
        ("T1", 2, date(2026, 10, 20), 61),
    ],
    "results": [
        ("T1", 1, "connected", 7),
        ("T1", 1, "sale", 19_900),
        ("T1", 1, "sale", 19_900),
        ("T1", 2, "connected", 2),
        ("T1", 2, "sale", 50_000),
    ],
    "shifts": [("T1", 1, ["worked", "worked"])],
    "decisions": [("reward", "T1", 1_000), ("penalty", "T1", 2_500)],
    "corrections": [
        ("T1", ("segment", 1, date(2026, 9, 30), 433), ("segment", 1, date(2026, 9, 30), 420)),
        ("T1", ("result", 1, "sale", 19_900), None),
    ],
    "old_debt_fen": 700,
}


def test_a_whole_month_by_hand():
    told = statement(MONTH, TERMS, UNTAXED)
    assert told["lines"] == {
        ("T1", 1, "hours", 200): 23_093,
        ("T1", 1, "hours", 100): 2 * 11_547,
        ("T1", 2, "hours", 100): 1_728,
        ("T1", 1, "commission", "connected"): 210,
        ("T1", 1, "commission", "sale"): 2 * 498,
        ("T1", 2, "commission", "connected"): 80,
        ("T1", 1, "full_attendance", ""): 20_000,
        ("T1", None, "reward", ""): 1_000,
        ("T1", None, "correction", ""): (11_200 - 11_547) - 498,
    }
    assert told["unpriced"] == 1
    assert told["income_fen"] == 69_356
    assert (told["penalties_taken_fen"], told["debt_taken_fen"]) == (2_500, 700)
    assert (told["net_fen"], told["carried_fen"]) == (66_156, 0)


def test_the_month_taxed_per_occurrence_with_an_earlier_payment():
    entity = UNTAXED | {"method": "occurrence"}
    agent = MONTH | {"earlier": [(date(2026, 11, 2), 80_000, 0), (date(2026, 10, 15), 900_000, 99)]}
    told = statement(agent, TERMS, entity)
    assert told["tax_fen"] == 13_871  # 20 % of 1,493.56 - 800
    assert told["net_fen"] == 66_156 - 13_871
