"""A figure of the month opens the statements it is made of: its part of each, sorted by it, and its total in the head."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.actions.runs import recompute_run
from payouts.queries.months import compared
from tests import cast
from tests.payouts.engine.acts import NOVEMBER, OCTOBER, compute, decision, result, settle, settle_and_approve
from tests.payouts.money_out.acts import give_account
from tests.payouts.pages.acts import month_url, page, visitor

pytestmark = [pytest.mark.django_db]
HEAD = re.compile(r"<b>(\d+ 份，[^<]*|应发[^<]*)</b>")


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-12T10:00:00+08:00")


def october_run(people=2):
    """Hours, commission, rewards and a penalty, unlike for each, in two tasks."""
    cast.holidays(2026)
    payer, finance = cast.entity(), cast.finance()
    first, second = (
        cast.task(payer, seats=30, rates={"connected": (100, 0)}),
        cast.task(payer, name="另一个任务"),
    )
    agents = [cast.agent(f"演示{letter}") for letter in "甲乙丙丁戊"[:people]]
    for place, agent in enumerate(agents):
        cast.segment(agent, first, date(2026, 10, 12), 420 - 60 * place)
        decision(agent, first, "reward", 500 + 100 * place)
    cast.segment(agents[0], second, date(2026, 10, 13), 60)
    result(agents[0], first, "connected", 3, key="c1")
    decision(agents[1], first, "penalty", 700)
    return settle(payer, finance[0]), finance, agents


def rows(said: str) -> list[tuple[str, str]]:
    """Each row's agent number and the figure that stands in bold."""
    told = re.findall(r'<td class="rest">(\w+)</td>.*?key-figure"><b>([^<]+)</b>', said)
    return [(number, fen.replace("−", "-")) for number, fen in told]


def test_a_kind_has_its_own_column_and_its_total_in_the_head():
    run, people, (a, b) = october_run()
    client = visitor(people[1])
    said = page(client, month_url(run, "statements/?kind=reward"))
    assert rows(said) == [(a.number, "5.00"), (b.number, "6.00")]
    assert HEAD.search(said)[1] == "2 份，奖励共 11.00 元"
    assert rows(page(client, month_url(run, "statements/?kind=reward&order=-figure"))) == [
        (b.number, "6.00"),
        (a.number, "5.00"),
    ]
    assert rows(page(client, month_url(run, "statements/?kind=reward&order=figure")))[0] == (a.number, "5.00")
    said = page(client, month_url(run, "statements/?kind=penalty"))
    assert (rows(said), HEAD.search(said)[1]) == ([(b.number, "7.00")], "1 份，处罚共 7.00 元")
    said = page(client, month_url(run, "statements/?kind=overtime"))
    assert (rows(said), HEAD.search(said)[1]) == ([], "0 份，实发共 0.00 元")


def test_each_row_of_the_comparison_opens_to_its_own_sum():
    run, people, _ = october_run()
    client = visitor(people[1])
    said = page(client, month_url(run))
    opened = {}
    for one in compared(run, None):
        if not one.is_sum and one.fen:
            assert f'statements/?kind={one.code}">' in said
            shown = rows(page(client, month_url(run, f"statements/?kind={one.code}")))
            opened[one.code] = (one.fen, sum(round(100 * float(fen.replace(",", ""))) for _, fen in shown))
    assert set(opened) == {"work", "commission", "reward", "penalty"}
    assert opened["work"] == (21_000, 21_000)
    assert [was for was, now in opened.values()] == [now for was, now in opened.values()]


def test_the_whole_list_says_what_the_month_says():
    run, people, _ = october_run()
    said = page(visitor(people[1]), month_url(run, "statements/"))
    income, net = f"{run.income_fen / 100:,.2f}", f"{run.net_fen / 100:,.2f}"
    assert HEAD.search(said)[1] == f"应发 {income} 元，实发 {net} 元"
    assert "order=-figure" not in said


def test_a_task_opens_to_what_it_brought_and_beside_its_price_to_what_it_cost():
    run, people, (a, b) = october_run()
    client, first = visitor(people[1]), a.segments.order_by("pk")[0].task
    cost = 10_500 + a.statements.get().lines.get(kind="pieces").amount_fen
    said = page(client, month_url(run, f"statements/?task={first.number}&kind=cost"))
    assert rows(said) == [(a.number, f"{cost / 100:.2f}"), (b.number, "90.00")]
    assert HEAD.search(said)[1] == f"2 份，客服拿共 {(cost + 9_000) / 100:.2f} 元"
    said = page(client, month_url(run, f"statements/?task={first.number}"))
    assert rows(said) == [
        (a.number, f"{(cost + 500) / 100:.2f}"),
        (b.number, "96.00"),
    ]  # the penalty is no income


def test_who_can_be_paid_is_a_chip_of_its_own_and_the_approval_opens_into_it():
    run, people, (_a, b) = october_run()
    give_account(b)
    client = visitor(people[1])
    said = page(client, month_url(run))
    for only in ("payable", "no_account", "zero"):
        assert f"statements/?only={only}" in said
    said = page(client, month_url(run, "statements/?only=payable"))
    assert rows(said) == [(b.number, "89.00")]
    assert HEAD.search(said)[1] == "1 份，实发共 89.00 元"
    assert "可以打款 <b>1</b>" in said


def test_the_number_of_questions_does_not_grow():
    def asked(run, people, query):
        client = visitor(people[1])
        page(client, month_url(run, "statements/" + query))
        with CaptureQueriesContext(connection) as caught:
            page(client, month_url(run, "statements/" + query))
        return len(caught)

    run, people, _ = october_run()
    few = [asked(run, people, query) for query in ("", "?kind=work&order=-figure", "?only=debt")]
    for place, letter in enumerate("丙丁戊"):
        more = cast.agent(f"演示{letter}")
        cast.segment(more, run.statements.first().agent.segments.first().task, date(2026, 10, 14 + place), 60)
    assert run.month == OCTOBER
    recompute_run(run, by=people[0], now=cast.at("2026-11-02 10:00"))
    run = compute(run)
    assert run.statement_count == 5
    assert [asked(run, people, query) for query in ("", "?kind=work&order=-figure", "?only=debt")] == few


def test_a_program_reads_the_same_figure():
    run, people, (a, b) = october_run()
    url = f"/api/v1/finance/runs/{run.number}/statements/"
    told = visitor(people[1]).get(url + "?kind=reward").json()["results"]
    assert [(one["agent_number"], one["figure_fen"]) for one in told] == [(a.number, 500), (b.number, 600)]
    told = visitor(people[1]).get(url).json()["results"]
    assert [one["figure_fen"] for one in told] == [one["net_fen"] for one in told]


@pytest.mark.database
def test_what_was_taken_opens_to_its_sums_too():
    """Tax, a penalty larger than the income, and the debt of the month before."""
    cast.holidays(2026)
    payer, people = cast.entity(tax_method="occurrence"), cast.finance()
    work, a, b = cast.task(payer, hourly_fen=80_000), cast.agent("演示甲"), cast.agent("演示乙")
    cast.segment(a, work, date(2026, 10, 12), 600)
    cast.segment(b, work, date(2026, 10, 13), 6)
    decision(b, work, "penalty", 10_000)
    settle_and_approve(payer, people)
    for agent, minutes in ((a, 300), (b, 60)):
        cast.segment(agent, work, date(2026, 11, 12 + minutes // 60), minutes)
    decision(a, work, "penalty", 700, month=NOVEMBER)
    run = settle(payer, people[0], NOVEMBER)
    client, told = visitor(people[1]), {}
    for one in compared(run, None):
        if not one.is_sum and one.fen:
            said = page(client, month_url(run, f"statements/?kind={one.code}&order=-figure"))
            shown = [round(100 * float(fen.replace(",", ""))) for _, fen in rows(said)]
            assert HEAD.search(said)[1].endswith(f"共 {one.fen / 100:,.2f} 元"), one.code
            assert (sum(shown), shown) == (one.fen, sorted(shown, reverse=True)), one.code
            told[one.code] = one.fen
    assert told == {"work": 480_000, "tax": 64_000, "penalty": 700, "debt": 2_000}
    said = page(client, month_url(run, f"statements/?task={work.number}&kind=penalty"))
    assert rows(said) == [(a.number, "7.00")]
    said = page(client, month_url(run, "statements/?only=debt"))
    assert (rows(said), HEAD.search(said)[1]) == ([(b.number, "20.00")], "1 份，带入旧欠共 20.00 元")
