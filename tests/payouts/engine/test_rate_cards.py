"""Tiers, returned pieces, guarantees, ranks and mentors, from rows to lines and back to their facts."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from payouts.models import Line, Statement
from payouts.queries.opened import opened_statement
from payouts.queries.proof import proved_lines
from payouts.verify.books import INVARIANTS, verify
from tasks.models import Result, Segment, TermsRank, TermsTier
from tests import cast
from tests.oracles.rate_cards import paid_through
from tests.payouts.engine.acts import (
    NOVEMBER,
    OCTOBER,
    correction,
    result,
    settle_and_approve,
    statement_of,
    told,
)
from tests.payouts.engine.rate_world import deal

pytestmark = [pytest.mark.django_db]
OWN = ("tiers", "returned", "rank", "mentor", "guarantee")


@pytest.fixture
def people():
    cast.holidays(2026, 2027)
    return cast.finance()


def work_of(**terms):
    return cast.task(cast.entity(tax_method="none"), **{"hourly_fen": 0, "holiday_rule": "none"} | terms)


def proved(agent, month=OCTOBER):
    """Every line opens, by both readers, into facts that come to its amount."""
    one = statement_of(agent, month)
    assert all(line.holds for line in proved_lines(one))
    opened = opened_statement(one)
    assert all(line.holds for line in opened)
    return {line.kind: [row.fen for row in line.rows] for line in opened}


def test_a_late_result_and_a_correction_join_their_own_month(people):
    work, agent = work_of(rates={"connected": (30, 0)}), cast.agent()
    TermsTier.objects.create(rate=work.terms.get().rates.get(), above=100, price=40)
    first = result(agent, work, "connected", 90, key="1")
    result(agent, work, "connected", 20, key="2", settle_month=NOVEMBER)
    result(agent, work, "connected", 5, key="3", on=date(2026, 11, 2))
    settle_and_approve(work.entity, people)
    assert told(statement_of(agent)) == [("tiers", 100, 90, 2_700)]
    correction(first, NOVEMBER, quantity_now=70)
    settle_and_approve(work.entity, people, NOVEMBER)
    # 90 + 20 reach ten above 100; five more are November's own; then twenty fewer: 110 -> 90
    assert told(statement_of(agent, NOVEMBER)) == [
        ("tiers", 100, 25, 10 * 30 + 10 * 40 + 5 * 30),
        ("correction", 100, -20, -(10 * 40 + 10 * 30)),
    ]
    assert proved(agent, NOVEMBER)["tiers"] == [10 * 30 + 10 * 40, 5 * 30]


def test_a_first_slice_may_be_free(people):
    """The first hundred calls and the first 10,000.00 of sales pay nothing; 40 fen and 3 % above."""
    work, agent = work_of(rates={"connected": (0, 0), "sale": (0, 0)}), cast.agent()
    for code, above, price in (("connected", 100, 40), ("sale", 1_000_000, 300)):
        TermsTier.objects.create(rate=work.terms.get().rates.get(kind__code=code), above=above, price=price)
    result(agent, work, "connected", 90, key="1")
    result(agent, work, "connected", 31, key="2", settle_month=NOVEMBER)
    result(agent, work, "sale", 1_500_050, key="3")
    settle_and_approve(work.entity, people)
    settle_and_approve(work.entity, people, NOVEMBER)
    assert sorted(told(statement_of(agent))) == [("tiers", 100, 90, 0), ("tiers", 100, 1_500_050, 15_002)]
    assert told(statement_of(agent, NOVEMBER)) == [("tiers", 100, 31, 21 * 40)]
    assert proved(agent, NOVEMBER)["tiers"] == [840]
    assert proved(agent)["tiers"] == [15_002]


def test_a_promise_of_a_whole_month_is_that_of_its_last_day(people):
    """Raised from the 12th on, it is raised for all of October; a cut begins on a 1st alone (``MONTHLY``)."""
    work = work_of(full_attendance_fen=5_000, full_attendance_shifts=1)
    agent = cast.agent()
    cast.terms(
        work,
        version=2,
        effective_on=date(2026, 10, 12),
        hourly_fen=0,
        full_attendance_fen=7_000,
        full_attendance_shifts=1,
    )
    for day in (2, 20):
        cast.segment(agent, work, date(2026, 10, day), 60)
    settle_and_approve(work.entity, people)
    paid = (
        statement_of(agent).lines.filter(kind="full_attendance").values_list("amount_fen", "terms__version")
    )
    assert list(paid) == [(7_000, 2)]


def test_a_returned_piece_takes_back_and_a_rank_adds(people):
    work, agent = (
        work_of(hourly_fen=1_600, rates={"accepted_item": (50, 0), "returned_item": (30, 0)}),
        cast.agent(),
    )
    TermsRank.objects.create(terms=work.terms.get(), rank="lead", percent=10)
    cast.segment(agent, work, date(2026, 10, 12), 433)
    Segment.objects.update(rank="lead")
    result(agent, work, "accepted_item", 12, key="1")
    result(agent, work, "returned_item", 2, key="2")
    settle_and_approve(work.entity, people)
    assert told(statement_of(agent)) == [
        ("hours", 100, 433, 11_547),
        ("pieces", 100, 12, 600),
        ("returned", 100, 2, -60),
        ("rank", 10, 433, 1_155),
    ]
    assert proved(agent)["returned"] == [-60]


def test_a_mentor_is_paid_for_the_mentees_hours_without_hours_of_their_own(people):
    work, mentee, mentor = (
        work_of(hourly_fen=1_500, mentor_hourly_fen=100, mentor_days=30),
        cast.agent(),
        cast.agent(),
    )
    cast.segment(mentee, work, date(2026, 10, 12), 433)
    Segment.objects.update(mentor=mentor)
    settle_and_approve(work.entity, people)
    assert told(statement_of(mentor)) == [("mentor", 100, 433, 722)]
    assert proved(mentor)["mentor"] == [722]


@pytest.mark.parametrize(
    ("minutes", "leads", "fen"), [(420, 0, 1_500), (420, 4, 300), (420, 6, 0), (399, 0, 0)]
)
def test_a_shift_is_filled_up_once_by_all_it_earned(people, minutes, leads, fen):
    work, agent = (
        work_of(hourly_fen=1_500, guarantee_fen=12_000, guarantee_minutes=400, rates={"connected": (300, 0)}),
        cast.agent(),
    )
    hours = cast.segment(agent, work, date(2026, 10, 12), minutes)
    for number in range(leads):
        result(agent, work, "connected", key=str(number))
    Result.objects.update(booking=hours.booking)
    result(agent, work, "connected", 9, key="outside every shift")
    settle_and_approve(work.entity, people)
    filled = statement_of(agent).lines.filter(kind="guarantee")
    assert list(filled.values_list("amount_fen", "facts")) == ([(fen, 1)] if fen else [])
    proved(agent)


def test_a_late_result_gives_the_top_up_back(people):
    work, agent = (
        work_of(hourly_fen=1_500, guarantee_fen=12_000, guarantee_minutes=400, rates={"connected": (300, 0)}),
        cast.agent(),
    )
    hours = cast.segment(agent, work, date(2026, 10, 12), 420)
    late = result(agent, work, "connected", 4, key="1", settle_month=NOVEMBER)
    Result.objects.filter(pk=late.pk).update(booking=hours.booking)
    settle_and_approve(work.entity, people)
    correction(hours, NOVEMBER, minutes_now=408)  # 3.00 less, which the guarantee carries
    settle_and_approve(work.entity, people, NOVEMBER)
    assert told(statement_of(agent))[1:] == [("guarantee", 100, 1, 1_500)]
    assert told(statement_of(agent, NOVEMBER)) == [
        ("pieces", 100, 4, 1_200),
        ("guarantee", 100, 1, -900),
        ("correction", 100, -12, -300),
    ]
    proved(agent, NOVEMBER)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_months_come_to_the_oracles_sums(seed):
    cast.holidays(2026, 2027)
    people, months = cast.finance(), [OCTOBER, NOVEMBER]
    world = deal(Random(seed), months)
    before: Counter = Counter()
    for month in months:
        run = settle_and_approve(world.entity, people, month)
        expected = paid_through(world.facts, world.terms, month)
        paid: Counter = Counter()
        for agent, kind, fen in Line.objects.filter(statement__run=run).values_list(
            "statement__agent", "kind", "amount_fen"
        ):
            # a correction of a quantity counted over a month belongs to it
            paid[agent, "tiers" if kind == "correction" else kind] += fen
        for agent in world.agents:
            for kind in OWN:
                key = (agent.pk, kind)
                assert paid[key] == expected[key] - before[key], (month, kind)
        before = expected
        for one in Statement.objects.filter(run=run):
            assert all(line.holds for line in proved_lines(one))
            assert all(line.holds for line in opened_statement(one))
    # 15 reads the acts of claims and bookings, which the cast writes without acts
    assert list(verify(numbers=INVARIANTS.keys() - {15})) == []
