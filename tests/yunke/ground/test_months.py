"""Months are first-of-month dates."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yunke.ground.months import (
    days_of,
    month_of,
    month_text,
    next_month,
    parse_month,
    previous_month,
    weeks_of,
)

days = st.dates(date(1900, 1, 1), date(2999, 12, 31))


def test_months_follow_each_other_over_the_year():
    assert month_of(date(2026, 10, 31)) == date(2026, 10, 1)
    assert next_month(date(2026, 12, 31)) == date(2027, 1, 1)
    assert next_month(date(2027, 1, 31)) == date(2027, 2, 1)
    assert previous_month(date(2026, 1, 31)) == date(2025, 12, 1)
    assert previous_month(date(2026, 3, 31)) == date(2026, 2, 1)


@given(days)
def test_next_and_previous_undo_each_other(day):
    assert previous_month(next_month(day)) == next_month(previous_month(day)) == month_of(day)


@pytest.mark.parametrize(
    ("month", "count"), [((2026, 2), 28), ((2028, 2), 29), ((2026, 10), 31), ((2026, 4), 30)]
)
def test_days_of_a_month(month, count):
    found = days_of(date(*month, 17))
    assert len(found) == count
    assert (found[0], found[-1]) == (date(*month, 1), date(*month, count))


@given(days)
def test_month_text_reads_back(day):
    assert parse_month(month_text(day)) == month_of(day)


def test_month_text():
    assert month_text(date(2026, 10, 15)) == "2026-10"
    assert parse_month(" 2026-10 ") == date(2026, 10, 1)


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "2026-1", "2026-10-01", "26-10", "２０２６-１０"])
def test_what_is_no_month(text):
    with pytest.raises(ValueError, match="not a month"):
        parse_month(text)


def test_a_moment_has_no_month():
    with pytest.raises(TypeError, match="local_on"):
        month_of(datetime(2026, 9, 30, 20, tzinfo=UTC))


def test_weeks_of_a_month_are_cut_at_its_ends():
    assert [str(week) for week in weeks_of(date(2026, 10, 9))] == ["1–4", "5–11", "12–18", "19–25", "26–31"]
    assert [str(week) for week in weeks_of(date(2026, 2, 1))] == ["1", "2–8", "9–15", "16–22", "23–28"]
    for month in (date(2026, 10, 1), date(2027, 2, 1), date(2024, 2, 1)):
        assert [day for week in weeks_of(month) for day in week.days] == days_of(month)
