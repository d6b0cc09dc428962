"""Terms that contradict themselves, their hash, a shift's pay and what is left of the client's price."""

import json
from dataclasses import replace
from datetime import date, time

import pytest

from tasks.rules.margin import earned, margins, reasons_against_margin, shift_example
from tasks.rules.terms import (
    Clause,
    Content,
    RankPay,
    Rate,
    Tier,
    as_plain,
    from_plain,
    penalty_hash,
    terms_hash,
)
from tasks.rules.terms_checks import clause_reasons, contradictions, reasons_not_to_date

GOOD = Content(hourly_fen=1_500, meal_starts=time(18), meal_ends=time(19))
ON = date(2026, 10, 1)
ACCEPTED = Rate("accepted_item", "count", 50)
RETURNED = Rate("returned_item", "count", 50, returns="accepted_item")


def tiered(*tiers):
    return Rate("connected", "count", 30, tiers=tuple(Tier(*one) for one in tiers))


FULL = replace(
    GOOD,
    holiday_rule="dates",
    holiday_dates=("2026-10-01",),
    rates=(tiered((100, 40)), ACCEPTED, RETURNED, Rate("sale", "amount", 0, 250)),
    ranks=(RankPay("mentor", 10), RankPay("lead", 0, 200)),
    mentor_hourly_fen=100,
    mentor_days=30,
)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"meal_ends": None}, ["meal_half"]),
        ({"meal_ends": time(18)}, ["meal_backwards"]),
        ({"meal_ends": time(17, 30)}, ["meal_backwards"]),
        ({"meal_starts": None, "meal_ends": None, "meal_is_paid": True}, ["paid_meal_missing"]),
        ({"hourly_fen": 0}, ["nothing_paid"]),
        ({"hourly_fen": 0, "rates": (Rate("connected", "count", 30),)}, []),
        ({"rates": (Rate("connected", "count", 0, 200),)}, ["share_needs_sales"]),
        ({"rates": (Rate("sale", "amount", 30),)}, ["pieces_need_count"]),
        ({"rates": (Rate("sale", "amount", 0, 250),)}, []),
        ({"rates": (Rate("sale", "amount", 0, 10_000),)}, ["share_takes_all"]),
        ({"rates": (Rate("sale", "amount", 0, 9_999),)}, []),
        ({"rates": (Rate("connected", "count", 30), Rate("connected", "count", 40))}, ["rate_twice"]),
        ({"holiday_rule": "dates"}, ["holiday_without_dates"]),
        ({"holiday_dates": ("2026-10-01",)}, ["dates_without_rule"]),
        ({"holiday_percent": 100}, ["holiday_not_more"]),
        ({"holiday_rule": "none", "holiday_percent": 100}, []),
        ({"full_attendance_fen": 10_000}, ["reward_half"]),
        ({"task_bonus_shifts": 8}, ["reward_half"]),
        ({"full_attendance_fen": 10_000, "full_attendance_shifts": 12}, []),
        ({"rates": (tiered((100, 40), (200, 50)),)}, []),
        ({"rates": (tiered((200, 40), (100, 50)),)}, ["tiers_not_rising"]),
        ({"rates": (tiered((0, 40)),)}, ["tiers_not_rising"]),
        ({"rates": (tiered((100, 30)),)}, ["tiers_idle"]),
        ({"rates": (replace(tiered((100, 40)), unit_fen=0),)}, []),  # the first hundred are free
        ({"rates": (replace(tiered(), unit_fen=0),)}, ["rate_of_nothing"]),
        ({"rates": (Rate("sale", "amount", 0, 200, tiers=(Tier(1, 10_000),)),)}, ["share_takes_all"]),
        ({"rates": (RETURNED,)}, ["takes_back_alone"]),
        ({"rates": (ACCEPTED, RETURNED)}, []),
        ({"rates": (ACCEPTED, replace(RETURNED, unit_fen=51))}, ["takes_back_more"]),
        ({"rates": (replace(ACCEPTED, tiers=(Tier(9, 49),)), RETURNED)}, ["takes_back_more"]),
        ({"rates": (ACCEPTED, replace(RETURNED, tiers=(Tier(9, 2),)))}, ["takes_back_in_tiers"]),
        ({"guarantee_fen": 10_000}, ["guarantee_half"]),
        ({"guarantee_fen": 10_500, "guarantee_minutes": 420}, ["guarantee_idle"]),
        ({"guarantee_fen": 10_501, "guarantee_minutes": 420}, []),
        (
            {"guarantee_fen": 10_501, "guarantee_minutes": 420, "rates": (tiered((100, 40)),)},
            ["guarantee_with_tiers"],
        ),
        ({"ranks": (RankPay("mentor"),)}, ["rank_half"]),
        ({"ranks": (RankPay("mentor", 10, 100),)}, ["rank_half"]),
        ({"ranks": (RankPay("mentor", 10), RankPay("lead", 20))}, []),
        ({"ranks": (RankPay("lead", 0, 100), RankPay("mentor", 10))}, ["rank_falls"]),
        ({"ranks": (RankPay("lead", 0, 150), RankPay("mentor", 10))}, []),
        ({"ranks": (RankPay("lead", 10), RankPay("lead", 10))}, ["rank_twice"]),
        (
            {"hourly_fen": 0, "rates": (ACCEPTED,), "ranks": (RankPay("lead", 10),)},
            ["rank_needs_hourly"],
        ),
        ({"mentor_hourly_fen": 100}, ["mentor_half"]),
        ({"mentor_hourly_fen": 100, "mentor_days": 30}, []),
    ],
)
def test_contradictions_are_named(fields, expected):
    assert [one.code for one in contradictions(replace(GOOD, **fields))] == expected


@pytest.mark.parametrize(
    ("on", "known", "expected"),
    [
        (date(2026, 10, 13), {}, []),
        (date(2026, 10, 10), {"last": (2, date(2026, 10, 10))}, ["terms_not_later"]),
        (date(2026, 10, 11), {"last": (2, date(2026, 10, 10))}, []),
        (date(2026, 10, 9), {"worked_on": date(2026, 10, 9)}, ["terms_after_work"]),
        (date(2026, 10, 10), {"worked_on": date(2026, 10, 9)}, []),
        (date(2026, 10, 12), {"on_duty": 3}, ["terms_behind_people"]),
        (date(2026, 10, 13), {"on_duty": 3}, []),
    ],
)
def test_a_version_begins_after_what_was_agreed_and_worked(on, known, expected):
    facts = {"last": None, "worked_on": None, "on_duty": 0} | known
    assert [one.code for one in reasons_not_to_date(on, **facts, today=date(2026, 10, 12))] == expected


def test_every_promise_is_in_the_hash():
    first = terms_hash("T00001", 1, ON, GOOD)
    others = [
        terms_hash("T00002", 1, ON, GOOD),
        terms_hash("T00001", 2, ON, GOOD),
        terms_hash("T00001", 1, date(2026, 10, 2), GOOD),
    ]
    changes = {
        "hourly_fen": 1_501,
        "meal_starts": time(17),
        "meal_ends": time(20),
        "meal_is_paid": True,
        "grace_minutes": 6,
        "holiday_rule": "none",
        "holiday_percent": 300,
        "holiday_dates": ("2026-10-01",),
        "full_attendance_fen": 1,
        "full_attendance_shifts": 1,
        "task_bonus_fen": 1,
        "task_bonus_shifts": 1,
        "rates": (Rate("connected", "count", 30),),
        "guarantee_fen": 1,
        "guarantee_minutes": 1,
        "ranks": (RankPay("mentor", 10),),
        "mentor_hourly_fen": 1,
        "mentor_days": 1,
    }
    assert set(changes) == set(Content.__dataclass_fields__)
    others += [terms_hash("T00001", 1, ON, replace(GOOD, **{name: value})) for name, value in changes.items()]
    assert len({first, *others}) == 1 + 3 + len(changes)


def test_what_was_accepted_before_the_later_promises_keeps_its_hash():
    """The hash of version 1 as it was written when terms had no tiers, guarantee, ranks or mentors."""
    assert (
        terms_hash("T00001", 1, ON, GOOD)
        == "ba76375d72fecae93e43924b4a0f616361426601176cf3af14cf5475e2f64ee0"
    )


def test_tiers_ranks_and_takings_back_are_in_the_hash():
    plain = replace(GOOD, rates=(Rate("connected", "count", 30), ACCEPTED))
    others = [
        replace(GOOD, rates=(tiered((100, 40)), ACCEPTED)),
        replace(GOOD, rates=(tiered((101, 40)), ACCEPTED)),
        replace(GOOD, rates=(tiered((100, 41)), ACCEPTED)),
        replace(plain, rates=(*plain.rates, RETURNED)),
        replace(plain, rates=(*plain.rates, replace(RETURNED, returns="connected"))),
        replace(plain, ranks=(RankPay("mentor", 10),)),
        replace(plain, ranks=(RankPay("lead", 10),)),
        replace(plain, ranks=(RankPay("mentor", 0, 10),)),
    ]
    assert len({terms_hash("T1", 1, ON, one) for one in (plain, *others)}) == 9


@pytest.mark.parametrize("content", [GOOD, FULL, Content(rates=(ACCEPTED,))])
def test_terms_that_wait_come_back_as_they_were(content):
    assert from_plain(json.loads(json.dumps(as_plain(content)))) == content


def test_the_hash_does_not_know_the_order_of_rates_and_clauses():
    one, two = Rate("connected", "count", 30), Rate("sale", "amount", 0, 200)
    assert terms_hash("T1", 1, ON, replace(GOOD, rates=(one, two))) == terms_hash(
        "T1", 1, ON, replace(GOOD, rates=(two, one))
    )
    left, rude = Clause("leave_post", "擅自离开任务", 2_000), Clause("bad_attitude", "服务态度差", 5_000)
    assert penalty_hash("T1", 1, ON, 3, [left, rude]) == penalty_hash("T1", 1, ON, 3, [rude, left])
    assert penalty_hash("T1", 1, ON, 3, [left]) != penalty_hash(
        "T1", 1, ON, 3, [replace(left, amount_fen=2_001)]
    )


def test_a_penalty_names_its_sum_and_stands_once():
    left = Clause("leave_post", "擅自离开任务", 2_000)
    assert [
        one.code for one in clause_reasons([left, replace(left, code="x"), Clause("y", "另一条", 0)])
    ] == ["clause_twice", "clause_half"]


@pytest.mark.parametrize(
    ("content", "starts", "ends", "minutes", "fen"),
    [
        (GOOD, time(14), time(22), 420, 10_500),
        (replace(GOOD, hourly_fen=1_600), time(14), time(22), 420, 11_200),
        (GOOD, time(18, 30), time(23), 240, 6_000),
        (replace(GOOD, meal_is_paid=True), time(14), time(22), 480, 12_000),
        (replace(GOOD, meal_starts=None, meal_ends=None), time(20), time(2), 360, 9_000),
        (GOOD, time(20), time(19), 1_320, 33_000),
    ],
)
def test_a_shift_in_plain_sums(content, starts, ends, minutes, fen):
    example = shift_example(content, starts, ends)
    assert (example.paid_minutes, example.pay_fen, example.holiday_pay_fen) == (minutes, fen, fen * 2)


@pytest.mark.parametrize(
    ("hourly", "left"), [(1_500, [11_500, 1_000, 10_000, -2_000]), (1_600, [10_800, -400, 9_200, -3_600])]
)
def test_margin_of_a_crowd_seat_at_220_a_shift(hourly, left):
    shown = margins(replace(GOOD, hourly_fen=hourly), unit="shift", price_fen=22_000)
    assert [(one.minutes, one.percent) for one in shown] == [(420, 100), (420, 200), (480, 100), (480, 200)]
    assert [one.left_fen for one in shown] == left


def test_margin_of_the_shifts_that_are_planned():
    """Less the unpaid meal, each length once; 30.00 an hour of the client's are 105.00 for three and a half."""
    planned = [(time(14), time(22)), (time(19), time(22, 30)), (time(9), time(16)), (time(22), time(1, 30))]
    shown = margins(replace(GOOD, holiday_rule="none"), unit="hour", price_fen=3_000, shifts=planned)
    assert [(one.minutes, one.pay_fen, one.price_fen) for one in shown] == [
        (210, 5_250, 10_500),
        (420, 10_500, 21_000),
    ]


def test_a_short_shift_that_is_filled_up_wants_a_word_too():
    """16.00 an hour leave 1.00 of eight hours; four hours are filled up to 70.00."""
    content = replace(GOOD, guarantee_fen=7_000, guarantee_minutes=240)
    against = {"unit": "hour", "price_fen": 1_600, "seen": False}
    assert list(reasons_against_margin(content, **against)) == []
    found = reasons_against_margin(content, **against, shifts=[(time(8), time(16)), (time(8), time(12))])
    assert [(one.code, one.facts) for one in found] == [("no_margin", {"pay_fen": 7_000, "price_fen": 6_400})]


def test_no_margin_on_a_plain_day_wants_a_word():
    against = {"unit": "hour", "price_fen": 1_500}
    assert [one.code for one in reasons_against_margin(GOOD, **against, seen=False)] == ["no_margin"]
    assert list(reasons_against_margin(GOOD, **against, seen=True)) == []
    assert list(reasons_against_margin(GOOD, unit="hour", price_fen=1_501, seen=False)) == []


def test_commission_slice_by_slice():
    content = replace(GOOD, rates=(tiered((100, 40), (200, 50)), ACCEPTED, RETURNED))
    told = earned(content, {"connected": 250, "accepted_item": 12, "returned_item": 2})
    assert [(one.kind, one.slices, one.fen) for one in told] == [
        ("connected", ((100, 30, 3_000), (100, 40, 4_000), (50, 50, 2_500)), 9_500),
        ("accepted_item", ((12, 50, 600),), 600),
        ("returned_item", ((2, 50, -100),), -100),
    ]


@pytest.mark.parametrize(
    ("fields", "commission", "pay"),
    [
        ({"guarantee_fen": 13_000, "guarantee_minutes": 480}, 0, [10_500, 21_000, 13_000, 24_000]),
        ({"guarantee_fen": 13_000, "guarantee_minutes": 420}, 0, [13_000, 21_000, 13_000, 24_000]),
        ({"guarantee_fen": 13_000, "guarantee_minutes": 420}, 2_000, [13_000, 23_000, 14_000, 26_000]),
    ],
)
def test_a_guarantee_fills_a_shift_up_and_no_more(fields, commission, pay):
    shown = margins(replace(GOOD, **fields), unit="shift", price_fen=22_000, commission_fen=commission)
    assert [one.pay_fen for one in shown] == pay


def test_a_shift_with_a_rank_and_a_mentor():
    example = shift_example(FULL)
    assert (example.ranks, example.mentor_fen) == ((("mentor", 1_050), ("lead", 1_400)), 700)
