"""Fen: rounding, writing and reading."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles.fractions_of_yuan import nearest
from yunke.ground.money import NotMoney, half_up, parse_yuan, yuan, yuan_plain

whole = st.integers(-(10**30), 10**30)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (0, 7, 0),
        (1, 2, 1),
        (-1, 2, -1),
        (3, 2, 2),
        (5, 2, 3),  # not to the even neighbour
        (-5, 2, -3),
        (4, 3, 1),
        (-4, 3, -1),
        (49, 100, 0),
        (50, 100, 1),
        (2309333, 100, 23093),
        (10**30 + 1, 2, 5 * 10**29 + 1),  # beyond any float
    ],
)
def test_half_up(numerator, denominator, rounded):
    assert half_up(numerator, denominator) == rounded


@given(whole, st.integers(1, 10**12))
def test_half_up_agrees_with_fractions_and_mirrors(numerator, denominator):
    rounded = half_up(numerator, denominator)
    assert rounded == nearest(Fraction(numerator, denominator))
    assert half_up(-numerator, denominator) == -rounded


@pytest.mark.parametrize("denominator", [0, -1])
def test_the_denominator_is_positive(denominator):
    with pytest.raises(ValueError, match="positive"):
        half_up(1, denominator)


@pytest.mark.parametrize(
    ("fen", "people", "bank"),
    [
        (0, "0.00", "0.00"),
        (5, "0.05", "0.05"),
        (-5, "-0.05", "-0.05"),
        (100, "1.00", "1.00"),
        (123456, "1,234.56", "1234.56"),
        (-123456, "-1,234.56", "-1234.56"),
        (254034, "2,540.34", "2540.34"),
        (100_000_000, "1,000,000.00", "1000000.00"),
    ],
)
def test_amounts_in_writing(fen, people, bank):
    assert yuan(fen) == people
    assert yuan_plain(fen) == bank


@given(whole.filter(lambda fen: abs(fen) < 10**15))
def test_what_is_written_reads_back(fen):
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(yuan_plain(fen)) == fen


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("15", 1500),
        ("15.5", 1550),
        ("15.05", 1505),
        ("0.01", 1),
        ("-0.01", -1),
        ("+3", 300),
        ("007", 700),
        ("  1,234.56 ", 123456),
        ("1,234,567", 123456700),
        ("¥ 20.00", 2000),
        ("￥20", 2000),
        ("20 元", 2000),
        ("１，２３４．５６", 123456),
        ("　－１５　", -1500),
        ("9999999999999.99", 999999999999999),
    ],
)
def test_amounts_read(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_amount"),
        ("   ", "no_amount"),
        ("　", "no_amount"),
        ("十五", "not_an_amount"),
        ("1e3", "not_an_amount"),
        ("nan", "not_an_amount"),
        (".5", "not_an_amount"),
        ("5.", "not_an_amount"),
        ("1 000", "not_an_amount"),
        ("--1", "not_an_amount"),
        ("15²", "not_an_amount"),  # no power of ten out of a superscript
        ("१५", "not_an_amount"),  # digits of other scripts
        ("1.2.3", "not_an_amount"),
        ("=1+1", "not_an_amount"),
        ("1,23", "misplaced_comma"),
        ("1234,567", "misplaced_comma"),
        ("1,,234", "misplaced_comma"),
        ("1,234,", "misplaced_comma"),
        ("0.001", "too_many_decimals"),
        ("1.000", "too_many_decimals"),
        ("１．２３４", "too_many_decimals"),
        ("12345678901234", "amount_too_large"),
    ],
)
def test_what_is_no_amount_says_why(text, code):
    with pytest.raises(NotMoney) as refused:
        parse_yuan(text)
    assert isinstance(refused.value, ValueError)
    assert refused.value.code == code
    assert refused.value.reason.facts == {"text": text.strip()}
