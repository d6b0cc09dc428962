"""Pay days: the zone, midnight, statutory days and bank days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles.days import holidays_of
from yunke.ground.calendar import (
    HOLIDAYS,
    PAY_ZONE,
    SPRING_AND_NATIONAL,
    bank_day_on_or_before,
    is_bank_day,
    local_midnight,
    local_on,
    planned_payment_on,
    split_at_midnight,
    statutory_days,
)

zones = st.sampled_from(["UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Shanghai"]).map(ZoneInfo)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=zones)  # noqa: DTZ001


def beijing(*parts):
    return datetime(*parts, tzinfo=PAY_ZONE)


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_statutory_days_are_those_of_the_law(year):
    assert {day: set(codes) for day, codes in statutory_days(year).items()} == holidays_of(year)


def test_thirteen_days_and_twelve_dates_in_2028():
    assert [len(statutory_days(year)) for year in (2025, 2026, 2027, 2028)] == [13, 13, 13, 12]
    assert sum(len(codes) for codes in statutory_days(2028).values()) == 13
    assert statutory_days(2028)[date(2028, 10, 3)] == ("mid_autumn", "national_day")


def test_seven_days_are_doubled_by_default():
    for year in (2025, 2026, 2027, 2028):
        doubled = [day for day, codes in statutory_days(year).items() if SPRING_AND_NATIONAL & set(codes)]
        assert len(doubled) == 7
    assert set(HOLIDAYS) > SPRING_AND_NATIONAL


def test_days_off_in_exchange_and_the_rest_of_a_break_are_not_statutory():
    exchanged = [date(2026, 1, 2), date(2026, 2, 20), date(2026, 2, 23), date(2026, 5, 5), date(2026, 10, 6)]
    assert not [day for day in exchanged if day in statutory_days(2026)]
    assert date(2026, 2, 15) not in statutory_days(2026)  # the Sunday the break begins with


def test_the_table_is_shared_and_cannot_be_written():
    with pytest.raises(TypeError):
        statutory_days(2026)[date(2026, 6, 1)] = ("new_year",)


def test_the_day_of_a_moment_is_beijings():
    assert local_on(datetime(2026, 9, 30, 15, 59, 59, tzinfo=UTC)) == date(2026, 9, 30)
    assert local_on(datetime(2026, 9, 30, 16, 0, tzinfo=UTC)) == date(2026, 10, 1)
    assert local_midnight(date(2026, 10, 1)) == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local_on(datetime(2026, 10, 1, 8))  # noqa: DTZ001


def test_a_night_shift_is_two_days():
    started, ended = beijing(2026, 9, 30, 20), beijing(2026, 10, 1, 2)
    midnight = beijing(2026, 10, 1)
    assert split_at_midnight(started, ended) == [
        (started, midnight, date(2026, 9, 30)),
        (midnight, ended, date(2026, 10, 1)),
    ]


def test_until_midnight_is_one_day_and_nothing_is_none():
    started, midnight = beijing(2026, 9, 30, 18), beijing(2026, 10, 1)
    assert split_at_midnight(started, midnight) == [(started, midnight, date(2026, 9, 30))]
    assert split_at_midnight(midnight, midnight) == []


def test_an_end_before_the_start_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        split_at_midnight(beijing(2026, 10, 1), beijing(2026, 9, 30))


@given(moments, st.timedeltas(timedelta(0), timedelta(days=4)))
def test_parts_touch_and_lose_nothing(started, length):
    ended = (started.astimezone(UTC) + length).astimezone(started.tzinfo)
    parts = split_at_midnight(started, ended)
    assert sum(((part.ended_at - part.started_at) for part in parts), timedelta(0)) == length
    assert [part.started_at for part in parts[1:]] == [part.ended_at for part in parts[:-1]]
    for part in parts:
        assert local_on(part.started_at) == part.local_on
        assert local_on(part.ended_at - timedelta(microseconds=1)) == part.local_on
    if parts:
        # in UTC: Python calls an hour told twice (New York, November) unequal to every other zone's
        assert parts[0].started_at.astimezone(UTC) == started.astimezone(UTC)
        assert parts[-1].ended_at.astimezone(UTC) == ended.astimezone(UTC)


@pytest.mark.parametrize(
    ("month", "payment_on"),
    [
        (date(2026, 9, 1), date(2026, 10, 15)),
        (date(2026, 10, 1), date(2026, 11, 13)),  # the 15th is a Sunday
        (date(2026, 7, 1), date(2026, 8, 14)),  # a Saturday
        (date(2026, 12, 1), date(2027, 1, 15)),
        (date(2027, 8, 1), date(2027, 9, 14)),  # Mid-Autumn, a Wednesday
    ],
)
def test_the_15th_or_the_bank_day_before(month, payment_on):
    assert planned_payment_on(month) == payment_on


def test_announced_days_off_and_make_up_days_count():
    spring = {date(2026, 2, day) for day in range(15, 24)}
    saturday = date(2026, 2, 14)
    assert planned_payment_on(date(2026, 1, 1), spring, {saturday}) == saturday
    assert planned_payment_on(date(2026, 1, 1), spring) == date(2026, 2, 13)
    assert bank_day_on_or_before(date(2026, 2, 23), spring, {saturday}) == saturday


def test_the_announced_tables_come_before_weekend_and_law():
    monday, sunday, mid_autumn = date(2026, 11, 16), date(2026, 11, 15), date(2027, 9, 15)
    assert is_bank_day(monday, (), ())
    assert not is_bank_day(monday, {monday}, {monday})
    assert is_bank_day(sunday, (), {sunday})
    assert not is_bank_day(mid_autumn, (), ())
    assert is_bank_day(mid_autumn, (), {mid_autumn})
