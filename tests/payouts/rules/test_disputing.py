"""By when a dispute is answered, and by whom not."""

from datetime import date

import pytest

from payouts.rules.disputing import (
    answer_by_once_moved,
    clock_of,
    reasons_not_to_answer,
    reasons_not_to_dispute,
)
from payouts.rules.evidence import evidence_type
from payouts.rules.paydays import timetable

DATES = timetable(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("today", "state", "in_time", "answer_by"),
    [
        (date(2026, 11, 1), "computed", True, date(2026, 11, 10)),
        (date(2026, 11, 7), "returned", True, date(2026, 11, 10)),
        (date(2026, 11, 8), "computed", False, date(2026, 11, 17)),
        (date(2026, 11, 3), "approved", False, date(2026, 11, 12)),
    ],
)
def test_the_clock(today, state, in_time, answer_by):
    due = clock_of(today, DATES, run_state=state)
    assert (due.in_time, due.answer_by) == (in_time, answer_by)


def test_nine_days_from_the_day_it_was_to_be_decided():
    assert answer_by_once_moved(date(2026, 11, 10)) == date(2026, 11, 19)


@pytest.mark.parametrize(
    ("told", "codes"),
    [
        ({}, []),
        ({"run_state": "computing"}, ["dispute_not_yet"]),
        ({"kind": "carried"}, ["line_not_disputable"]),
        ({"is_open": True, "words": " "}, ["dispute_is_open", "dispute_needs_words"]),
    ],
)
def test_reasons_not_to_dispute(told, codes):
    fine = {"run_state": "computed", "kind": "hours", "words": "少了", "is_open": False}
    assert [one.code for one in reasons_not_to_dispute(**(fine | told))] == codes


def test_reasons_not_to_answer():
    wrong = reasons_not_to_answer(state="upheld", answer="", decided_it=True)
    assert [one.code for one in wrong] == [
        "dispute_answered_already",
        "not_who_decided",
        "answer_needs_words",
    ]
    assert list(reasons_not_to_answer(state="open", answer="查过录音", decided_it=False)) == []


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"<svg>", ""),
        (b"%PDF-" + b"0" * 5_000_000, ""),
    ],
)
def test_evidence_is_known_by_its_first_bytes(content, kind):
    assert evidence_type(content) == kind
