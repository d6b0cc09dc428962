"""Prices of facts: the vectors, the multiplied days, and the SQL that prices whole months."""

import sqlite3
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from payouts.rules.pricing import (
    HOLIDAY_RULES,
    MINUTES_SQL,
    PIECES_SQL,
    SHARE_SQL,
    HolidayRule,
    multiplier_for,
    price_minutes,
    price_pieces,
    price_share,
)
from tests.oracles.days import percent_of
from tests.oracles.fractions_of_yuan import nearest
from yunke.ground.calendar import statutory_days

MINUTES, RATE, PERCENT = st.integers(0, 1500), st.integers(0, 1_000_000), st.integers(100, 500)
AMOUNT, POINTS = st.integers(-(10**12), 10**12), st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("minutes", "hourly_fen", "percent", "fen"),
    [
        (7 * 60, 1500, 100, 10500),
        (7 * 60, 1600, 100, 11200),
        (4 * 60, 1500, 100, 6000),
        (433, 1500, 100, 10825),
        (433, 1600, 100, 11547),
        (433, 1600, 200, 23093),  # not twice 115.47: rounded once
        (2 * 60, 1500, 200, 6000),
        (1, 1, 100, 0),
        (30, 1, 100, 1),
        (0, 1600, 200, 0),
    ],
)
def test_minutes(minutes, hourly_fen, percent, fen):
    assert price_minutes(minutes, hourly_fen, percent) == fen


def test_a_line_is_the_sum_of_rounded_facts():
    assert sum(price_minutes(433, 1600) for _ in range(22)) == 254_034
    assert price_minutes(22 * 433, 1600) == 254_027  # what rounding the sum would have paid


def test_pieces_and_shares():
    assert price_pieces(37, 150) == 5550
    assert price_share(19_900, 250) == 498  # 4.975 yuan
    assert price_share(-19_900, 250) == -498
    assert price_share(19_900, 300) == 597
    assert price_share(10_000, 0) == 0


@given(MINUTES, RATE, PERCENT)
def test_minutes_agree_with_fractions(minutes, hourly_fen, percent):
    exact = Fraction(minutes, 60) * hourly_fen * Fraction(percent, 100)
    assert price_minutes(minutes, hourly_fen, percent) == nearest(exact)


@given(AMOUNT, POINTS)
def test_shares_agree_with_fractions(amount_fen, points):
    assert price_share(amount_fen, points) == nearest(Fraction(amount_fen) * points / 10_000)
    assert price_share(-amount_fen, points) == -price_share(amount_fen, points)


@pytest.fixture(scope="module")
def database():
    connection = sqlite3.connect(":memory:")
    yield connection
    connection.close()


def in_sql(database, expression, **columns):
    """The expression over a row with these columns."""
    row = ", ".join(f":{name} AS {name}" for name in columns)
    named = expression.format(**{name: name for name in columns})
    found = database.execute(f"SELECT {named}, typeof({named}) FROM (SELECT {row})", columns)
    value, kind = found.fetchone()
    assert kind == "integer"
    return value


@given(minutes=MINUTES, hourly_fen=RATE, percent=PERCENT)
@example(minutes=30, hourly_fen=1, percent=100)  # half a fen
def test_minutes_in_sql_are_the_same(database, minutes, hourly_fen, percent):
    told = in_sql(database, MINUTES_SQL, minutes=minutes, hourly_fen=hourly_fen, percent=percent)
    assert told == price_minutes(minutes, hourly_fen, percent)


@given(quantity=st.integers(0, 10**6), unit_fen=RATE)
def test_pieces_in_sql_are_the_same(database, quantity, unit_fen):
    assert in_sql(database, PIECES_SQL, quantity=quantity, unit_fen=unit_fen) == price_pieces(
        quantity, unit_fen
    )


@given(amount_fen=AMOUNT, basis_points=POINTS)
@example(amount_fen=20, basis_points=250)  # half a fen
@example(amount_fen=-20, basis_points=250)
def test_shares_in_sql_are_the_same(database, amount_fen, basis_points):
    told = in_sql(database, SHARE_SQL, amount_fen=amount_fen, basis_points=basis_points)
    assert told == price_share(amount_fen, basis_points)


@pytest.mark.parametrize(
    ("day", "rule", "told"),
    [
        (date(2026, 10, 1), HolidayRule("none"), (100, "")),
        (date(2026, 10, 1), HolidayRule("spring_and_national"), (200, "national_day")),
        (date(2026, 10, 4), HolidayRule("spring_and_national"), (100, "")),
        (date(2026, 2, 16), HolidayRule("spring_and_national"), (200, "spring_festival")),
        (date(2026, 2, 20), HolidayRule("all_statutory"), (100, "")),
        (date(2026, 4, 5), HolidayRule("spring_and_national"), (100, "")),
        (date(2026, 4, 5), HolidayRule("all_statutory"), (200, "qingming")),
        (date(2026, 4, 5), HolidayRule("all_statutory", 300), (300, "qingming")),
        (date(2026, 11, 11), HolidayRule("dates", 150, {date(2026, 11, 11)}), (150, "own_date")),
        (date(2026, 10, 1), HolidayRule("dates", 150, {date(2026, 11, 11)}), (100, "")),
        (date(2026, 11, 11), HolidayRule("all_statutory", 200, {date(2026, 11, 11)}), (100, "")),
        (date(2026, 10, 1), HolidayRule("all_statutory", 50), (100, "")),  # never below the plain day
        (date(2028, 10, 3), HolidayRule("all_statutory"), (200, "mid_autumn")),  # two holidays, doubled once
        (date(2028, 10, 3), HolidayRule("spring_and_national"), (200, "national_day")),
    ],
)
def test_multiplier(day, rule, told):
    assert multiplier_for(day, rule, statutory_days(day.year)) == told


def test_the_confirmed_table_decides_not_the_package():
    moved = {date(2027, 10, 4): ("national_day",)}
    assert multiplier_for(date(2027, 10, 4), HolidayRule("all_statutory"), moved) == (200, "national_day")
    assert multiplier_for(date(2027, 10, 1), HolidayRule("all_statutory"), moved) == (100, "")


def test_an_unknown_holiday_rule_is_refused():
    with pytest.raises(ValueError, match="'everyday'"):
        HolidayRule("everyday")


def test_a_night_into_national_day():
    """30 Sep 20:00 - 1 Oct 02:00 at 15/h, doubled on the statutory day."""
    rule, days = HolidayRule("spring_and_national"), statutory_days(2026)
    facts = [(date(2026, 9, 30), 240), (date(2026, 10, 1), 120)]
    told = [price_minutes(minutes, 1500, multiplier_for(day, rule, days)[0]) for day, minutes in facts]
    assert told == [6000, 6000]


@given(
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.sampled_from(HOLIDAY_RULES),
    st.integers(50, 400),
    st.frozensets(st.dates(date(2025, 1, 1), date(2028, 12, 31)), max_size=5),
)
def test_multiplier_agrees_with_the_oracle(day, name, percent, dates):
    terms = {"holiday_rule": name, "holiday_percent": percent, "holiday_dates": dates}
    told, source = multiplier_for(day, HolidayRule(name, percent, dates), statutory_days(day.year))
    assert told == percent_of(day, terms)
    assert bool(source) == (told > 100)
