"""A month on one page: its parts come to the run's own totals, to the fen, and the page shows them."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext

from payouts.actions.holds import hold_line
from payouts.models import Line
from payouts.queries.charts import charts_of, costs_of
from payouts.rules.bands import Band
from tasks.models import ClientPrice
from tests import cast
from tests.payouts.engine.acts import (
    OCTOBER,
    compute,
    correction,
    decision,
    result,
    settle,
    settle_and_approve,
)
from tests.payouts.pages.acts import month_url, page, visitor
from yunke.ground.roles import AUDITOR

pytestmark = [pytest.mark.django_db]
SEPTEMBER = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-12T10:00:00+08:00")


def october_run():
    """Two tasks, two agents with hours and one without; a late result, a correction, penalties, a holiday."""
    cast.holidays(2026)
    payer, people = cast.entity(month=SEPTEMBER), cast.finance()
    first = cast.task(payer, name="回访外呼", rates={"connected": (100, 0)})
    second = cast.task(
        payer,
        name="国庆值守",
        hourly_fen=2_000,
        rates={"sale": (0, 250)},
        holiday_rule="spring_and_national",
        holiday_percent=200,
    )
    ClientPrice.objects.filter(task=second).update(price_fen=3_000)
    a, b, c = (cast.agent(f"演示{letter}") for letter in "甲乙丙")
    old = cast.segment(a, first, date(2026, 9, 15), 60)
    settle_and_approve(payer, people, SEPTEMBER)
    correction(old, OCTOBER, minutes_now=120)  # 15.00
    result(a, first, "connected", 3, key="late", on=date(2026, 9, 28), settle_month=OCTOBER)  # 3.00
    cast.segment(a, first, date(2026, 10, 6), 120)  # 30.00
    result(a, first, "connected", 5, key="a1", on=date(2026, 10, 13))  # 5.00
    cast.segment(b, first, date(2026, 10, 13), 433)  # 108.25
    cast.segment(a, second, date(2026, 10, 2), 60)  # 40.00, doubled
    result(b, second, "sale", 12_345, key="b1", on=date(2026, 10, 31))  # 3.09
    decision(c, second, "reward", 500)
    decision(b, first, "penalty", 2_000)
    decision(c, second, "penalty", 700)  # more than is there: 2.00 carried
    return settle(payer, people[0]), people, (a, b, c), (first, second)


def test_cost_by_task_and_week_comes_to_the_income_of_the_run():
    run, _people, _agents, (first, second) = october_run()
    costs = costs_of(run)
    assert [str(week) for week in costs.weeks] == ["1–4", "5–11", "12–18", "19–25", "26–31"]
    assert [
        (one.number, one.weeks_fen, one.other_months_fen, one.no_day_fen, one.fen) for one in costs.tasks
    ] == [
        (first.number, (0, 3_000, 11_325, 0, 0), 300, 1_500, 16_125),
        (second.number, (4_000, 0, 0, 0, 309), 0, 500, 4_809),
    ]
    assert (costs.whole.weeks_fen, costs.whole.other_months_fen, costs.whole.no_day_fen) == (
        (4_000, 3_000, 11_325, 0, 309),
        300,
        2_000,
    )
    assert costs.fen == costs.whole.fen == run.income_fen == 20_934
    assert costs.taken == {"penalty": -2_700, "carried": 200}
    assert costs.fen + sum(costs.taken.values()) == run.net_fen == 18_434
    lines = Line.objects.filter(statement__run=run)
    undated = lines.filter(kind__in=("reward", "correction")).aggregate(Sum("amount_fen"))
    assert costs.whole.no_day_fen == undated["amount_fen__sum"]


def test_hourly_earnings_are_of_paid_hours_with_what_corrections_added():
    run, *_ = october_run()
    hourly = charts_of(run).hourly
    assert (hourly.agents, hourly.minutes, hourly.income_fen) == (2, 673, 20_434)
    assert (hourly.without, hourly.without_fen) == (1, 500)
    assert hourly.income_fen + hourly.without_fen == run.income_fen
    assert hourly.agents + hourly.without == run.statement_count
    assert hourly.bands[0] == Band(1_500, 1_600, 1)  # 111.34 in 433 minutes
    assert hourly.bands[-1] == Band(2_300, 2_400, 1)  # 93.00 in 240 minutes
    assert [one.agents for one in hourly.bands] == [1, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (hourly.median_fen, hourly.mean_fen) == (1_934, 1_822)


def test_margin_by_task_the_worst_first():
    run, _people, _agents, (first, second) = october_run()
    found = charts_of(run)
    assert [(one.number, one.price_fen, one.cost_fen, one.left_fen) for one in found.margins] == [
        (second.number, 3_000, 4_309, -1_309),
        (first.number, 44_000, 14_625, 29_375),
    ]
    assert found.unpriced == []


@pytest.mark.database
def test_tasks_without_a_client_price_are_told_apart():
    cast.holidays(2026)
    payer, people = cast.entity(), cast.finance()
    silent = cast.task(payer, name="没有说价")
    ClientPrice.objects.filter(task=silent).delete()
    cast.segment(cast.agent(), silent, date(2026, 10, 12), 60)
    run = settle(payer, people[0])
    found = charts_of(run)
    assert (found.margins, [one.number for one in found.unpriced]) == ([], [silent.number])
    said = page(visitor(people[1]), month_url(run, "charts/"))
    assert "没有可比的任务" in said
    assert f'?task={silent.number}">没有说价</a></p>' in said
    ClientPrice.objects.create(
        task=silent, effective_on=date(2026, 10, 1), unit="hour", price_fen=2_500
    )  # added after the month was looked at
    found = charts_of(run)
    assert ([(one.number, one.left_fen) for one in found.margins], found.unpriced) == (
        [(silent.number, 1_000)],
        [],
    )


def test_what_is_held_alone_is_in_no_part():
    cast.holidays(2026)
    work = cast.task(task_bonus_fen=3_000, task_bonus_shifts=1)
    people, agent = cast.finance(), cast.agent()
    cast.segment(agent, work, date(2026, 10, 12), 60)
    run = settle(work.entity, people[0])
    assert [(one.weeks_fen[2], one.no_day_fen) for one in costs_of(run).tasks] == [(1_500, 3_000)]
    bonus = run.statements.get().lines.get(kind="task_bonus")
    hold_line(run, agent, bonus.ordinal, why="核对", by=people[0], now=cast.at("2026-11-03 10:00"))
    run = compute(run)
    (cost,) = costs_of(run).tasks
    assert (cost.weeks_fen[2], cost.no_day_fen, cost.fen, run.income_fen) == (1_500, 0, 1_500, 1_500)


def test_the_page_shows_the_figures_and_opens_them():
    run, people, _agents, (first, second) = october_run()
    client = visitor(people[1])
    assert f'href="{month_url(run, "charts/")}"' in page(client, month_url(run))
    said = page(client, month_url(run, "charts/"))
    for figure in ("113.25", "161.25", "209.34", "184.34", "19.34", "18.22", "−13.09", "+293.75", "−27.00"):
        assert f">{figure}<" in said, figure
    for task in (first, second):
        assert said.count(f'{month_url(run, "statements/")}?task={task.number}"') == 2  # costs, margins
    assert f'{month_url(run, "losing-shifts/")}">看 1 个倒贴的班</a>' in said
    assert "扣回的比付的多" not in said
    assert "12–18日" in said
    assert '<path class="median" d="M308.6 2V176"/>' in said  # 19.34 between 15 and 24, of nine bands
    assert "中位数 19.34" in said
    assert "应发 5.00 元，不在图里" in said
    assert said.count('<svg class="chart"') == 3
    assert "style=" not in said


def test_what_is_taken_back_hangs_below_the_line():
    cast.holidays(2026)
    payer, people, agent = cast.entity(month=SEPTEMBER), cast.finance(), cast.agent()
    work = cast.task(payer)
    old = cast.segment(agent, work, date(2026, 9, 15), 120)
    settle_and_approve(payer, people, SEPTEMBER)
    correction(old, OCTOBER, minutes_now=60)
    run = settle(payer, people[0])
    (cost,) = costs_of(run).tasks
    assert (cost.weeks_fen, cost.no_day_fen, run.income_fen) == ((0, 0, 0, 0, 0), -1_500, -1_500)
    hourly = charts_of(run).hourly
    assert (hourly.agents, hourly.bands, hourly.median_fen, hourly.without_fen) == (0, [], None, -1_500)
    said = page(visitor(people[1]), month_url(run, "charts/"))
    assert "扣回的比付的多" in said
    assert 'class="no-day below"' in said
    assert "没有人有付钱的工时" in said


@pytest.mark.database
def test_a_month_of_nothing_but_a_penalty_has_no_cost():
    cast.holidays(2026)
    work, people = cast.task(), cast.finance()
    decision(cast.agent(), work, "penalty", 700)
    run = settle(work.entity, people[0])
    costs = costs_of(run)
    assert (costs.tasks, costs.fen, costs.whole.fen) == ([], 0, 0)
    assert costs.taken == {"penalty": -700, "carried": 700}
    said = page(visitor(people[1]), month_url(run, "charts/"))
    assert "没有要付的工时和成果" in said
    assert ">−7.00<" in said
    assert '<svg class="chart"' not in said
    told = visitor(people[1]).get(f"/api/v1/finance/runs/{run.number}/charts/").json()
    assert (told["tasks"], told["income_fen"], told["hourly"]["without_hours"]) == ([], 0, 1)


def test_a_program_reads_the_same():
    run, people, _agents, (first, second) = october_run()
    told = visitor(people[0]).get(f"/api/v1/finance/runs/{run.number}/charts/").json()
    assert told["weeks"][2] == {"first": "2026-10-12", "last": "2026-10-18"}
    assert told["tasks"][0] == {
        "task": first.number,
        "weeks_fen": [0, 3_000, 11_325, 0, 0],
        "other_months_fen": 300,
        "no_day_fen": 1_500,
        "fen": 16_125,
    }
    assert (told["number"], told["month"], told["income_fen"], told["net_fen"]) == (
        run.number,
        "2026-10",
        20_934,
        18_434,
    )
    assert told["taken"] == {"penalty": -2_700, "carried": 200}
    assert told["hourly"]["bands"][0] == {"from_fen": 1_500, "to_fen": 1_600, "agents": 1}
    assert (told["hourly"]["median_fen"], told["hourly"]["without_hours"]) == (1_934, 1)
    assert [(one["task"], one["left_fen"]) for one in told["margins"]] == [
        (second.number, -1_309),
        (first.number, 29_375),
    ]
    assert told["without_price"] == []


def test_finance_and_the_auditor_look_and_nobody_else():
    run, people, (a, _b, _c), _tasks = october_run()
    doors = (month_url(run, "charts/"), f"/api/v1/finance/runs/{run.number}/charts/")
    for user in (*people, cast.person("审计", AUDITOR)):
        assert [visitor(user).get(door).status_code for door in doors] == [200, 200]
    for user in (a.user, cast.operations(), cast.screener()):
        assert [visitor(user).get(door).status_code for door in doors] == [403, 403]
    assert visitor(people[0]).post(doors[0]).status_code == 405


@pytest.mark.database
def test_a_month_nobody_computed_says_so():
    payer, people = cast.entity(), cast.finance()
    client, url = visitor(people[0]), f"/finance/{payer.code}/2026-10/"
    said = page(client, f"{url}charts/")
    assert "这个月还没有算出来" in said
    assert f'href="{url}"' in said
    assert '<svg class="chart"' not in said
    assert f"{url}charts/" not in page(client, url)
    page(client, f"/finance/{payer.code}/2026-12/charts/", 404)


def test_many_tasks_are_drawn_together_and_told_each():
    run, people = month_of(14)
    said = page(visitor(people[1]), month_url(run, "charts/"))
    assert "其余 3 个任务" in said
    assert "还有 2 个任务在表里" in said
    assert said.count("statements/?task=") == 28


@pytest.mark.parametrize("asked", ["charts", "page"])
def test_the_number_of_questions_does_not_grow(asked):
    def questions(count: int) -> int:
        run, people = month_of(count)
        client = visitor(people[1])
        page(client, "/finance/")  # what a session asks once
        with CaptureQueriesContext(connection) as caught:
            if asked == "page":
                page(client, month_url(run, "charts/"))
            else:
                assert len(charts_of(run).costs.tasks) == count
        return len(caught)

    assert questions(3) == questions(30)


def month_of(count: int):
    """So many tasks, each with an agent of its own, hours and a result."""
    if not cast.HolidayYear.objects.exists():
        cast.holidays(2026)
    payer, people = cast.entity(f"e{count}"), cast.finance()
    for place in range(count):
        work, agent = cast.task(payer, rates={"connected": (100, 0)}), cast.agent()
        cast.segment(agent, work, date(2026, 10, 1 + place % 28), 60 + place)
        result(agent, work, "connected", 2, key=f"k{place}", on=date(2026, 10, 12))
    return settle(payer, people[0]), people
