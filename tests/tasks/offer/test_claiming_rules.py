"""What stands between an agent and a task, case by case."""

from datetime import date

import pytest

from tasks.rules.claiming import (
    Claimer,
    Offered,
    again_on,
    reasons_not_to_claim,
    reasons_not_to_offer,
    room_for,
)
from tests.cast import at

NOW = at("2026-10-12 09:00")
TASK = Offered(
    task=7,
    line="voice",
    state="open",
    starts_on=date(2026, 10, 20),
    seats=10,
    filled=4,
    claims_until=at("2026-10-15 20:00"),
)
READY = Claimer(qualifications={"voice": date(2027, 10, 1)})


def changed(thing, **fields):
    return type(thing)(
        **{name: fields.get(name, getattr(thing, name)) for name in thing.__dataclass_fields__}
    )


def codes(task=TASK, agent=READY, limit=3, now=NOW):
    return [one.code for one in reasons_not_to_claim(task, agent, limit=limit, now=now)]


def test_a_ready_agent_and_an_open_task_have_nothing_between_them():
    assert codes() == []


@pytest.mark.parametrize(
    ("task", "agent", "expected"),
    [
        ({}, {"open_steps": {"voice": ("real_name",), "chat": ("typing",)}}, ["claim_step_open"]),
        ({}, {"qualifications": {}}, ["claim_not_qualified"]),
        ({}, {"qualifications": {"chat": date(2027, 1, 1)}}, ["claim_not_qualified"]),
        ({}, {"qualifications": {"voice": date(2026, 10, 19)}}, ["claim_qualification_ends"]),
        ({}, {"qualifications": {"voice": date(2026, 10, 20)}}, []),
        ({}, {"held": 2}, []),
        ({}, {"held": 3}, ["hands_full"]),
        ({}, {"state": "suspended"}, ["claim_agent_suspended"]),
        ({}, {"state": "left"}, ["claim_agent_suspended"]),
        ({}, {"live": frozenset({7})}, ["already_claimed"]),
        ({}, {"live": frozenset({8})}, []),
        ({"state": "paused"}, {}, ["task_not_open"]),
        ({"state": "closed"}, {}, ["task_not_open"]),
        ({"claims_until": NOW}, {}, ["claims_closed"]),
        ({"claims_until": at("2026-10-12 09:01")}, {}, []),
        ({"claims_until": None}, {}, []),
        ({"filled": 14}, {}, []),
        ({"filled": 15}, {}, ["task_seats_full"]),
        ({}, {"rejected": {7: at("2026-10-05 23:00")}}, []),
        ({}, {"rejected": {7: at("2026-10-06 00:30")}}, ["rejected_recently"]),
        ({}, {"rejected": {8: at("2026-10-11 10:00")}}, []),
        (
            {"state": "paused"},
            {
                "state": "suspended",
                "open_steps": {"voice": ("real_name",), "chat": ("typing",)},
                "qualifications": {},
                "held": 5,
            },
            [
                "task_not_open",
                "claim_agent_suspended",
                "claim_step_open",
                "claim_not_qualified",
                "hands_full",
            ],
        ),
    ],
)
def test_each_thing_in_the_way_is_named(task, agent, expected):
    assert codes(changed(TASK, **task), changed(READY, **agent)) == expected


def test_reasons_carry_what_the_page_says():
    full = next(iter(reasons_not_to_claim(changed(TASK, filled=15), READY, limit=3, now=NOW)))
    assert dict(full.facts) == {"seats": 10, "limit": 15}
    ends = next(
        iter(
            reasons_not_to_claim(
                TASK, changed(READY, qualifications={"voice": date(2026, 10, 13)}), limit=3, now=NOW
            )
        )
    )
    assert dict(ends.facts) == {"expires_on": "2026-10-13", "starts_on": "2026-10-20"}
    again = next(
        iter(
            reasons_not_to_claim(
                TASK,
                changed(READY, rejected={7: at("2026-10-11 10:00")}, rejected_for={7: ["rejected_hours"]}),
                limit=3,
                now=NOW,
            )
        )
    )
    assert dict(again.facts) == {
        "rejected_on": "2026-10-11",
        "why": ["rejected_hours"],
        "again_on": "2026-10-18",
    }


def test_a_visitor_meets_only_the_tasks_own_side():
    assert [one.code for one in reasons_not_to_offer(TASK, now=NOW)] == []
    assert [one.code for one in reasons_not_to_offer(changed(TASK, filled=15), now=NOW)] == [
        "task_seats_full"
    ]


@pytest.mark.parametrize(("seats", "room"), [(1, 2), (2, 3), (3, 5), (10, 15), (11, 17)])
def test_admitted_and_reserve_reach_one_and_a_half_rounded_up(seats, room):
    assert room_for(seats) == room


def test_a_week_after_the_rejection_counted_in_days_of_the_pay_zone():
    assert again_on(at("2026-10-05 23:59")) == date(2026, 10, 12)
