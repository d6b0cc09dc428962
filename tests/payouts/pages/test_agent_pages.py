"""What an agent sees of their money: net first, every line with its facts, the account by its last four."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.actions.holds import hold_agent, release_hold
from payouts.actions.items import pay_again
from payouts.actions.runs import recompute_run
from payouts.models import PayoutAccount, Run, Statement
from payouts.panels import my_money
from payouts.queries.statements import with_payments
from payouts.views.standing import trail_of
from tasks.models import PayMonth
from tests import cast
from tests.payouts.engine.acts import (
    after,
    behind_the_guards,
    compute,
    correction,
    decision,
    result,
    settle,
    statement_of,
)
from tests.payouts.money_out.acts import LATER, approved_month, card, card_of, give_account, hand_over, row
from tests.payouts.pages.acts import page, visitor
from yunke.audit import HOUSE, record
from yunke.ground.ids import new_public_id

pytestmark = [pytest.mark.django_db]
NOW = "2026-11-14T10:00:00+08:00"


@pytest.fixture(autouse=True)
def _now(clock):
    clock(NOW)


def statement_url(agent) -> str:
    return f"/pay/{agent.statements.get().public_id}/"


def test_net_first_then_where_it_went(clock):
    month = approved_month(420)
    agent = month.agents[0]
    clock("2026-11-13T08:00:00+08:00")
    assert "已批准，11月13日 周五发放，打到演示银行尾号 " + card_of(agent)[-4:] in page(
        visitor(agent.user), statement_url(agent)
    )
    batch = month.release()
    assert "银行处理中" in page(visitor(agent.user), statement_url(agent))
    month.answer(batch, row(month.item(0)))
    said = page(visitor(agent.user), statement_url(agent))
    assert said.index('<data value="10500">105.00</data>') < said.index("完成工时")
    assert 'data-state="done">已到账' in said
    assert "11月13日 周五到演示银行尾号 " + card_of(agent)[-4:] in said


def test_a_failed_payment_says_why_and_what_to_do():
    month = approved_month(420)
    month.answer(month.release(), row(month.item(0), "失败", "户名不符"))
    said = page(visitor(month.agents[0].user), statement_url(month.agents[0]))
    assert "打款失败" in said
    assert "银行说：户名不符" in said
    assert 'href="/pay/account/"' in said


def trail(agent) -> list[tuple[str, str]]:
    """(step, state) of the way of the agent's one statement."""
    one = with_payments(agent.statements.all()).get()
    return [(step["name"], step["state"]) for step in trail_of(one)]


def test_a_day_gone_by_is_promised_no_more(clock):
    month = approved_month(420, 300, without_account=(1,))
    clock("2026-11-13T23:59:00+08:00")
    assert "计划 11月13日 周五" in page(visitor(month.agents[1].user), statement_url(month.agents[1]))
    clock("2026-11-14T00:01:00+08:00")
    said = page(visitor(month.agents[0].user), statement_url(month.agents[0]))
    assert "已批准，随下一批打到演示银行尾号 " + card_of(month.agents[0])[-4:] in said
    assert "11月13日" not in said
    assert "11月13日" not in page(visitor(month.agents[1].user), statement_url(month.agents[1]))


def test_a_preview_of_a_day_gone_by_says_that_it_is_late(clock):
    cast.holidays(2026)
    work, people = cast.task(cast.entity()), cast.finance()
    agent = cast.agent()
    cast.segment(agent, work, date(2026, 10, 12), 420)
    settle(work.entity, people[0])
    on_the_day = "还没有批准，数字可能会变。计划 11月13日 周五发放。"
    clock("2026-11-13T12:00:00+08:00")
    assert on_the_day in page(visitor(agent.user), statement_url(agent))
    clock("2026-11-14T12:00:00+08:00")
    said = page(visitor(agent.user), statement_url(agent))
    assert "还没有批准，数字可能会变。原定 11月13日 周五发放，已经晚了。" in said
    assert on_the_day not in said


def test_the_way_of_the_money_tells_each_payment_by_its_own_file():
    month = approved_month(420)
    agent = month.agents[0]
    begun = [("出预览", "done"), ("批准", "done")]
    assert trail(agent) == [*begun, ("送银行", "later"), ("到账", "later")]
    month.answer(month.release(), row(month.item(0), "失败", "户名不符"))
    refused = [*begun, ("送银行", "done"), ("打款失败", "attention")]
    assert trail(agent) == [*refused, ("到账", "later")]
    pay_again(month.item(0), by=month.releaser, now=LATER)
    assert trail(agent) == [*refused, ("送银行", "later"), ("到账", "later")]
    again = hand_over(month.run, by=month.releaser, now=cast.at("2026-11-16 09:30"))
    assert trail(agent) == [*refused, ("送银行", "done"), ("到账", "later")]
    said = page(visitor(month.people[0]), f"/finance{statement_url(agent).replace('/pay/', '/statements/')}")
    assert said.index("打款失败") < said.index("2026-11-16T09:30")
    month.answer(again, row(month.item(0)))
    assert trail(agent) == [*refused, ("送银行", "done"), ("到账", "done")]


def test_money_the_bank_sent_back_is_a_step_of_its_way():
    month = approved_month(420)
    batch = month.release()
    month.answer(batch, row(month.item(0)))
    month.answer(batch, row(month.item(0), "退汇", "账户已销户"))
    way = [
        ("出预览", "done"),
        ("批准", "done"),
        ("送银行", "done"),
        ("银行退回", "attention"),
        ("到账", "later"),
    ]
    assert trail(month.agents[0]) == way


def test_a_line_opens_into_its_facts():
    cast.holidays(2026)
    work, people = (
        cast.task(cast.entity(), rates={"interested_lead": (300, 0), "sale": (0, 200)}),
        cast.finance(),
    )
    agent = cast.agent()
    cast.segment(agent, work, date(2026, 10, 1), 240, starts="20:00")
    cast.segment(agent, work, date(2026, 10, 12), 433)
    result(agent, work, "interested_lead", 2, key="C-77")
    result(agent, work, "sale", 12_345, key="S-1")
    decision(agent, work, "penalty", 2_000)
    settle(work.entity, people[0])
    said = page(visitor(agent.user), statement_url(agent))
    for text in (
        "完成工时，2 倍",
        "1 段，4 小时 × 15.00 元/小时 × 2",
        '10月1日 周四 <small class="soft sub">国庆节</small>',
        "20:00–00:00",
        "120.00",
        "1 段，7 小时 13 分 × 15.00 元/小时",
        "09:00–16:13",
        "108.25",
        "意向客户提成",
        "2 个 × 3.00 元",
        "C-77",
        "成交提成",
        "成交 123.45 元 × 2%",
        "2.47",
        "处罚：擅自离开任务",
        "−20.00",
        "录音",
        "预览",
    ):
        assert text in said, text
    assert "对不上" not in said
    assert said.count("国庆节") == 1
    url = "/api/v1/pay/statements/" + statement_url(agent).removeprefix("/pay/")
    lines = visitor(agent.user).get(url).json()["lines"]
    hours = [(row["on"], row["multiplied_for"]) for line in lines[:2] for row in line["facts"]]
    assert hours == [("2026-10-12", ""), ("2026-10-01", "national_day")]


def test_tax_and_supplements_open_into_what_they_are_made_of():
    cast.holidays(2026)
    payer = cast.entity(tax_method="cumulative", gap_rule="continuous")
    work = cast.task(payer, full_attendance_fen=5_000, full_attendance_shifts=1)
    agent, people = cast.agent(), cast.finance()
    cast.segment(agent, work, date(2026, 10, 12), 420)
    decision(agent, work, "reward", 8_000_00)
    settle(payer, people[0])
    said = page(visitor(agent.user), statement_url(agent))
    figures = ["8,155.00", "−1,631.00", "−5,000.00", "1,524.00", "45.72"]
    places = [said.index(f'<td class="num">{one}</td>') for one in figures]
    assert places == sorted(places)
    for text in ("减费用，收入的 20%", "减每月 5,000 元，数 1 个月", "要计税的数", "税率 3%"):
        assert text in said, text
    assert "对不上" not in said
    fold = said[said.index("全勤奖") :]
    assert '约了没有及时取消的班</dt><dd class="num">1</dd>' in fold
    assert '条款要求至少</dt><dd class="num">1</dd><dt>给</dt><dd class="num">50.00</dd>' in fold


def test_a_correction_names_the_day_it_mends():
    month = approved_month(420)
    agent = month.agents[0]
    correction(agent.segments.get(), date(2026, 11, 1), minutes_now=450)
    said = page(visitor(agent.user), "/pay/")
    assert "10月12日 周一那天的：更正" in said
    assert '<data value="750">7.50</data>' in said


def test_many_facts_are_folded_and_all_can_be_seen():
    cast.holidays(2026)
    work, people, agent = cast.task(cast.entity(), rates={"connected": (50, 0)}), cast.finance(), cast.agent()
    for number in range(23):
        result(agent, work, "connected", key=f"call-{number:02d}")
    settle(work.entity, people[0])
    said = page(visitor(agent.user), statement_url(agent))
    assert "call-19" in said
    assert "call-20" not in said
    assert "另外 3 条" in said
    assert "call-22" in page(visitor(agent.user), statement_url(agent) + "?line=1")


def test_this_month_so_far_is_the_sum_that_will_be_paid():
    cast.holidays(2026)
    work, agent = cast.task(cast.entity(month=date(2026, 11, 1))), cast.agent()
    cast.claim(agent, work)
    assert "这个月还没有核准的工时和成果" in page(visitor(agent.user), "/pay/")
    cast.segment(agent, work, date(2026, 11, 12), 433)
    said = page(visitor(agent.user), "/pay/")
    assert "11月到现在" in said
    assert '<p class="sum"><data value="10825">108.25</data>' in said


def test_somebody_without_work_is_shown_the_way():
    assert "还没有上岗的任务" in page(visitor(cast.agent().user), "/pay/")


def test_nothing_is_shown_while_it_is_computed():
    month = approved_month(420)
    agent = month.agents[0]
    with behind_the_guards():
        Run.objects.filter(pk=month.run.pk).update(state="computing")
    led = visitor(agent.user).get(statement_url(agent), follow=True)
    assert led.redirect_chain == [("/pay/", 302)]
    assert "这个月正在重新计算" in led.content.decode()
    assert "105.00" not in led.content.decode()
    for path in (f"{statement_url(agent)}pdf/", f"/api/v1{statement_url(agent)}"):
        assert visitor(agent.user).get(path).status_code == 404


def test_anothers_statement_is_not_there():
    month = approved_month(420, 433)
    page(visitor(month.agents[1].user), statement_url(month.agents[0]), 404)


def test_staff_does_not_open_the_agents_pages():
    month = approved_month(420)
    page(visitor(month.people[0]), statement_url(month.agents[0]), 403)


@pytest.mark.parametrize("url", ["/pay/", "/pay/account/", "statement"])
def test_nobody_on_the_way_keeps_the_page(url):
    month = approved_month(420)
    agent = month.agents[0]
    answer = visitor(agent.user).get(statement_url(agent) if url == "statement" else url)
    assert "no-store" in answer["Cache-Control"]


def test_the_account_is_typed_once_and_shown_by_its_last_four():
    agent = cast.agent("演示甲")
    client = visitor(agent.user)
    answer = client.post(
        "/pay/account/", {"holder": "演示甲", "number": card(5), "bank": "演示银行"}, follow=True
    )
    assert "收款账户已存好" in answer.content.decode()
    assert PayoutAccount.objects.get().number == card(5)
    for url in ("/pay/", "/pay/account/", "/"):
        said = page(client, url)
        assert card(5) not in said
    assert f"**** {card(5)[-4:]}" in page(client, "/pay/account/")


def test_a_refused_account_says_so_beside_the_field():
    agent = cast.agent("演示甲")
    answer = visitor(agent.user).post(
        "/pay/account/", {"holder": "演示乙", "number": "12", "bank": "演示银行"}
    )
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "户名和你的实名不一致。" in said
    assert "账号应当是 8 到 25 位数字。" in said
    assert not PayoutAccount.objects.exists()


def test_before_the_real_name_the_page_says_what_comes_first():
    said = page(visitor(cast.agent(verified=False).user), "/pay/account/")
    assert "先通过实名认证" in said
    assert 'name="number"' not in said


def test_more_months_ask_no_more_questions():
    """The list asks as much for one statement as for three of three payers."""
    month = approved_month(420)
    agent, client = month.agents[0], visitor(month.agents[0].user)
    PayMonth.objects.filter(
        state="open"
    ).delete()  # this month so far asks once a payer, and is not looked at here
    with CaptureQueriesContext(connection) as one:
        page(client, "/pay/")
    for code in ("two", "three"):
        work = cast.task(cast.entity(code))
        cast.segment(agent, work, date(2026, 10, 13), 60, starts="09:00" if code == "two" else "12:00")
        settle(work.entity, month.people[0])
    PayMonth.objects.filter(state="open").delete()
    with CaptureQueriesContext(connection) as three:
        assert page(client, "/pay/").count("2026年10月") == 3
    assert len(three) == len(one)


def test_home_shows_this_month_and_the_last_statement():
    month = approved_month(420, without_account=(0,))
    said = page(visitor(month.agents[0].user), "/")
    assert "10月结算单" in said
    assert "还没有填收款账户" in said
    give_account(month.agents[0], now=LATER)
    assert "还没有填收款账户" not in page(visitor(month.agents[0].user), "/")


def test_ones_own_money_is_in_the_export_without_the_number():
    month = approved_month(420)
    agent = month.agents[0]
    told = list(my_money(agent))
    assert [one.get("net_fen") or one.get("account") for one in told] == [
        10_500,
        f"**** {card_of(agent)[-4:]}",
    ]


def test_a_statement_keeps_its_address_through_computing_again(clock):
    """In a notice, a dispute or a bookmark it leads to the same statement, of the page and the file."""
    clock("2026-11-02T10:00:00+08:00")
    cast.holidays(2026)
    work, people = cast.task(), cast.finance()
    agents = [cast.agent(), cast.agent()]
    for agent in agents:
        cast.segment(agent, work, date(2026, 10, 12), 420)
    run = settle(work.entity, people[0])
    was = dict(run.statements.values_list("agent", "public_id"))
    assert len(set(was.values())) == 2
    cast.segment(agents[0], work, date(2026, 10, 13), 420, settle_month=date(2026, 10, 1))
    again = recompute_run(run, by=people[0], now=after(run.month))
    mine = visitor(agents[0].user)
    led = mine.get(f"/pay/{was[agents[0].pk]}/", follow=True)
    assert "这个月正在重新计算" in led.content.decode()
    compute(again)
    assert dict(run.statements.values_list("agent", "public_id")) == was
    assert "210.00" in page(mine, f"/pay/{was[agents[0].pk]}/")
    assert mine.get(f"/pay/{was[agents[0].pk]}/pdf/").status_code == 200
    assert mine.get(f"/pay/{was[agents[1].pk]}/").status_code == 404  # somebody else's


def test_held_whole_and_let_go_its_link_leads_on(clock):
    clock("2026-11-02T10:00:00+08:00")
    cast.holidays(2026)
    work, people, agent = cast.task(), cast.finance(), cast.agent()
    cast.segment(agent, work, date(2026, 10, 12), 420)
    cast.segment(cast.agent(), work, date(2026, 10, 12), 420)
    run = settle(work.entity, people[0])
    one = statement_of(agent)
    hold = hold_agent(run, agent, why="身份要核对", by=people[0], now=after(run.month))
    mine = visitor(agent.user)
    led = mine.get(f"/pay/{one.public_id}/", follow=True)
    assert (led.redirect_chain, led.status_code) == ([("/pay/", 302)], 200)
    assert "这份结算单现在不在了" in led.content.decode()
    release_hold(hold, by=people[1], now=after(run.month))
    assert statement_of(agent).public_id == one.public_id
    assert mine.get(f"/pay/{one.public_id}/").status_code == 200


def test_an_address_of_before_leads_to_the_one_that_is(clock):
    clock("2026-11-02T10:00:00+08:00")
    cast.holidays(2026)
    work, people, agent = cast.task(), cast.finance(), cast.agent()
    cast.segment(agent, work, date(2026, 10, 12), 420)
    run = settle(work.entity, people[0])
    one = statement_of(agent)
    old = Statement(public_id=new_public_id(after(run.month)))
    record(HOUSE, "statement_replaced", old, now=after(run.month), run=run.number, agent=agent.number)
    assert visitor(agent.user).get(f"/pay/{old.public_id}/").url == f"/pay/{one.public_id}/"
    assert visitor(cast.agent().user).get(f"/pay/{old.public_id}/").status_code == 404
