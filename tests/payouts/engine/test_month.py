"""From approved hours and results to statements: the vectors of the pay rules through real rows."""

from datetime import date

import pytest

from payouts.models import Line, Run
from tests import cast
from tests.payouts.engine.acts import OCTOBER, decision, result, settle, statement_of, told

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def preparer():
    cast.holidays(2026)
    return cast.finance()[0]


@pytest.mark.parametrize(
    ("minutes", "hourly_fen", "day", "fen"),
    [
        (420, 1_500, 12, 10_500),
        (420, 1_600, 12, 11_200),
        (240, 1_500, 12, 6_000),
        (433, 1_500, 12, 10_825),
        (433, 1_600, 12, 11_547),
        (433, 1_600, 1, 23_093),
    ],
)
def test_hours_are_priced_and_rounded_once(preparer, minutes, hourly_fen, day, fen):
    work = cast.task(hourly_fen=hourly_fen)
    agent = cast.agent()
    cast.segment(agent, work, date(2026, 10, day), minutes)
    run = settle(work.entity, preparer)
    percent = 200 if day == 1 else 100
    assert told(statement_of(agent)) == [("hours", percent, minutes, fen)]
    assert (run.state, run.net_fen, run.statement_count) == ("computed", fen, 1)


def test_a_month_of_hours_is_the_sum_of_rounded_days(preparer):
    work = cast.task(hourly_fen=1_600)
    agent = cast.agent()
    for day in range(5, 27):
        cast.segment(agent, work, date(2026, 10, day), 433)
    settle(work.entity, preparer)
    assert told(statement_of(agent)) == [("hours", 100, 22 * 433, 254_034)]


def test_a_night_over_the_holiday_edge_is_two_bands(preparer):
    work = cast.task(cast.entity())
    agent = cast.agent()
    cast.segment(agent, work, date(2026, 9, 30), 240, settle_month=OCTOBER, starts="20:00")
    cast.segment(agent, work, date(2026, 10, 1), 120, starts="00:00")
    settle(work.entity, preparer)
    assert told(statement_of(agent)) == [("hours", 100, 240, 6_000), ("hours", 200, 120, 6_000)]


def test_penalties_above_the_gross_are_carried(preparer):
    work = cast.task(hourly_fen=1_000)
    agent = cast.agent()
    cast.segment(agent, work, date(2026, 10, 12), 600)
    decision(agent, work, "penalty", 15_000)
    run = settle(work.entity, preparer)
    one = statement_of(agent)
    assert (one.net_fen, one.carried_fen, one.penalty_fen, one.income_fen) == (0, 5_000, 15_000, 10_000)
    assert told(one) == [
        ("hours", 100, 600, 10_000),
        ("penalty", 100, 1, -15_000),
        ("carried", 100, 0, 5_000),
    ]
    assert (run.net_fen, run.carried_fen, run.penalty_fen) == (0, 5_000, 15_000)


def test_results_are_paid_by_kind_and_the_unpriced_are_counted(preparer):
    work = cast.task(hourly_fen=0, rates={"connected": (50, 0), "sale": (0, 250)})
    agent = cast.agent()
    for number in range(3):
        result(agent, work, "connected", key=f"c{number}")
    for number, fen in enumerate(
        (10_020, 10_020, 33)
    ):  # 2.5 %: 250.5, 250.5, 0.825 fen, each rounded by itself
        result(agent, work, "sale", fen, key=f"s{number}")
    result(agent, work, "wechat_added", key="w")
    run = settle(work.entity, preparer)
    assert told(statement_of(agent)) == [("pieces", 100, 3, 150), ("share", 100, 20_073, 251 + 251 + 1)]
    assert run.unpriced_count == 1


def test_full_attendance_and_task_bonus_rest_on_the_months_shifts(preparer):
    work = cast.task(
        full_attendance_fen=20_000, full_attendance_shifts=2, task_bonus_fen=5_000, task_bonus_shifts=2
    )
    always, late = cast.agent(), cast.agent()
    for agent in (always, late):
        for day in (12, 13):
            cast.segment(agent, work, date(2026, 10, day), 60)
    late.bookings.filter(starts_at__lt=cast.at("2026-10-13 00:00")).update(late_minutes=6)
    settle(work.entity, preparer)
    assert told(statement_of(always))[1:] == [
        ("full_attendance", 100, 2, 20_000),
        ("task_bonus", 100, 2, 5_000),
    ]
    assert told(statement_of(late))[1:] == [("task_bonus", 100, 2, 5_000)]


def test_terms_of_the_day_price_the_day(preparer):
    work = cast.task(hourly_fen=1_500)
    cast.terms(work, version=2, effective_on=date(2026, 10, 15), hourly_fen=1_800)
    agent = cast.agent()
    cast.segment(agent, work, date(2026, 10, 14), 60)
    cast.segment(agent, work, date(2026, 10, 15), 60)
    settle(work.entity, preparer)
    lines = Line.objects.filter(statement=statement_of(agent))
    assert list(lines.values_list("terms__version", "rate", "amount_fen")) == [
        (1, 1_500, 1_500),
        (2, 1_800, 1_800),
    ]


def test_nobody_without_facts_has_a_statement(preparer):
    work = cast.task()
    cast.agent()
    run = settle(work.entity, preparer)
    assert (run.state, run.statement_count, run.net_fen) == ("computed", 0, 0)
    assert Run.objects.count() == 1
