"""Bands of hourly earnings and the places of their drawings, from plain values."""

import pytest

from payouts.rules.bands import Band, Earned, bands, in_order, median_fen
from payouts.rules.drawings import Bar, across, grid, pairs, shortened, standing


def an_hour(*fens: int) -> list[Earned]:
    return in_order([Earned(fen, 60) for fen in fens])


def test_a_band_holds_its_lower_end_and_not_its_upper():
    assert bands(an_hour(1_500, 1_599, 1_600, 1_750)) == [
        Band(1_500, 1_600, 2),
        Band(1_600, 1_700, 1),
        Band(1_700, 1_800, 1),
    ]


def test_an_amount_between_two_fen_is_cut_off():
    assert bands([Earned(1_999, 60)]) == [Band(1_900, 2_000, 1)]
    assert bands([Earned(333_333, 10_000)]) == [Band(1_900, 2_000, 1)]  # 19.99998 an hour


def test_bands_without_anybody_keep_their_place():
    assert [one.agents for one in bands(an_hour(1_500, 1_800))] == [1, 0, 0, 1]


@pytest.mark.parametrize(
    ("high", "width", "count"), [(2_699, 100, 12), (2_700, 200, 7), (4_000, 500, 6), (100_000, 10_000, 11)]
)
def test_bands_are_as_narrow_as_twelve_allow(high, width, count):
    found = bands(an_hour(1_500, high))
    assert {one.to_fen - one.from_fen for one in found} == {width}
    assert len(found) == count


def test_a_few_far_outside_lie_in_open_bands():
    found = bands(an_hour(-300, *[1_550] * 10, *[1_650] * 9, 90_000))
    assert bands(an_hour(-300, *[1_550] * 19, 90_000)) == [  # the middle half is one point: no fences
        Band(None, 1_500, 1),
        Band(1_500, 1_600, 19),
        Band(1_600, None, 1),
    ]
    assert found == [
        Band(None, 1_500, 1),
        Band(1_500, 1_600, 10),
        Band(1_600, 1_700, 9),
        Band(1_700, None, 1),
    ]


def test_one_far_outside_the_middle_half_does_not_widen_the_bands_of_ten():
    found = bands(an_hour(1_510, 1_520, 1_600, 1_610, 1_700, 1_710, 1_800, 1_900, 10_000, 13_000))
    assert [one.agents for one in found] == [2, 2, 2, 1, 1, 2]
    assert (found[0], found[-1]) == (Band(1_500, 1_600, 2), Band(2_000, None, 2))


def test_the_middle_one_is_rounded_once():
    assert median_fen([]) is None
    assert bands([]) == []
    assert median_fen(an_hour(1_800, 1_500, 1_600)) == 1_600
    assert median_fen(in_order([Earned(1_000, 90), Earned(1_001, 90)])) == 667  # 666.66.. and 667.33..
    assert median_fen(an_hour(1_500, 1_601)) == 1_551  # 1,550.5


def test_small_bars_stand_on_one_ground_and_hang_below_it():
    drawn = grid([[300, -100], [0, 100]])
    first, second = drawn.rows
    assert drawn.height == "112"
    assert [(bar.y, bar.height, bar.below) for bar in first.bars] == [
        ("30", "24", False),
        ("54", "8", True),
    ]
    assert [(bar.y, bar.height) for bar in second.bars] == [("98", "0"), ("90", "8")]
    assert (first.ground, second.ground) == ("54", "98")
    assert grid([]).rows == []


def test_bars_of_counts_and_pairs_are_to_scale():
    assert [one.bar.height for one in standing([4, 2, 0])] == ["138", "69", "0"]
    assert [across(2.5, 5), across(0.25, 4)] == [("320", "314"), ("40", "46")]
    (one,) = pairs([(720, 360)]).rows
    assert (one.first, one.second) == (Bar("190", "6", "360", "12"), Bar("190", "20", "180", "12"))


def test_a_long_name_is_cut_where_the_room_ends():
    assert shortened("节日值守外呼") == "节日值守外呼"
    assert shortened("一二三四五六七八九十一二三四五六") == "一二三四五六七八九十一二三四…"
    assert shortened("Outbound calls for the holidays") == "Outbound calls for the holid…"
