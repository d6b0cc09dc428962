"""A month closed from its pages alone: each page says who does what next, and where."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.actions.disputes import answer_dispute, dispute_line
from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.actions.money_out import make_file
from payouts.actions.runs import recompute_run, return_run
from payouts.models import Advance, Dispute, Hold, Statement
from payouts.queries.exports import year_of, yearly
from payouts.queries.month_rows import statements
from payouts.rails.answers import read_answers
from payouts.views.stages import stages_of
from tasks.actions.holidays import confirm_holiday_year, propose_holiday_year
from tasks.models import PayingEntity, PayMonth
from tests import cast
from tests.payouts.engine.acts import compute, decision, settle, statement_of
from tests.payouts.money_out.acts import LATER, PAY_DAY, approved_month, hand_over, row
from tests.payouts.pages.acts import month_url, page, visitor
from yunke.audit import HOUSE, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import OPERATIONS, QUALITY
from yunke.models import Notice

pytestmark = [pytest.mark.django_db]
IN_TIME = cast.at("2026-11-06 20:00")


@pytest.fixture
def october():
    """105.00 of hours and a penalty of 10.00."""
    cast.holidays(2026)
    payer, people = cast.entity(), cast.finance()
    work, agent = cast.task(payer), cast.agent("演示甲")
    cast.segment(agent, work, date(2026, 10, 12), 420)
    decision(agent, work, "penalty", 1_000)
    return settle(payer, people[0]), people, agent


def disputed(agent):
    slip = statement_of(agent)
    return dispute_line(slip, slip.lines.get(kind="penalty").ordinal, "客户先骂人", now=IN_TIME)


def test_money_back_is_announced_to_those_who_decide_it(october, clock):
    clock(IN_TIME.isoformat())
    _run, people, agent = october
    operations, quality = cast.person("运营三", OPERATIONS), cast.person("质检三", QUALITY)
    one = disputed(agent)
    one = answer_dispute(one, upheld=True, answer="属实", back_fen=375, by=operations, now=IN_TIME)
    told = Notice.objects.filter(template="dispute_decision_awaited")
    assert quality.public_id in set(told.values_list("recipient", flat=True))
    assert operations.public_id not in set(told.values_list("recipient", flat=True))
    where = f"/desk/decisions/{one.decision.public_id}/"
    [first] = told.filter(recipient=quality.public_id)
    assert (first.url, first.facts["amount_fen"]) == (where, 375)
    said = page(visitor(people[0]), f"/desk/disputes/{one.public_id}/")
    assert "补给 3.75 元：已提出" in said
    assert "在“奖惩”里定" in said
    assert where not in said  # a preparer has no business there
    assert where in page(visitor(operations), f"/desk/disputes/{one.public_id}/")


def test_a_rejected_dispute_drops_no_money_silently(october):
    _run, people, agent = october
    one = disputed(agent)
    with pytest.raises(Refused) as refused:
        answer_dispute(one, upheld=False, answer="不改", back_fen=1_500, by=people[0], now=IN_TIME)
    [why] = refused.value.reasons
    assert why.as_json() == {"code": "dispute_rejected_with_money", "facts": {"back_fen": 1_500}}
    assert Dispute.objects.get().state == "open"


def test_whoever_may_not_let_go_reads_who_may(october):
    run, people, agent = october
    hold_line(run, agent, 1, why="核对工时", by=people[0], now=IN_TIME)
    client, name = visitor(people[0]), people[1].name
    assert f"等审批人放开：{name}" in page(client, "/finance/holds/")
    slip = statement_of(agent)
    assert f"由审批人放开：{name}" in page(client, f"/finance/statements/{slip.public_id}/")
    assert "去放开" in page(visitor(people[1]), f"/finance/statements/{slip.public_id}/")


def test_a_payment_held_is_told_with_its_own_remedy():
    month = approved_month(420)
    hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    told = Notice.objects.exclude(template__in=["payout_arrived"]).get(
        recipient=month.agents[0].user.public_id
    )
    assert (told.template, told.facts["amount_fen"]) == ("payment_held", 10_500)


def test_what_was_taken_out_before_approval_waits_for_the_next_month_afterwards_too():
    month = approved_month(420, 240)
    run, people = month.run, month.people
    Hold.objects.create(
        public_id="0" * 26,
        entity=run.entity,
        agent=month.agents[1],
        run=run,
        scope="agent",
        facts={"segment": []},
        month=date(2026, 11, 1),
        amount_fen=6_000,
        why="核对工时",
        held_by=people[0],
        held_at=IN_TIME,
    )
    hold_agent(run, month.agents[0], why="核对身份", by=people[0], now=PAY_DAY)
    said = page(visitor(people[0]), month_url(run))
    attend = said[said.index('id="attend"') : said.index('id="cash"')]
    stopped, later = attend.index("打款停着，放开后随下一批"), attend.index("随下一次结算")
    assert attend.index("扣住的打款") < attend.index("105.00") < stopped < attend.index("60.00") < later


def test_who_lacks_an_account_and_is_held_is_counted_once():
    month = approved_month(420, 240, without_account=(0, 1))
    hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    said = page(visitor(month.people[0]), month_url(month.run))
    attend = said[said.index('id="attend"') : said.index('id="cash"')]
    assert attend.count("165.00") == 0
    assert (attend.count("105.00"), attend.count("60.00")) == (1, 1)


@pytest.mark.parametrize("start", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_a_workbook_is_told_as_one(start):
    assert [one.code for one in read_answers(start).problems] == ["result_is_a_workbook"]


def answer_of(client, batch, text):
    file = SimpleUploadedFile("a.csv", text.encode())
    return client.post(f"/finance/batches/{batch.public_id}/result/", {"file": file} if text else {})


def test_the_form_says_what_file_it_wants_and_errors_stand_at_their_batch():
    month = approved_month(420, 240, 60)
    hold_agent(month.run, month.agents[2], why="核对身份", by=month.people[0], now=PAY_DAY)
    first = month.release()
    release_hold(Hold.objects.get(), by=month.people[1], now=PAY_DAY)
    second = month.release()
    client = visitor(month.releaser)
    said = page(client, month_url(month.run))
    assert said.count("序号、收款账号、金额、处理结果（成功、失败、退汇或处理中）") == 2
    refused = answer_of(client, first, "")
    said = refused.content.decode()
    assert (refused.status_code, said.count("该字段是必填项"), said.count('class="fold" open')) == (
        422,
        1,
        1,
    )
    assert said.index(f"result-{first.public_id}") < said.index(f"result-{second.public_id}")


def test_row_errors_come_in_the_order_of_rows():
    month = approved_month(420, 240)
    batch = month.release()
    text = f"序号,收款账号,金额,处理结果,失败原因\r\n9,x,1.00,OK,\r\n{row(month.item(0), yuan='1.00')}\r\nx,1,1.00,成功,"
    said = answer_of(visitor(month.releaser), batch, text).content.decode()
    places = [said.index(f"第 {number} 行") for number in (2, 3, 4)]
    assert places == sorted(places)
    assert "处理结果写成功、失败、退汇或处理中。" in said


def test_the_same_answer_again_says_that_nothing_changed(clock):
    clock(LATER.isoformat())
    month = approved_month(420)
    batch = month.release()
    client, text = visitor(month.releaser), f"序号,收款账号,金额,处理结果\r\n{row(month.item(0))[:-1]}\r\n"
    answer_of(client, batch, text)
    assert "回单已导入：到账 1 笔，没有打成 0 笔。" in page(client, month_url(month.run))
    answer_of(client, batch, text)
    said = page(client, month_url(month.run))
    assert "和已经导入的一样，什么都没有变" in said
    assert "回单已导入" not in said


def test_a_holiday_year_proposed_is_the_first_nobody_has(clock):
    clock(LATER.isoformat())
    people = cast.finance()
    for year in (2026, 2027):
        propose_holiday_year(year, [], source="通知", by=people[0], now=LATER)
    confirm_holiday_year(2026, by=people[1], now=LATER)
    client = visitor(people[0])
    assert 'value="2028"' in page(client, "/finance/holidays/")
    refused = client.post("/finance/holidays/", {"year": 2026, "source": "通知"})
    assert "在这一年的页上提一份修改" in refused.content.decode()


def test_a_hold_that_voids_the_file_says_so_to_everybody(clock):
    clock(PAY_DAY.isoformat())
    month = approved_month(420, 240)
    made = make_file(month.run, by=month.releaser, now=PAY_DAY)
    slip = month.item(0).statement
    client = visitor(month.people[0])
    told = client.post(f"/finance/statements/{slip.public_id}/hold/", {"why": "核对身份"}, follow=True)
    assert f"银行文件 {made.number} 因此作废" in told.content.decode()
    [news] = Notice.objects.filter(template="file_voided")
    assert (news.recipient, news.facts) == (month.releaser.public_id, {"number": made.number, "why": "held"})
    said = page(visitor(month.releaser), month_url(month.run))
    card = said[said.index(f"<h3>{made.number}</h3>") :]
    card = card[: card.index("</article>")]
    assert 'class="badge" data-state="stopped"' in card
    assert month.people[0].name in card
    assert "有一笔打款被扣住" in card
    assert "下载文件" not in card
    assert "导入银行回单" not in card


def test_the_approver_sees_what_was_sent_back_held_and_let_go(october, clock):
    clock(IN_TIME.isoformat())
    run, people, agent = october
    return_run(run, "漏了一个班", by=people[1], now=IN_TIME)
    recompute_run(run, by=people[0], now=IN_TIME)
    run = compute(run)
    hold = hold_line(run, agent, 1, why="核对工时", by=people[0], now=IN_TIME)
    said = page(visitor(people[1]), month_url(run))
    trail = said[said.index('id="changes"') :]
    trail = trail[: trail.index("</section>")]
    places = [trail.index(words) for words in ("漏了一个班", "重新计算了", "核对工时")]
    assert places == sorted(places)
    assert "演示甲，工时 105.00：核对工时" in trail
    release_hold(hold, by=people[1], now=IN_TIME)
    assert "放开了" in page(visitor(people[1]), month_url(run))
    assert "算完" in said


def test_back_after_a_hold_leads_to_what_is_there_now(october, clock):
    clock(IN_TIME.isoformat())
    run, people, agent = october
    client, old = visitor(people[0]), statement_of(agent).public_id
    hold_line(run, agent, 1, why="核对工时", by=people[0], now=IN_TIME)
    now = statement_of(agent).public_id
    assert now == old
    assert client.get(f"/finance/statements/{old}/").status_code == 200
    before = Statement(public_id=new_public_id(IN_TIME))  # when each computing made a new address
    record(HOUSE, "statement_replaced", before, now=IN_TIME, run=run.number, agent=agent.number)
    back = client.get(f"/finance/statements/{before.public_id}/", follow=True)
    assert back.redirect_chain == [(f"/finance/statements/{now}/", 302)]
    assert "这份结算单重算过，这是现在的一份。" in back.content.decode()
    run.refresh_from_db()
    hold = hold_agent(run, agent, why="核对身份", by=people[0], now=IN_TIME)
    back = client.get(f"/finance/statements/{now}/", follow=True)
    assert back.redirect_chain == [(f"/finance/holds/{hold.public_id}/", 302)]
    assert "上面的都扣住了" in back.content.decode()
    assert client.get(f"/finance/statements/{'0' * 26}/").status_code == 404


def test_files_and_changes_ask_no_more_questions(october):
    run, people, agent = october
    client = visitor(people[1])

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(client, month_url(run))
        return len(seen)

    for _ in range(2):
        release_hold(
            hold_line(run, agent, 1, why="核对", by=people[0], now=IN_TIME), by=people[1], now=IN_TIME
        )
        run.refresh_from_db()
    before = asked()
    for _ in range(3):
        release_hold(
            hold_line(run, agent, 1, why="核对", by=people[0], now=IN_TIME), by=people[1], now=IN_TIME
        )
        run.refresh_from_db()
    assert asked() - before <= 0


def test_another_tax_method_amid_the_year_is_ticked_and_the_history_names_who(clock):
    clock(LATER.isoformat())
    month = approved_month(420)
    of, client = month.run.entity, visitor(month.people[0])
    PayingEntity.objects.filter(pk=of.pk).update(tax_method="cumulative", gap_rule="continuous")
    where = f"/finance/entities/{of.public_id}/"
    asked = {"tax_method": "occurrence", "gap_rule": "", "penalties_lower_income": "no"}
    refused = client.post(where, asked)
    assert refused.status_code == 422
    assert "2026 年已经批准了 1 个月" in refused.content.decode()
    of.refresh_from_db()
    assert of.tax_method == "cumulative"
    assert client.post(where, {**asked, "mid_year": "on"}).status_code == 302
    said = page(client, where)
    assert (
        f"{month.people[0].name}：累计预扣、连续取酬月、处罚不减少计税收入 → 按次预扣、处罚不减少计税收入"
        in said
    )
    assert "cumulative continuous" not in said


def test_what_is_chosen_for_the_first_time_or_beside_the_method_takes_no_tick(clock):
    clock(LATER.isoformat())
    month = approved_month(420)
    of, client = month.run.entity, visitor(month.people[0])
    same = {"tax_method": of.tax_method, "gap_rule": of.gap_rule, "penalties_lower_income": "yes"}
    assert client.post(f"/finance/entities/{of.public_id}/", same).status_code == 302
    other = cast.entity("fresh", tax_method="")
    fresh = visitor(month.people[0])
    assert "年中改" not in page(fresh, f"/finance/entities/{other.public_id}/")
    first = {"tax_method": "occurrence", "penalties_lower_income": "no"}
    assert fresh.post(f"/finance/entities/{other.public_id}/", first).status_code == 302


def test_files_name_the_day_the_money_really_left(clock):
    """Handed over on the 26th, planned for the 13th: the tax month stays November, by the plan."""
    clock("2026-11-26T10:00:00+08:00")
    month = approved_month(420, 240)
    hold_agent(month.run, month.agents[1], why="核对身份", by=month.people[0], now=PAY_DAY)
    hand_over(month.run, by=month.releaser, now=cast.at("2026-11-26 10:00"))
    entity = month.run.entity
    days = [row[3:5] for row in statements(entity, date(2026, 10, 1), date(2026, 11, 1))]
    assert days == [("发放日", "实际打款日"), ("2026-11-13", "2026-11-26"), ("2026-11-13", "")]
    first, *rows = yearly(entity, date(2026, 1, 1), date(2027, 1, 1))
    assert first[3:5] == ("发放日", "实际打款日")
    assert [row[3:5] for row in rows if row[2] != "合计"] == [
        ("2026-11-13", "2026-11-26"),
        ("2026-11-13", ""),
    ]
    _head, mine = year_of(month.agents[0], 2026)
    assert mine[2:4] == ("2026-11-13", "2026-11-26")
    clock("2026-12-10T10:00:00+08:00")
    assert re.search(r"实际 11月26日\s*周四送银行", page(visitor(month.people[0]), "/finance/"))


def test_more_than_is_earned_is_ticked_refused_with_a_reason_or_taken_back(clock):
    clock("2026-10-20T10:00:00+08:00")
    cast.holidays(2026)
    work, people, agent = cast.task(), cast.finance(), cast.agent("演示甲")
    cast.claim(agent, work)
    cast.segment(agent, work, date(2026, 10, 12), 420)
    asked = {"entity": work.entity.pk, "agent": agent.number, "amount": "105.01", "why": "房租"}
    mine, approver = visitor(people[0]), visitor(people[1])
    refused = mine.post("/desk/advances/", asked)
    assert refused.status_code == 422
    assert "预支 105.01 元，这个月到现在挣到 105.00 元" in refused.content.decode()
    assert mine.post("/desk/advances/", {**asked, "amount": "105.00"}).status_code == 302
    assert mine.post("/desk/advances/", {**asked, "beyond": "on"}).status_code == 302
    small, large = Advance.objects.order_by("pk")
    assert "提出时这个月挣到 105.00" in page(approver, "/desk/advances/")
    where = f"/desk/advances/{large.public_id}/refuse/"
    assert approver.post(where).status_code == 409
    said = approver.post(where, {"why": "太多了"}, follow=True).content.decode()
    assert "没有批，提出的人会收到原因。" in said
    assert "太多了" in said
    told = Notice.objects.get(template="advance_refused")
    assert (told.recipient, told.facts["why"]) == (people[0].public_id, "太多了")
    assert (
        visitor(cast.operations())
        .post(f"/desk/advances/{small.public_id}/refuse/", {"why": "不是我提的"})
        .status_code
        == 409
    )
    mine.post(f"/desk/advances/{small.public_id}/refuse/", {"why": "填错了"})
    small.refresh_from_db()
    assert (small.state, small.decided_by) == ("refused", None)
    assert "已撤回" in page(mine, "/desk/advances/")


def test_a_month_that_is_late_says_by_how_many_days(october):
    run, _people, _agent = october
    of = PayMonth.objects.get(entity=run.entity, month=run.month)
    late = stages_of(of, run, today=date(2026, 11, 26))[5]["note"]
    assert re.search(r"应在 11月13日\s*周五发放，晚了 13 天", late)
    assert "晚了" not in stages_of(of, run, today=date(2026, 11, 13))[5]["note"]


def test_let_go_the_page_says_which_month_has_it(october, clock):
    clock(IN_TIME.isoformat())
    run, people, agent = october
    hold = hold_line(run, agent, 1, why="核对工时", by=people[0], now=IN_TIME)
    client = visitor(people[1])
    said = client.post(f"/finance/holds/{hold.public_id}/release/", follow=True).content.decode()
    assert "已放开，算在 2026年10月的结算里。" in said


def test_nothing_approved_is_said_and_no_empty_file(october, clock):
    clock(IN_TIME.isoformat())
    run, people, _agent = october
    asked = {"entity": run.entity.code, "period": "2026-10", "format": "csv"}
    refused = visitor(people[0]).get("/finance/exports/books/statements/", asked)
    assert refused.status_code == 409
    assert "的 2026-10 还没有批准，没有可以导出的。" in refused.content.decode()
