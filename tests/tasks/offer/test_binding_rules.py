"""A change pays from its day; a cut binds only what was booked after it was accepted."""

from dataclasses import dataclass, replace
from datetime import date, time

import pytest

from tasks.rules.binding import Cuts, binding, lowered
from tasks.rules.terms import Content, RankPay, Rate, Tier

BASE = Content(
    hourly_fen=1_500,
    meal_starts=time(18),
    meal_ends=time(19),
    full_attendance_fen=10_000,
    full_attendance_shifts=12,
    task_bonus_fen=5_000,
    task_bonus_shifts=8,
    rates=(
        Rate("connected", "count", 30, tiers=(Tier(100, 40),)),
        Rate("returned_item", "count", 20, returns="accepted_item"),
    ),
    guarantee_fen=12_000,
    guarantee_minutes=420,
    ranks=(RankPay("mentor", 10),),
    mentor_hourly_fen=100,
    mentor_days=30,
)
CONNECTED, RETURNED = BASE.rates


@pytest.mark.parametrize(
    ("change", "less"),
    [
        ({}, []),
        ({"hourly_fen": 1_499}, ["hourly"]),
        ({"hourly_fen": 1_600}, []),
        ({"meal_starts": time(17, 30)}, ["meal"]),
        ({"meal_starts": time(18, 30)}, []),
        ({"meal_starts": time(12), "meal_ends": time(13)}, ["meal"]),  # other minutes are taken
        ({"meal_is_paid": True}, []),
        ({"grace_minutes": 4}, ["grace"]),
        ({"holiday_rule": "none"}, ["holiday"]),
        ({"holiday_percent": 150}, ["holiday"]),
        ({"holiday_rule": "dates", "holiday_dates": ("2026-10-01",)}, ["holiday"]),
        ({"holiday_rule": "all_statutory"}, []),
        ({"full_attendance_fen": 9_999}, ["full_attendance"]),
        ({"full_attendance_shifts": 13}, ["full_attendance"]),
        ({"task_bonus_shifts": 7, "task_bonus_fen": 5_001}, []),
        ({"rates": (RETURNED,)}, ["rates"]),
        ({"rates": (replace(CONNECTED, tiers=()), RETURNED)}, ["rates"]),
        ({"rates": (replace(CONNECTED, tiers=(Tier(90, 40),)), RETURNED)}, []),
        ({"rates": (replace(CONNECTED, tiers=(Tier(110, 60),)), RETURNED)}, ["rates"]),
        ({"rates": (CONNECTED, replace(RETURNED, unit_fen=21))}, ["takes_back"]),
        ({"rates": (CONNECTED,)}, []),
        ({"guarantee_minutes": 421}, ["guarantee"]),
        ({"guarantee_fen": 0, "guarantee_minutes": 0}, ["guarantee"]),
        ({"ranks": (RankPay("mentor", 0, 500),)}, ["ranks"]),  # another form: not to be compared, so less
        ({"ranks": (RankPay("mentor", 10), RankPay("lead", 20))}, []),
        ({"mentor_days": 29}, ["mentor"]),
        ({"hourly_fen": 1_600, "mentor_hourly_fen": 0, "mentor_days": 0}, ["mentor"]),
    ],
)
def test_what_a_version_lowers_is_named(change, less):
    assert list(lowered(BASE, replace(BASE, **change))) == less


@dataclass(frozen=True)
class V:
    version: int
    effective_on: date


ONE, TWO, THREE = (V(n, date(2026, 10, day)) for n, day in ((1, 1), (2, 12), (3, 20)))
RAISES = Cuts(frozenset())
SECOND_CUTS = Cuts(frozenset({(1, 2)}))
BOTH_CUT = Cuts(frozenset({(1, 2), (1, 3)}))


@pytest.mark.parametrize(
    ("day", "accepted", "cuts", "version"),
    [
        (11, 1, RAISES, 1),
        (12, 1, RAISES, 2),  # more pay needs nobody's word
        (11, 1, SECOND_CUTS, 1),
        (12, 1, SECOND_CUTS, 1),  # booked before the cut was accepted
        (12, 2, SECOND_CUTS, 2),
        (11, 2, SECOND_CUTS, 1),  # accepted already, not begun yet
        (20, 1, SECOND_CUTS, 3),  # the third gives at least what the first did
        (20, 1, BOTH_CUT, 1),
        (20, 2, BOTH_CUT, 3),
        (20, None, BOTH_CUT, 3),  # nothing was ever accepted: what is in force
    ],
)
def test_the_version_a_booking_is_paid_by(day, accepted, cuts, version):
    found = binding([ONE, TWO, THREE], date(2026, 10, day), accepted=accepted, cuts=cuts)
    assert found.version == version


def test_a_day_before_the_first_version_has_none():
    assert binding([TWO], date(2026, 10, 11), accepted=None, cuts=RAISES) is None


def test_a_claimer_who_accepted_a_later_version_is_bound_by_the_first_until_it_begins():
    assert binding([ONE, TWO], date(2026, 10, 5), accepted=2, cuts=SECOND_CUTS) == ONE
