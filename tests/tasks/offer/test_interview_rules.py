"""Who may book an interview and when; what a scorecard comes to; the calendar file."""

from datetime import date, timedelta

import pytest

from tasks.rules.ics import calendar_file
from tasks.rules.interviews import (
    Asker,
    Offer,
    Past,
    Policy,
    counts_until,
    reasons_not_to_book,
    reasons_not_to_change,
    reasons_not_to_interview,
    reasons_not_to_put_up,
    spans_between,
)
from tasks.rules.scorecards import (
    percent_of,
    reasons_not_to_publish,
    reasons_not_to_score,
    recommendation_of,
)
from tests.cast import at

NOW = at("2026-10-12 09:00")
POLICY = Policy(counts_days=180, again_days=14, notice_hours=4)
VOICE = {"lines": {"voice": date(2027, 1, 1)}}
ITEMS = [
    {"code": "speech", "zh": "普通话", "en": "Speech", "weight": 3, "fatal": False},
    {"code": "manner", "zh": "礼貌", "en": "Manner", "weight": 1, "fatal": False},
    {"code": "abusive", "zh": "辱骂", "en": "Abuse", "weight": 0, "fatal": True},
]


def codes(reasons):
    return [one.code for one in reasons]


@pytest.mark.parametrize(
    ("asker", "past", "expected"),
    [
        (VOICE, {}, []),
        ({}, {}, ["claim_not_qualified"]),
        (VOICE | {"state": "suspended"}, {}, ["claim_agent_suspended"]),
        (VOICE | {"open_steps": {"voice": ("real_name",)}}, {}, ["claim_step_open"]),
        (VOICE, {"booked": True}, ["interview_booked_already"]),
        (VOICE, {"counts_until": date(2026, 10, 12)}, ["interview_counts"]),
        (VOICE, {"counts_until": date(2026, 10, 11)}, []),
        (VOICE, {"refused_on": date(2026, 9, 29)}, ["interview_refused_lately"]),
        (VOICE, {"refused_on": date(2026, 9, 28)}, []),  # fourteen days are over
        (VOICE, {"no_shows": (at("2026-10-11 10:00"),)}, []),  # one is borne
        (VOICE, {"no_shows": (at("2026-09-01 10:00"), at("2026-10-11 10:00"))}, ["interview_no_show_twice"]),
        (VOICE, {"no_shows": (at("2026-09-01 10:00"), at("2026-09-28 10:00"))}, []),
    ],
)
def test_who_may_book_an_interview(asker, past, expected):
    assert codes(reasons_not_to_interview("voice", Asker(**asker), Past(**past), POLICY, now=NOW)) == expected


@pytest.mark.parametrize(
    ("state", "starts", "line", "held", "expected"),
    [
        ("open", "2026-10-12 10:00", "", [], []),
        ("open", "2026-10-12 10:00", "voice", [], []),
        ("open", "2026-10-12 10:00", "chat", [], ["interview_slot_other_line"]),
        ("booked", "2026-10-12 10:00", "", [], ["interview_slot_taken"]),
        ("open", "2026-10-12 09:00", "", [], ["interview_slot_taken"]),  # begins this minute
        ("open", "2026-10-12 10:00", "", [("2026-10-12 10:19", "2026-10-12 12:00")], ["interview_overlaps"]),
        ("open", "2026-10-12 10:00", "", [("2026-10-12 10:20", "2026-10-12 12:00")], []),
        ("open", "2026-10-12 10:00", "", [("2026-10-12 08:00", "2026-10-12 10:00")], []),
    ],
)
def test_which_time_may_be_booked(state, starts, line, held, expected):
    offer = Offer(state, at(starts), at(starts) + timedelta(minutes=20), line)
    person = Asker(held=tuple((at(first), at(last)) for first, last in held))
    assert codes(reasons_not_to_book(offer, "voice", person, now=NOW)) == expected


def test_a_time_is_changed_until_four_hours_before():
    starts_at = NOW + timedelta(hours=4)
    assert codes(reasons_not_to_change(starts_at, POLICY, now=NOW)) == []
    assert codes(reasons_not_to_change(starts_at, POLICY, now=NOW + timedelta(seconds=1))) == [
        "interview_too_late"
    ]


@pytest.mark.parametrize(
    ("first", "last", "minutes", "held", "expected"),
    [
        ("2026-10-12 10:00", "2026-10-12 11:05", 20, [], []),
        ("2026-10-12 10:00", "2026-10-12 10:10", 20, [], ["interview_slots_too_many"]),  # not one whole talk
        ("2026-10-12 00:00", "2026-10-12 23:59", 10, [], ["interview_slots_too_many"]),
        ("2026-10-12 10:00", "2026-10-12 11:00", 5, [], ["interview_slot_length"]),
        ("2026-10-12 08:00", "2026-10-12 10:00", 20, [], ["interview_slot_in_past"]),
        (
            "2026-10-12 10:00",
            "2026-10-12 11:00",
            20,
            [("2026-10-12 10:50", "2026-10-12 11:30")],
            ["interview_slots_overlap"],
        ),
    ],
)
def test_which_times_may_be_put_up(first, last, minutes, held, expected):
    spans = spans_between(at(first), at(last), minutes)
    taken = [(at(one), at(other)) for one, other in held]
    assert codes(reasons_not_to_put_up(spans, taken, now=NOW)) == expected


def test_a_stretch_is_cut_into_whole_talks():
    spans = spans_between(at("2026-10-12 10:00"), at("2026-10-12 11:05"), 20)
    assert [(f"{one:%H:%M}", f"{other:%H:%M}") for one, other in spans] == [
        ("10:00", "10:20"),
        ("10:20", "10:40"),
        ("10:40", "11:00"),
    ]
    assert counts_until(date(2026, 10, 12), POLICY) == date(2027, 4, 9)  # 180 days, the first among them


@pytest.mark.parametrize(
    ("scores", "fatal", "percent", "advice"),
    [
        ({"speech": 5, "manner": 5}, [], 100, "admit"),
        ({"speech": 3, "manner": 3}, [], 60, "admit"),
        ({"speech": 3, "manner": 2}, [], 55, "refuse"),  # 11 of 20
        ({"speech": 5, "manner": 5}, ["abusive"], 0, "refuse"),
        ({"speech": 0, "manner": 0}, [], 0, "refuse"),
    ],
)
def test_a_score_is_weighed_and_one_fatal_item_decides(scores, fatal, percent, advice):
    assert percent_of(ITEMS, scores, fatal) == percent
    assert recommendation_of(percent, 60, fatal) == advice


@pytest.mark.parametrize(
    ("scores", "fatal", "expected"),
    [
        ({"speech": 5, "manner": 0}, [], []),
        ({"speech": 5}, [], ["score_missing"]),
        ({}, ["abusive"], []),  # hung up after the first word
        ({"speech": 6, "manner": 0}, [], ["score_outside"]),
        ({"speech": True, "manner": 0.5}, [], ["score_outside", "score_outside"]),
        ({"speech": 5, "manner": 0}, ["speech"], ["score_missing"]),
    ],
)
def test_what_is_missing_from_a_score_is_named(scores, fatal, expected):
    assert codes(reasons_not_to_score(ITEMS, scores, fatal)) == expected


@pytest.mark.parametrize(
    ("items", "percent", "expected"),
    [
        (ITEMS, 60, []),
        (ITEMS, 0, ["rubric_pass_wrong"]),
        (ITEMS[2:], 60, ["rubric_without_weight"]),
        ([ITEMS[0], ITEMS[0]], 60, ["rubric_item_twice"]),
        ([ITEMS[0] | {"en": ""}], 60, ["rubric_item_broken"]),
        ([ITEMS[0], ITEMS[1] | {"weight": 0}], 60, ["rubric_item_broken"]),
    ],
)
def test_a_scorecard_is_whole(items, percent, expected):
    assert codes(reasons_not_to_publish(items, percent)) == expected


def test_the_calendar_file_is_one_event_in_utc_folded_by_octets():
    body = calendar_file(
        uid="X1@yunke",
        stamp=NOW,
        starts_at=at("2026-10-13 10:00"),
        ends_at=at("2026-10-13 10:20"),
        title="面试；a,b;c",
        words="一" * 60 + "\n第二行",
    )
    lines = body.decode().split("\r\n")
    assert "DTSTART:20261013T020000Z" in lines
    assert "DTEND:20261013T022000Z" in lines
    assert "SUMMARY:面试；a\\,b\\;c" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    assert body.decode().replace("\r\n ", "").count("一" * 60 + "\\n第二行") == 1
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
