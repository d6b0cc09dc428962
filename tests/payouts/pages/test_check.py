"""What finance sees before approval, each row opening: exact figures, and the row that must not be there."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.actions.holds import hold_line
from payouts.actions.runs import recompute_run
from payouts.models import Hold, RailFee
from payouts.queries.cash import cash_of
from payouts.queries.gaps import gap_sums, gaps_of
from payouts.queries.months import figures_of
from payouts.views import check
from tests import cast
from tests.payouts.engine.acts import NOVEMBER, OCTOBER, compute, decision, result, settle, settle_and_approve
from tests.payouts.money_out.acts import give_account
from tests.payouts.pages.acts import month_url, page, visitor
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-12T10:00:00+08:00")


def november_run():
    """Two months of two tasks; 甲 works in both, 乙 only in October, 丙 only in November."""
    cast.holidays(2026)
    payer, people = cast.entity(), cast.finance()
    first, second = cast.task(payer), cast.task(payer, name="另一个任务")
    a, b, c = (cast.agent(f"演示{letter}") for letter in "甲乙丙")
    cast.segment(a, first, date(2026, 10, 12), 420)
    cast.segment(b, first, date(2026, 10, 13), 240)
    settle_and_approve(payer, people, OCTOBER)
    cast.segment(a, first, date(2026, 11, 12), 60)
    cast.segment(c, second, date(2026, 11, 13), 1_000)  # 250.00 against 220.00 for the seat
    result(c, second, "connected", 3, key="c1", on=date(2026, 11, 13))
    return settle(payer, people[0], NOVEMBER), people, (a, b, c), (first, second)


def test_every_figure_opens_into_its_rows():
    run, people, (a, b, c), (first, second) = november_run()
    client = visitor(people[1])
    said = page(client, month_url(run))
    for rest in ("against/", "unpriced/", "losing-shifts/", "statements/?only=no_account"):
        assert month_url(run, rest) in said, rest
    assert month_url(run, "gaps/") not in said
    tasks = page(client, month_url(run, "against/"))
    assert tasks.index(second.number) < tasks.index(first.number)
    assert "+250.00" in tasks
    assert "−150.00" in tasks
    agents = page(client, month_url(run, "against/?by=agent"))
    assert "−90.00" in agents
    assert c.number in agents
    assert b.number not in agents
    gone = page(client, month_url(run, "against/?by=gone"))
    assert b.number in gone
    assert a.number not in gone
    shifts = page(client, month_url(run, "losing-shifts/"))
    assert "−30.00" in shifts
    assert f"statements/?shift={figures_of(run).losing_shifts[0]}" in shifts
    assert first.number not in shifts
    kinds = page(client, month_url(run, "unpriced/"))
    assert second.number in kinds
    assert ">c1<" not in kinds
    terms = second.terms.get()
    assert ">c1<" in page(client, month_url(run, f"unpriced/?terms={terms.public_id}&kind=connected"))
    narrowed = page(client, month_url(run, f"statements/?task={second.number}"))
    assert c.number in narrowed
    assert a.number not in narrowed
    (shift,) = figures_of(run).losing_shifts
    assert a.number not in page(client, month_url(run, f"statements/?shift={shift}"))
    assert "没有这样的结算单" in page(client, month_url(run, f"statements/?shift={'9' * 30}"))
    told = client.get(f"/api/v1/finance/runs/{run.number}/check/").json()
    assert (told["losing_shift_count"], told["no_account"], told["no_account_fen"]) == (1, 2, 26_500)
    assert [(one["task"], one["difference_fen"]) for one in told["tasks"]] == [
        (second.number, 25_000),
        (first.number, -15_000),
    ]
    assert told["unpriced"] == [
        {
            "task": second.number,
            "terms": terms.public_id,
            "terms_version": 1,
            "kind": "connected",
            "results": 1,
            "quantity": 3,
            "sales_fen": 0,
        }
    ]


def test_every_losing_shift_is_on_a_page_the_worst_first(monkeypatch):
    monkeypatch.setattr(check, "PAGE", 3)
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    for place in range(4):
        cast.segment(cast.agent(), work, date(2026, 10, 12 + place), 1_000 + 20 * place)
    run = settle(work.entity, people[0])
    client, url, asked = visitor(people[1]), month_url(run, "losing-shifts/"), []
    figures_of(run)
    for number, lost in ((1, ["−45.00", "−40.00", "−35.00"]), (2, ["−30.00"])):
        with CaptureQueriesContext(connection) as queries:
            said = page(client, f"{url}?page={number}")
        asked.append(len(queries))
        assert re.findall(r'key-figure">(−[0-9.]+)<', said) == lost
    assert asked[0] == asked[1]
    assert "4 个班，共 −150.00 元" in said
    told = client.get(f"/api/v1/finance/runs/{run.number}/check/").json()
    assert [one["left_fen"] for one in told["losing_shifts"]] == [-4_500, -4_000, -3_500, -3_000]


def test_rows_of_the_comparison_and_of_the_holds_open():
    run, people, (a, _b, c), (_first, second) = november_run()
    decision(a, second, "reward", 500, month=NOVEMBER)
    recompute_run(run, by=people[0], now=cast.at("2026-12-02 10:00"))
    run = compute(run)
    client = visitor(people[1])
    assert 'statements/?kind=reward">奖励</a>' in page(client, month_url(run))
    narrowed = page(client, month_url(run, "statements/?kind=reward"))
    assert (a.number in narrowed, c.number in narrowed) == (True, False)
    assert a.number not in page(client, month_url(run, "statements/?kind=penalty"))
    slip = a.statements.get(run=run)
    line = slip.lines.get(kind="reward")
    hold = hold_line(run, a, line.ordinal, why="查录音", by=people[0], now=cast.at("2026-12-02 10:00"))
    assert f'href="/finance/holds/{hold.public_id}/"' in page(client, "/finance/holds/")
    said = page(client, f"/finance/holds/{hold.public_id}/")
    assert f"/finance/statements/{a.statements.get(run=run).public_id}/" in said


@pytest.mark.database
def test_fees_are_not_zero_while_nobody_said_them():
    run, people, (a, _b, _c), _ = november_run()
    give_account(a)
    client, url = visitor(people[0]), f"/finance/entities/{run.entity.public_id}/"
    assert [(one.rail, one.fen, one.fees_fen) for one in cash_of([run])] == [
        ("bank_file", 1_500, None),
        ("", 25_000, None),
    ]
    assert "没有设定" in page(client, "/finance/cash/")
    assert client.post(url + "fee/", {"rail": "bank_file", "fee": "一块"}).status_code == 422
    client.post(url + "fee/", {"rail": "bank_file", "fee": "0.50"})
    assert RailFee.objects.get().fee_fen == 50
    assert next((one.fees_fen, one.whole_fen) for one in cash_of([run])) == (50, 1_550)
    client.post(url + "fee/", {"rail": "bank_file", "fee": ""})
    assert [
        one["fee_fen"]
        for one in AuditEntry.objects.filter(verb="rail_fee_set").values_list("facts", flat=True)
    ] == [50, None]
    assert visitor(people[1]).post(url + "fee/", {"rail": "bank_file", "fee": "1"}).status_code == 403


def test_agents_with_a_gap_are_listed_with_every_way_of_counting():
    cast.holidays(2026, 2027)
    payer = cast.entity(month=date(2026, 8, 1), tax_method="cumulative", gap_rule="continuous")
    work, people = cast.task(payer, hourly_fen=80_000), cast.finance()
    gap, whole = cast.agent("演示断"), cast.agent("演示连")
    for month in (8, 9, 10):
        cast.segment(whole, work, date(2026, month, 12), 600)
        if month != 9:
            cast.segment(gap, work, date(2026, month, 12), 600, starts="10:00")
        if month != 10:
            settle_and_approve(payer, people, date(2026, month, 1))
    run = settle(payer, people[0], OCTOBER)
    found = gaps_of(run)
    assert [one.agent_id for one in found] == [gap.pk]
    # 8,000 paid in September and November: B = 16,000 x 0.8 - 5,000 n
    assert gap_sums(found) == [("continuous", 19_200), ("paid", 4_200), ("calendar", 0)]
    said = page(visitor(people[1]), month_url(run, "gaps/"))
    assert "演示断" in said
    assert "演示连" not in said
    assert "192.00" in said
    assert gap.number in page(visitor(people[1]), month_url(run, "statements/?only=gap"))


def test_the_far_ones_are_counted_and_listed():
    cast.holidays(2026)
    payer, people = cast.entity(), cast.finance()
    work = cast.task(payer, seats=30)
    for place in range(9):
        cast.segment(cast.agent(), work, date(2026, 10, 12), 400 + place)
    far = cast.agent("演示远")
    cast.segment(far, work, date(2026, 10, 12), 1_200)
    run = settle(payer, people[0])
    assert figures_of(run).outliers == 1
    said = page(visitor(people[1]), month_url(run, "statements/?only=outlier"))
    assert far.number in said
    assert said.count("/finance/statements/") == 1


def test_the_number_of_questions_does_not_grow():
    run, people, _, (_first, second) = november_run()
    client = visitor(people[1])
    rests = ("", "against/?by=task", "against/?by=agent", "unpriced/", "losing-shifts/")

    def questions(rest):
        page(client, month_url(run, rest))  # figures are counted once
        with CaptureQueriesContext(connection) as caught:
            page(client, month_url(run, rest))
        return len(caught)

    few = [questions(rest) for rest in rests]
    for place in range(3):
        agent = cast.agent()
        cast.segment(agent, cast.task(run.entity), date(2026, 11, 14), 1_000 + place)
        result(agent, second, "connected", key=f"more{place}", on=date(2026, 11, 13))
    compute(recompute_run(run, by=people[0], now=cast.at("2026-12-02 10:00")))
    assert [questions(rest) for rest in rests] == few


@pytest.mark.database
def test_one_line_is_held_on_the_statement_and_let_go_on_the_list():
    run, people, (a, _b, _c), (first, _second) = november_run()
    client, slip = visitor(people[0]), run.statements.get(agent=a)
    url = f"/finance/statements/{slip.public_id}/"
    assert '<option value="1">' in page(client, url)
    assert client.post(url + "hold/", {"line": "1", "why": ""}).status_code == 409
    answer = client.post(url + "hold/", {"line": "1", "why": "打卡要核对"})
    assert answer["Location"] == "/finance/holds/"  # nothing else was on it
    assert "不在上面的合计里" in page(client, month_url(run))
    listed = page(client, "/finance/holds/")
    assert first.name in listed
    assert "打卡要核对" in listed
    assert "放开</button>" not in listed
    assert "（15.00 元）先扣住：打卡要核对" in page(visitor(a.user), "/pay/")
    hold = Hold.objects.get()
    assert visitor(people[1]).post(f"/finance/holds/{hold.public_id}/release/").status_code == 302
    assert run.statements.get(agent=a).net_fen == 1_500
    assert "打卡要核对" not in page(client, "/finance/holds/")
    told = visitor(people[1]).get("/api/v1/finance/holds/").json()
    assert told["results"] == []
    again = visitor(people[2]).post(
        f"/api/v1/finance/runs/{run.number}/hold/",
        {"agent": a.number, "why": "再查"},
        content_type="application/json",
        headers={"Idempotency-Key": "hold-1"},
    )
    assert (again.status_code, again.json()["scope"], again.json()["month"]) == (201, "agent", "2026-12")
