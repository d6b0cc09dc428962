"""Clock seconds become paid minutes once: the vectors of pay, and random shifts against the oracle."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.rules import attendance as rules
from tests.cast import at
from tests.oracles import hours
from yunke.ground.calendar import PAY_ZONE

MEAL = (time(18), time(19))


def parts(start, end, meal=MEAL):
    return [
        (part.local_on, part.paid_minutes)
        for part in rules.worked_parts(at(start), at(end), lambda day: meal)
    ]


@pytest.mark.parametrize(
    ("start", "end", "meal", "expected"),
    [
        ("2026-10-12 14:00", "2026-10-12 22:00", MEAL, [(date(2026, 10, 12), 420)]),
        ("2026-10-12 18:30", "2026-10-12 23:00", MEAL, [(date(2026, 10, 12), 240)]),
        ("2026-10-12 18:30", "2026-10-12 23:00", None, [(date(2026, 10, 12), 270)]),
        ("2026-09-30 20:00", "2026-10-01 02:00", MEAL, [(date(2026, 9, 30), 240), (date(2026, 10, 1), 120)]),
        ("2026-10-12 18:05", "2026-10-12 18:50", MEAL, []),
        (
            "2026-10-12 22:00",
            "2026-10-13 02:00",
            (time(23, 30), time(0, 30)),
            [(date(2026, 10, 12), 90), (date(2026, 10, 13), 90)],
        ),
        ("2028-02-29 23:00", "2028-03-01 01:00", MEAL, [(date(2028, 2, 29), 60), (date(2028, 3, 1), 60)]),
    ],
)
def test_a_stretch_is_cut_at_midnight_and_less_its_meal(start, end, meal, expected):
    assert parts(start, end, meal) == expected


@pytest.mark.parametrize(
    ("clock", "grace", "expected"),
    [
        ("13:31:10", 5, "14:00"),
        ("14:00:00", 0, "14:00"),
        ("14:05:00", 5, "14:00"),
        ("14:05:01", 5, "14:06"),
        ("14:00:01", 0, "14:01"),
        ("14:20:00", 5, "14:20"),
        ("14:20:59", 5, "14:21"),
    ],
)
def test_coming_late_is_rounded_up_beyond_the_grace(clock, grace, expected):
    start = at("2026-10-12 14:00")
    assert rules.counted_from(at(f"2026-10-12 {clock}"), start, grace) == at(f"2026-10-12 {expected}")


@pytest.mark.parametrize(
    ("clock", "grace", "expected", "early"),
    [
        ("22:40:00", 5, "22:00", 0),
        ("21:55:00", 5, "22:00", 0),
        ("21:54:59", 5, "21:54", 6),
        ("21:59:59", 0, "21:59", 1),
    ],
)
def test_leaving_early_is_rounded_down_beyond_the_grace(clock, grace, expected, early):
    end, left = at("2026-10-12 22:00"), at(f"2026-10-12 {clock}")
    assert rules.counted_until(left, end, grace) == at(f"2026-10-12 {expected}")
    assert rules.early_minutes(left, end, grace) == early


@settings(max_examples=150, deadline=None)
@given(
    starts=st.integers(0, 47),
    length=st.integers(1, 28),
    came=st.integers(-1800, 40_000),
    stayed=st.integers(0, 50_000),
    grace=st.integers(0, 15),
    with_meal=st.booleans(),
)
def test_any_shift_pays_what_the_oracle_counts_minute_by_minute(
    starts, length, came, stayed, grace, with_meal
):
    meal = MEAL if with_meal else None
    naive = datetime(2026, 9, 30) + timedelta(minutes=30 * starts)  # noqa: DTZ001 - the oracle is naive
    end = naive + timedelta(minutes=30 * length)
    clock_in = naive + timedelta(seconds=came)
    clock_out = clock_in + timedelta(seconds=stayed)
    aware = [moment.replace(tzinfo=PAY_ZONE) for moment in (clock_in, clock_out, naive, end)]
    found = rules.worked_parts(
        rules.counted_from(aware[0], aware[2], grace),
        rules.counted_until(aware[1], aware[3], grace),
        lambda day: meal,
    )
    assert {part.local_on: part.paid_minutes for part in found} == hours.paid_minutes(
        clock_in, clock_out, (naive, end), grace, meal
    )


@pytest.mark.parametrize(
    ("now", "codes"),
    [
        ("13:29:59", ["clock_too_early"]),
        ("13:30:00", []),
        ("21:59:59", []),
        ("22:00:00", ["clock_too_late"]),
    ],
)
def test_the_clock_opens_half_an_hour_before_and_shuts_at_the_end(now, codes):
    moment = at(f"2026-10-12 {now}")
    found = rules.reasons_not_to_clock_in(at("2026-10-12 14:00"), at("2026-10-12 22:00"), now=moment)
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("now", "came", "codes"),
    [
        ("2026-10-12 15:00", None, ["not_clocked_in"]),
        ("2026-10-12 13:50", "13:40", ["clock_out_before_start"]),
        ("2026-10-12 15:00", "13:40", []),
        ("2026-10-13 00:00", "13:40", []),
        ("2026-10-13 00:01", "13:40", ["clock_out_closed"]),
    ],
)
def test_clocking_out_needs_a_beginning_and_ends_two_hours_after(now, came, codes):
    came_at = at(f"2026-10-12 {came}") if came else None
    found = rules.reasons_not_to_clock_out(
        at("2026-10-12 14:00"), at("2026-10-12 22:00"), came_at, now=at(now)
    )
    assert [one.code for one in found] == codes
