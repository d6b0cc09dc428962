"""Who may be admitted, put in reserve or rejected."""

from datetime import date

import pytest

from tasks.rules.screening import Candidate, Room, reasons_not_to_decide, reasons_not_to_reject_with

TODAY = date(2026, 10, 12)
GOOD = {"agent": "A0000001", "state": "asked", "qualified_until": date(2027, 1, 1)}


def codes(outcome, room, **fields):
    return [one.code for one in reasons_not_to_decide(Candidate(**GOOD | fields), outcome, room, today=TODAY)]


@pytest.mark.parametrize(
    ("outcome", "room", "fields", "expected"),
    [
        ("admit", (10, 9, 0), {}, []),
        ("admit", (10, 10, 0), {}, ["admitted_full"]),
        ("admit", (10, 9, 6), {}, ["reserve_full"]),
        ("admit", (10, 9, 6), {"state": "reserve"}, []),
        ("reserve", (10, 10, 4), {}, []),
        ("reserve", (10, 10, 5), {}, ["reserve_full"]),
        ("reserve", (10, 9, 0), {}, ["seats_free"]),
        ("reserve", (10, 9, 1), {}, []),  # the free seat is the reserve's
        ("reserve", (10, 8, 0, 2), {}, []),  # two in training for two seats
        ("reserve", (10, 8, 0, 2), {"state": "assessing"}, ["seats_free"]),  # one of them is this candidate
        ("reserve", (10, 8, 0, 3), {"state": "assessing"}, []),
        ("wait", (10, 9, 0), {}, ["seats_free"]),
        ("wait", (10, 9, 1), {}, []),
        ("wait", (10, 10, 0), {}, []),
        ("wait", (2, 0, 0, 1), {"state": "assessing"}, ["seats_free"]),
        ("reserve", (10, 9, 0), {"qualified_until": None}, ["qualification_gone", "seats_free"]),
        ("reject", (10, 10, 5), {}, []),
        ("reject", (10, 0, 0), {"state": "reserve"}, []),
        ("admit", (10, 0, 0), {"state": "rejected"}, ["claim_not_waiting"]),
        ("reserve", (10, 0, 0), {"state": "reserve"}, ["claim_not_waiting"]),
        ("reject", (10, 0, 0), {"state": "on_duty"}, ["claim_not_waiting"]),
        ("admit", (10, 0, 0), {"agent_state": "suspended"}, ["agent_not_active"]),
        ("admit", (10, 0, 0), {"qualified_until": None}, ["qualification_gone"]),
        ("admit", (10, 0, 0), {"qualified_until": date(2026, 10, 11)}, ["qualification_gone"]),
        ("admit", (10, 0, 0), {"qualified_until": date(2026, 10, 12)}, []),
        ("admit", (10, 0, 0), {"ends": {"room": date(2026, 10, 12)}}, []),
        ("admit", (10, 0, 0), {"ends": {"room": date(2026, 10, 11)}}, ["candidate_check_expired"]),
        (
            "admit",
            (10, 9, 0),
            {"state": "reserve", "ends": {"room": date(2026, 10, 1)}},
            ["candidate_check_expired"],
        ),
        (
            "reserve",
            (10, 10, 0),
            {"ends": {"room": date(2026, 10, 11)}},
            [],
        ),  # asked again when a seat is given
        ("reject", (10, 0, 0), {"qualified_until": None, "agent_state": "suspended"}, []),
    ],
)
def test_each_outcome_by_seats_and_standing(outcome, room, fields, expected):
    assert codes(outcome, Room(*room), **fields) == expected


def test_a_batch_counts_the_places_it_takes():
    room = Room(2)
    assert [codes("admit", room, agent=f"A{number}") for number in range(3)] == [[], [], ["admitted_full"]]
    assert (room.admitted, room.reserve) == (2, 0)
    assert [codes("reserve", room), codes("reserve", room)] == [[], ["reserve_full"]]


def test_who_stands_in_the_way_says_how_many_seats_are_free():
    (said,) = reasons_not_to_decide(Candidate(**GOOD), "reserve", Room(10, 6, 1, training=1), today=TODAY)
    assert (said.code, dict(said.facts)) == ("seats_free", {"agent": "A0000001", "free": 2})


def test_the_reserve_is_asked_for_what_training_leaves():
    assert [Room(2, training=number).to_offer for number in range(4)] == [2, 1, 0, 0]
    assert Room(3, admitted=1, reserve=4, training=1).to_offer == 1


def test_admitting_from_the_reserve_frees_its_place():
    room = Room(2, admitted=1, reserve=2)
    assert codes("admit", room, state="reserve") == []
    assert (room.admitted, room.reserve) == (2, 1)


def test_a_rejection_names_reasons_of_the_catalogue():
    assert [one.code for one in reasons_not_to_reject_with([])] == ["rejection_needs_reason"]
    assert [one.code for one in reasons_not_to_reject_with(["rejected_hours", "because"])] == [
        "no_such_rejection"
    ]
    assert list(reasons_not_to_reject_with(["rejected_hours", "rejected_phone"])) == []
