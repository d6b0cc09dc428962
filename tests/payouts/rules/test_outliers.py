"""The far fence around a month's middle half."""

import pytest

from payouts.rules.outliers import fences


@pytest.mark.parametrize(
    ("quarter", "three_quarters", "count", "low", "high"),
    [(200_000, 300_000, 8, -100_000, 600_000), (100, 101, 50, 97, 104)],
)
def test_three_widths_beyond_the_middle_half(quarter, three_quarters, count, low, high):
    found = fences(quarter, three_quarters, count)
    assert (found.low_fen, found.high_fen) == (low, high)


@pytest.mark.parametrize(("quarter", "three_quarters", "count"), [(1, 2, 7), (500, 500, 90)])
def test_a_small_or_even_month_has_none(quarter, three_quarters, count):
    assert fences(quarter, three_quarters, count) is None
