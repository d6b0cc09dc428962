"""Lines that follow from facts of several lines, held alone: left out of their month, given back by the next."""

from copy import deepcopy
from datetime import date

import pytest

from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.actions.runs import recompute_run
from payouts.models import Hold
from payouts.queries.opened import opened_statement
from payouts.queries.proof import proved_lines
from payouts.verify.books import verify
from tasks.models import Segment, TermsRank
from tests import cast
from tests.kept import standing
from tests.payouts.engine.acts import (
    NOVEMBER,
    OCTOBER,
    after,
    compute,
    correction,
    decision,
    read_and_approve,
    settle,
    settle_and_approve,
    statement_of,
    told,
)
from yunke.ground.errors import Refused
from yunke.models import Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-03 10:00")
BOOKS = range(1, 15)
MORE = {  # what a month of 433 minutes with a rank and a mentee of the same hours pays beside 115.47 of hours
    "guarantee": 453,
    "rank": 1_155,
    "mentor": 722,
    "full_attendance": 5_000,
    "task_bonus": 3_000,
}


@pytest.fixture(scope="module")
def _october(django_db_setup, django_db_blocker):
    with standing(django_db_blocker):
        yield counted_october()


@pytest.fixture
def october(_october, db):
    return deepcopy(_october)


def counted_october():
    """甲 is 乙's mentor; both worked one shift of 433 minutes, 甲 with a rank."""
    cast.holidays(2026, 2027)
    work, people = (
        cast.task(
            hourly_fen=1_600,
            guarantee_fen=12_000,
            guarantee_minutes=400,
            mentor_hourly_fen=100,
            mentor_days=30,
            full_attendance_fen=5_000,
            full_attendance_shifts=1,
            task_bonus_fen=3_000,
            task_bonus_shifts=1,
        ),
        cast.finance(),
    )
    TermsRank.objects.create(terms=work.terms.get(), rank="lead", percent=10)
    a, b = cast.agent("演示甲"), cast.agent("演示乙")
    cast.segment(a, work, date(2026, 10, 12), 433)
    Segment.objects.update(rank="lead")
    theirs = cast.segment(b, work, date(2026, 10, 12), 433)
    Segment.objects.filter(pk=theirs.pk).update(mentor=a)
    return settle(work.entity, people[0]), people, (a, b), work


def place(agent, kind, month=OCTOBER):
    return statement_of(agent, month).lines.get(kind=kind).ordinal


def income(agent, month=OCTOBER):
    return statement_of(agent, month).income_fen


@pytest.mark.parametrize("kind", MORE)
def test_each_waits_alone_and_comes_back_whole(october, kind):
    run, people, (a, b), _work = october
    others, was = statement_of(b).digest, run.hash
    whole = 11_547 + sum(MORE.values())
    assert income(a) == whole
    hold = hold_line(run, a, place(a, kind), why="在查", by=people[0], now=NOW)
    assert (hold.amount_fen, hold.what, hold.month, hold.facts) == (MORE[kind], kind, NOVEMBER, {})
    assert Notice.objects.get(recipient=a.user.public_id).facts["amount_fen"] == MORE[kind]
    assert (income(a), statement_of(b).digest) == (whole - MORE[kind], others)
    recompute_run(run, by=people[0], now=NOW)
    run = compute(run, now=NOW)
    assert income(a) == whole - MORE[kind]
    assert run.hash != was
    read_and_approve(run, by=people[1], now=NOW)
    assert list(verify(numbers=BOOKS)) == []
    release_hold(hold, by=people[1], now=NOW)
    settle_and_approve(run.entity, people, NOVEMBER)
    assert told(statement_of(a, NOVEMBER)) == [("released", 100, 1, MORE[kind])]
    assert statement_of(a, NOVEMBER).correction_fen == MORE[kind]
    assert all(line.holds for line in proved_lines(statement_of(a, NOVEMBER)))
    assert [row.fen for row in opened_statement(statement_of(a, NOVEMBER))[0].rows] == [MORE[kind]]
    assert list(verify(numbers=BOOKS)) == []


def test_let_go_before_approval_the_run_is_as_it_was(october):
    run, people, (a, _b), _work = october
    was = (run.hash, run.net_fen)
    hold = hold_line(run, a, place(a, "rank"), why="在查", by=people[0], now=NOW)
    release_hold(hold, by=people[1], now=NOW)
    run.refresh_from_db()
    assert (run.hash, run.net_fen) == was
    read_and_approve(run, by=people[1], now=NOW)
    settle_and_approve(run.entity, people, NOVEMBER)
    assert list(verify(numbers=BOOKS)) == []
    assert not a.statements.filter(run__month=NOVEMBER).exists()


def test_as_long_as_it_is_held_it_waits(october):
    run, people, (a, _b), work = october
    hold = hold_line(run, a, place(a, "task_bonus"), why="在查", by=people[0], now=NOW)
    other = hold_line(run, a, place(a, "mentor"), why="在查", by=people[0], now=NOW)
    read_and_approve(run, by=people[1], now=NOW)
    cast.segment(a, work, date(2026, 11, 12), 60)
    november = settle(run.entity, people[0], NOVEMBER)
    for one in (hold, other):
        release_hold(one, by=people[1], now=after(NOVEMBER))
    assert statement_of(a, NOVEMBER).lines.filter(kind="released").count() == 0
    read_and_approve(november, by=people[1], now=after(NOVEMBER))
    december = date(2026, 12, 1)
    settle_and_approve(run.entity, people, december)
    assert told(statement_of(a, december)) == [("released", 100, 2, 3_722)]
    assert list(verify(numbers=BOOKS)) == []


def test_held_with_the_hours_it_follows_from_it_is_paid_once(october):
    """First the supplement, then the hours move away: the supplement follows them, and the hold keeps nothing."""
    run, people, (a, _b), _work = october
    rank = hold_line(run, a, place(a, "rank"), why="在查", by=people[0], now=NOW)
    hours = hold_line(run, a, place(a, "hours"), why="在查", by=people[0], now=NOW)
    rank.refresh_from_db()
    assert rank.amount_fen == 0
    read_and_approve(run, by=people[1], now=NOW)
    for one in (rank, hours):
        release_hold(one, by=people[1], now=NOW)
    settle_and_approve(run.entity, people, NOVEMBER)
    found = dict(statement_of(a, NOVEMBER).lines.values_list("kind", "amount_fen"))
    assert found["rank"] == 1_155
    assert found.get("released", 0) == 0
    assert income(a) + income(a, NOVEMBER) == 11_547 + sum(MORE.values())
    assert list(verify(numbers=BOOKS)) == []


@pytest.mark.database
def test_what_is_given_back_is_proved_beside_a_hold_that_keeps_nothing(october):
    """The supplement went with the hours; the bonus alone is given back, as one fact."""
    run, people, (a, _b), _work = october
    holds = [
        hold_line(run, a, place(a, kind), why="在查", by=people[0], now=NOW)
        for kind in ("rank", "task_bonus", "hours")
    ]
    read_and_approve(run, by=people[1], now=NOW)
    for one in holds:
        release_hold(one, by=people[1], now=NOW)
    assert dict(Hold.objects.values_list("what", "amount_fen")) == {
        "rank": 0,
        "task_bonus": 3_000,
        "hours": 11_547,
    }
    settle_and_approve(run.entity, people, NOVEMBER)
    slip = statement_of(a, NOVEMBER)
    line = slip.lines.get(kind="released")
    assert (line.facts, line.amount_fen) == (1, 3_000)
    proved = next(one for one in proved_lines(slip) if one.line.kind == "released")
    assert ([fact.fen for fact in proved.facts], proved.holds) == ([3_000], True)
    opened = next(one for one in opened_statement(slip) if one.kind == "released")
    assert [row.fen for row in opened.rows] == [3_000]
    assert list(verify(numbers=BOOKS)) == []


def test_with_the_whole_agent_it_is_paid_once(october):
    run, people, (a, _b), _work = october
    line = hold_line(run, a, place(a, "full_attendance"), why="在查", by=people[0], now=NOW)
    whole = hold_agent(run, a, why="在查", by=people[0], now=NOW)
    read_and_approve(run, by=people[1], now=NOW)
    assert not a.statements.exists()
    assert sorted(Hold.objects.values_list("what", "amount_fen")) == [
        ("", 11_547 + sum(MORE.values()) - 5_000),
        ("full_attendance", 0),
        ("mentor", 722),  # by the mentee's hours, which stay where they are
    ]
    for one in (line, whole):
        release_hold(one, by=people[1], now=NOW)
    assert not Hold.objects.filter(state="active").exists()
    settle_and_approve(run.entity, people, NOVEMBER)
    assert income(a, NOVEMBER) == 11_547 + sum(MORE.values())
    assert dict(statement_of(a, NOVEMBER).lines.values_list("kind", "amount_fen"))["released"] == 722
    assert list(verify(numbers=BOOKS)) == []


def test_a_mentee_held_back_holds_back_the_mentors_part(october):
    run, people, (a, b), _work = october
    hold_agent(run, b, why="在查", by=people[0], now=NOW)
    assert not statement_of(a).lines.filter(kind="mentor").exists()
    run.refresh_from_db()
    read_and_approve(run, by=people[1], now=NOW)
    assert list(verify(numbers=BOOKS)) == []
    release_hold(Hold.objects.get(), by=people[1], now=NOW)
    settle_and_approve(run.entity, people, NOVEMBER)
    assert told(statement_of(a, NOVEMBER)) == [("mentor", 100, 433, 722)]
    assert list(verify(numbers=BOOKS)) == []


@pytest.mark.database
def test_a_correction_of_a_mentees_hours_corrects_the_mentors_part(october):
    run, people, (a, b), _work = october
    read_and_approve(run, by=people[1], now=NOW)
    fix = correction(b.segments.get(), NOVEMBER, minutes_now=373)
    november = settle(run.entity, people[0], NOVEMBER)
    assert told(statement_of(a, NOVEMBER)) == [("mentor", 100, -60, -100), ("carried", 100, 0, 100)]
    assert all(line.holds for line in proved_lines(statement_of(a, NOVEMBER)))
    assert [row.fen for row in opened_statement(statement_of(a, NOVEMBER))[0].rows] == [-100]
    hold = hold_line(
        november, b, place(b, "correction", NOVEMBER), why="在查", by=people[0], now=after(NOVEMBER)
    )
    assert hold.facts == {"correction": [fix.pk]}
    assert not a.statements.filter(run__month=NOVEMBER).exists()
    release_hold(hold, by=people[1], now=after(NOVEMBER))
    november.refresh_from_db()
    read_and_approve(november, by=people[1], now=after(NOVEMBER))
    assert list(verify(numbers=BOOKS)) == []


def test_what_is_of_the_whole_says_what_to_do(october):
    run, people, (a, _b), work = october
    decision(a, work, "penalty", 900_000)
    recompute_run(run, by=people[0], now=NOW)
    run = compute(run, now=NOW)
    with pytest.raises(Refused, match=r"^line_of_the_whole$") as refused:
        hold_line(run, a, place(a, "carried"), why="在查", by=people[0], now=NOW)
    assert refused.value.reasons[0].facts == {"what": "carried"}
    hold = hold_line(run, a, place(a, "rank"), why="在查", by=people[0], now=NOW)
    read_and_approve(run, by=people[1], now=NOW)
    release_hold(hold, by=people[1], now=NOW)
    november = settle(run.entity, people[0], NOVEMBER)
    with pytest.raises(Refused, match=r"^line_let_go$"):
        hold_line(november, a, place(a, "released", NOVEMBER), why="在查", by=people[0], now=after(NOVEMBER))


@pytest.mark.database
def test_the_books_see_a_hold_that_owes_too_much(october):
    run, people, (a, _b), _work = october
    hold = hold_line(run, a, place(a, "rank"), why="在查", by=people[0], now=NOW)
    read_and_approve(run, by=people[1], now=NOW)
    Hold.objects.filter(pk=hold.pk).update(amount_fen=1_156)
    assert [one.text for one in verify(numbers=[11])] == [
        f"{run.number}/{a.number}: 1156 fen are held, the line comes to 1155"
    ]
