"""Months that are seldom: corrections of corrections, terms changed meanwhile, a turn of the year, nothing to pay."""

from datetime import date

import pytest

from payouts.actions.money_out import release_run
from payouts.models import Statement
from payouts.queries.proof import proved_lines
from payouts.queries.so_far import this_month_so_far
from payouts.verify.books import INVARIANTS, verify
from tasks.actions.approvals import approve_hours
from tasks.actions.corrections import approve_correction, propose_correction
from tasks.models import Segment
from tests import cast
from tests.payouts.engine.acts import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    after,
    decision,
    result,
    settle_and_approve,
    statement_of,
    told,
)

pytestmark = [pytest.mark.django_db]
ACTS = {15}  # the cast makes rows without acts


@pytest.fixture
def people():
    cast.holidays(2026, 2027, 2028)
    return cast.finance()


def proved() -> bool:
    lines = [line for one in Statement.objects.all() for line in proved_lines(one)]
    return all(line.holds for line in lines) and list(verify(numbers=INVARIANTS.keys() - ACTS)) == []


def corrected(fact, value: int) -> None:
    one, two, now = cast.person("甲"), cast.person("乙"), after(OCTOBER)
    approve_correction(propose_correction(fact, value, "更正", by=one, now=now), by=two, now=now)


def test_corrections_of_corrections_at_the_terms_of_the_fact(people):
    """A statutory day of 433 minutes at 16/h goes to 400, back to 433 and to nothing; the new terms do not matter."""
    payer = cast.entity(tax_method="occurrence")
    work, agent = (
        cast.task(payer, hourly_fen=1_600, rates={"sale": (0, 250), "connected": (50, 0)}),
        cast.agent(),
    )
    cast.claim(agent, work)
    hours = cast.segment(agent, work, date(2026, 10, 1), 433)
    sale, unpriced = (
        result(agent, work, "sale", 10_020, key="s"),
        result(agent, work, "wechat_added", key="w"),
    )
    settle_and_approve(payer, people)
    cast.terms(work, version=2, effective_on=NOVEMBER, hourly_fen=9_900, rates={"sale": (0, 1)})
    for fact, value in ((hours, 400), (hours, 433), (hours, 0), (sale, 0), (unpriced, 5)):
        corrected(fact, value)
    so_far = this_month_so_far(agent, after(OCTOBER))[0].draft
    settle_and_approve(payer, people, NOVEMBER)
    november = statement_of(agent, NOVEMBER)
    assert sorted(fen for kind, *_, fen in told(november) if kind == "correction") == [
        -23_093,
        -1_760,
        -251,
        0,
        1_760,
    ]
    assert (november.income_fen, november.net_fen, november.carried_fen) == (-23_344, 0, 23_344)
    assert (so_far.figures.income_fen, so_far.figures.carried_fen) == (-23_344, 23_344)
    for day in (7, 8):
        cast.segment(agent, work, date(2026, 12, day), 300)
    settle_and_approve(payer, people, DECEMBER)
    assert told(statement_of(agent, DECEMBER)) == [
        ("hours", 100, 600, 99_000),
        ("tax", 100, 99_000, -3_800),
        ("debt", 100, 0, -23_344),
    ]
    assert proved()


def test_december_is_taxed_in_the_year_it_is_paid(people):
    payer = cast.entity(month=NOVEMBER, tax_method="cumulative", gap_rule="continuous")
    work, agent, january = cast.task(payer, hourly_fen=100_000), cast.agent(), date(2027, 1, 1)
    for month, day in ((11, 9), (11, 10), (12, 7), (12, 8)):
        cast.segment(agent, work, date(2026, month, day), 540)
    cast.segment(agent, work, date(2027, 1, 11), 480)
    found = []
    for month in (NOVEMBER, DECEMBER, january):
        settle_and_approve(payer, people, month)
        one = statement_of(agent, month)
        found.append((one.tax_year, one.tax_months, one.income_fen, one.tax_fen))
    # 18,000 x 0.8 - 5,000 = 9,400 at 3 % = 282.00, twice; then 26,000 x 0.8 - 10,000 = 10,800: 324.00 - 282.00
    assert found == [(2026, 1, 1_800_000, 28_200), (2027, 1, 1_800_000, 28_200), (2027, 2, 800_000, 4_200)]
    assert proved()


def test_two_tasks_two_versions_and_a_day_that_is_two_holidays(people):
    """3 October 2028 is National Day and Mid-Autumn: doubled once, whichever rule counts it."""
    october = date(2028, 10, 1)
    payer, agent = cast.entity(month=october), cast.agent()
    for rule, starts in (("spring_and_national", "08:00"), ("all_statutory", "09:00"), ("none", "10:00")):
        work = cast.task(payer, hourly_fen=1_500, holiday_rule=rule)
        cast.terms(work, version=2, effective_on=date(2028, 10, 3), hourly_fen=1_600, holiday_rule=rule)
        for day in (2, 3, 5):
            cast.segment(agent, work, date(2028, 10, day), 60, starts=starts)
    settle_and_approve(payer, people, october)
    doubled, plain = (
        [("hours", 200, 60, 3_000), ("hours", 100, 60, 1_600), ("hours", 200, 60, 3_200)],
        [("hours", 100, 60, 1_500), ("hours", 100, 120, 3_200)],
    )
    assert told(Statement.objects.get()) == [*doubled, *doubled, *plain]
    assert proved()


def test_a_night_over_the_months_end_approved_before_the_month_closes(people):
    work, agent = cast.task(), cast.agent()
    cast.segment(agent, work, date(2026, 10, 31), 120, state="drafted", starts="22:00")
    cast.segment(agent, work, date(2026, 11, 1), 120, state="drafted", starts="00:00")
    assert approve_hours(Segment.objects.all(), by=cast.operations(), now=cast.at("2026-11-01 03:00")) == 2
    assert settle_and_approve(work.entity, people).income_fen == 3_000
    assert settle_and_approve(work.entity, people, NOVEMBER).income_fen == 3_000
    assert proved()


def test_a_month_that_pays_nobody_anything_is_paid(people):
    payer = cast.entity(tax_method="cumulative", gap_rule="paid", penalties_lower_income=True)
    work, agent = cast.task(payer), cast.agent()
    decision(agent, work, "penalty", 500)
    settle_and_approve(payer, people)
    for kind in ("reward", "penalty", "reward"):  # two of them alike
        decision(agent, work, kind, 500, month=NOVEMBER)
    run = settle_and_approve(payer, people, NOVEMBER)
    assert told(statement_of(agent, NOVEMBER)) == [
        ("reward", 100, 1, 500),
        ("reward", 100, 1, 500),
        ("penalty", 100, 1, -500),
        ("debt", 100, 0, -500),
    ]
    assert release_run(run, by=people[2], now=cast.at("2026-12-15 10:00")) is None
    run.refresh_from_db()
    assert run.state == "paid"
    assert proved()
