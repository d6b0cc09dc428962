"""The policy of seats, by table and without a database."""

from datetime import date, time, timedelta

import pytest

from tasks.rules import booking as rules
from tasks.rules import decisions
from tests.cast import at

NOW = at("2026-10-10 09:00")
GO = {"agent_active": True, "on_duty": True, "qualified": True, "booked": False, "held": ()}


def offer(**changes):
    given = {
        "task": "外呼",
        "state": "open",
        "starts_at": at("2026-10-12 14:00"),
        "ends_at": at("2026-10-12 22:00"),
        "seats": 5,
        "taken": 0,
    }
    return rules.Offer(**(given | changes))


def held(starts, ends):
    return [rules.Held("别的任务", at(f"2026-10-12 {starts}"), at(f"2026-10-12 {ends}"))]


@pytest.mark.parametrize(
    ("changes", "person", "codes"),
    [
        ({}, {}, []),
        ({"state": "cancelled"}, {}, ["shift_not_open"]),
        ({"starts_at": NOW}, {}, ["shift_started"]),
        ({"taken": 5}, {}, ["shift_full"]),
        ({}, {"agent_active": False}, ["booking_agent_inactive"]),
        ({}, {"on_duty": False, "qualified": False}, ["booking_not_on_duty"]),
        ({}, {"qualified": False}, ["booking_not_qualified"]),
        ({}, {"ends": {"room": date(2026, 10, 12), "equipment": date(2027, 1, 1)}}, []),
        (
            {},
            {"ends": {"room": date(2026, 10, 11), "equipment": date(2026, 10, 1)}},
            ["booking_check_ends"] * 2,
        ),
        ({}, {"on_duty": False, "ends": {"room": date(2026, 10, 11)}}, ["booking_not_on_duty"]),
        ({}, {"held": held("06:00", "14:00")}, []),
        ({}, {"held": held("22:00", "23:00")}, []),
        ({}, {"held": held("06:00", "14:01")}, ["booking_overlaps"]),
        ({}, {"held": held("15:00", "16:00")}, ["booking_overlaps"]),
        ({"taken": 5}, {"booked": True, "held": held("14:00", "22:00")}, ["already_booked"]),
        (
            {"taken": 5},
            {"agent_active": False, "held": held("21:00", "23:00")},
            ["booking_agent_inactive", "shift_full", "booking_overlaps"],
        ),
    ],
)
def test_everything_that_stands_between_an_agent_and_a_seat(changes, person, codes):
    found = rules.reasons_not_to_book(offer(**changes), now=NOW, **(GO | person))
    assert [one.code for one in found] == codes


def test_a_check_that_ends_first_names_the_step_its_day_and_the_way():
    ends = {"room": date(2026, 10, 11)}
    (found,) = rules.reasons_not_to_book(offer(line="voice"), now=NOW, **(GO | {"ends": ends}))
    assert found.facts == {"line": "voice", "step": "room", "until_on": "2026-10-11"}
    assert (found.kind.door, found.kind.door_facts) == ("onboarding:step", ("line", "step"))


def test_an_overlap_names_the_other_shift():
    (found,) = rules.reasons_not_to_book(offer(), now=NOW, **(GO | {"held": held("13:00", "15:00")}))
    assert found.facts == {"task": "别的任务", "starts_at": "2026-10-12T13:00:00+08:00"}


@pytest.mark.parametrize(
    ("hours", "state"), [(12, "cancelled"), (12.01, "cancelled"), (11.99, "late_cancelled")]
)
def test_twelve_hours_before_is_still_in_time(hours, state):
    assert rules.cancelled_as(NOW + timedelta(hours=hours), now=NOW) == state


@pytest.mark.parametrize(
    ("hours", "late_meant", "codes"),
    [
        (12, False, []),
        (11.99, True, []),
        (11.99, False, ["free_cancel_over"]),
        (0, True, ["booking_started"]),
        (0, False, ["booking_started"]),
    ],
)
def test_a_seat_is_given_back_late_by_those_who_mean_it(hours, late_meant, codes):
    found = rules.reasons_not_to_cancel(NOW + timedelta(hours=hours), late_meant=late_meant, now=NOW)
    assert [one.code for one in found] == codes


def test_a_pattern_over_midnight_ends_the_next_day():
    (one,) = rules.weekly_pattern(date(2026, 10, 31), date(2026, 10, 31), range(7), time(20), time(0))
    assert one == (at("2026-10-31 20:00"), at("2026-11-01 00:00"))
    assert rules.weekly_pattern(date(2026, 10, 12), date(2026, 10, 16), [5, 6], time(9), time(10)) == []


@pytest.mark.parametrize(
    ("open_month", "fact_on", "month"),
    [
        (date(2026, 10, 1), date(2026, 9, 30), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2026, 10, 31), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2026, 11, 1), date(2026, 11, 1)),
        (date(2027, 1, 1), date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_late_facts_go_with_the_open_month(open_month, fact_on, month):
    assert decisions.settle_month(open_month, fact_on) == month


@pytest.mark.parametrize(
    ("by_proposer", "until", "answered", "codes"),
    [
        (False, None, False, []),
        (True, None, False, ["decision_by_proposer"]),
        (False, NOW, False, ["decision_appeal_open"]),
        (False, NOW, True, []),
        (False, NOW - timedelta(seconds=1), False, []),
    ],
)
def test_who_may_decide_and_when(by_proposer, until, answered, codes):
    found = decisions.reasons_not_to_approve(
        by_proposer=by_proposer, appeal_until=until, answered=answered, now=NOW
    )
    assert [one.code for one in found] == codes
