"""A payment called off is still owed: by the month, the list, the cash and the page; until it is paid again."""

import pytest

from payouts.actions.held_payments import cancel_payment
from payouts.actions.holds import hold_agent
from payouts.actions.items import pay_again
from payouts.queries.cash import cash_of, runs_wanting_cash
from payouts.queries.money_out import owed_by_run
from payouts.verify.books import verify
from payouts.views.stages import stages_of
from tasks.models import PayMonth
from tests.payouts.money_out.acts import LATER, PAY_DAY, approved_month, balance, card, give_account, row
from tests.payouts.money_out.test_release import refused_with
from tests.payouts.pages.acts import month_url, page, visitor
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]

HOLD_OF_ROWS = range(1, 15)  # the cast has no record of its own
WHY = "同一个人报了两次"


def month_with_one_called_off(*, why=WHY):
    """甲 105.00 called off, 乙 60.00 arrived."""
    month = approved_month(420, 240)
    hold = hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    cancel_payment(hold, why=why, by=month.people[1], now=PAY_DAY)
    month.answer(month.release(), row(month.item(1)))
    return month


def test_a_month_with_a_payment_called_off_is_not_paid():
    month = month_with_one_called_off()
    assert (month.run.state, month.run.paid_at, month.states()) == (
        "released",
        None,
        ["cancelled", "succeeded"],
    )
    assert balance("agent_payable") == -10_500
    assert list(verify(numbers=HOLD_OF_ROWS)) == []


def test_paid_again_in_a_later_file_the_month_becomes_paid():
    month = month_with_one_called_off()
    pay_again(month.item(0), by=month.releaser, now=LATER)
    month.answer(month.release(), row(month.item(0)))
    assert (month.run.state, month.states(), balance("agent_payable")) == ("paid", ["succeeded"] * 2, 0)
    assert owed_by_run() == {}
    assert list(verify(numbers=HOLD_OF_ROWS)) == []


def test_called_off_after_everybody_else_arrived_does_not_pay_the_month_either():
    month = approved_month(420, 240)
    hold = hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    month.answer(month.release(), row(month.item(1)))
    cancel_payment(hold, why=WHY, by=month.people[1], now=LATER)
    month.run.refresh_from_db()
    assert month.run.state == "released"


def test_a_month_that_counts_as_paid_with_one_called_off_is_a_finding_until_it_is_paid_anew():
    """As an earlier rule closed it: the finding says so, and how it ends."""
    month = month_with_one_called_off()
    type(month.run).objects.filter(pk=month.run.pk).update(state="paid", paid_at=LATER)
    assert [said for number, said in verify(numbers={8})] == [
        f"{month.run.number}/{month.agents[0].number}: the month counts as paid, this did not arrive: it was called "
        "off, and the month closed by an earlier rule without it; it is still owed, until the releaser pays it anew"
    ]
    month.run.refresh_from_db()
    pay_again(month.item(0), by=month.releaser, now=LATER)
    month.answer(month.release(), row(month.item(0)))
    assert list(verify(numbers={8})) == []
    assert owed_by_run() == {}


def test_calling_off_takes_a_reason_and_keeps_it():
    month = approved_month(420)
    hold = hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    with refused_with("cancel_needs_reason"):
        cancel_payment(hold, why="  ", by=month.people[1], now=PAY_DAY)
    cancel_payment(hold, why=WHY, by=month.people[1], now=PAY_DAY)
    assert month.item(0).why == {"code": "called_off_because", "facts": {"why": WHY}}
    assert AuditEntry.objects.get(verb="payout_cancelled").facts["why"] == WHY
    told = Notice.objects.get(template="payout_called_off")
    assert (told.recipient, told.facts) == (
        month.agents[0].user.public_id,
        {"month": "2026-10", "amount_fen": 10_500, "why": WHY},
    )


def test_the_page_says_name_and_sum_and_asks_the_reason(clock):
    clock(LATER.isoformat())
    month = approved_month(420)
    hold = hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    client = visitor(month.people[1])
    assert "取消打给演示甲的 105.00 元" in page(client, "/finance/holds/")
    where = f"/finance/holds/{hold.public_id}/cancel/"
    assert client.post(where).status_code == 409
    hold.refresh_from_db()
    assert hold.state == "active"
    assert client.post(where, {"why": WHY}).status_code == 302
    assert "演示甲的 105.00 元已取消打款，钱还欠着" in page(client, "/finance/holds/")
    said = page(visitor(month.releaser), "/finance/failed/")
    assert WHY in said
    assert "已取消" in said


@pytest.mark.database
def test_stages_and_list_say_what_is_owed(clock):
    clock(LATER.isoformat())
    month = month_with_one_called_off()
    assert owed_by_run() == {month.run.pk: (1, 10_500)}
    of = PayMonth.objects.get(entity=month.run.entity, month=month.run.month)
    last = stages_of(of, month.run, today=LATER.date(), owed=(1, 10_500))[-1]
    assert (last["state"], last["note"]) == ("attention", "还欠 1 笔，105.00 元")
    client = visitor(month.people[0])
    assert "还欠 1 笔，105.00 元" in page(client, "/finance/")
    said = page(client, month_url(month.run))
    assert "已全部到账" not in said
    assert "还欠 1 笔，105.00 元" in said


def test_money_that_came_back_to_a_paid_month_is_said_there():
    month = approved_month(420, 240)
    batch = month.release()
    month.answer(batch, row(month.item(0)), row(month.item(1)))
    month.answer(batch, row(month.item(0), "退汇"))
    assert month.run.state == "paid"
    client = visitor(month.people[0])
    said = page(client, month_url(month.run))
    assert "还欠 1 笔，105.00 元" in said
    assert "已全部到账" not in said
    assert "还欠 1 笔，105.00 元" in page(client, "/finance/")


def test_cash_is_all_that_is_owed_failed_and_called_off_too():
    month = approved_month(420, 240, 60)
    hold = hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    cancel_payment(hold, why=WHY, by=month.people[1], now=PAY_DAY)
    month.answer(month.release(), row(month.item(1), "失败"), row(month.item(2)))
    rows = {one.state: (one.count, one.fen) for one in cash_of(runs_wanting_cash())}
    assert rows == {"cancelled": (1, 10_500), "failed": (1, 6_000)}
    client = visitor(month.people[0])
    assert "165.00" in page(client, "/finance/cash/")
    said = page(client, month_url(month.run))
    attend = said[said.index('id="attend"') : said.index('id="cash"')]
    assert "没有打成的" in attend
    assert "已取消的" in attend


def test_cash_of_a_paid_month_is_what_came_back():
    month = approved_month(420, 240)
    batch = month.release()
    month.answer(batch, row(month.item(0)), row(month.item(1)))
    assert cash_of(runs_wanting_cash()) == []
    month.answer(batch, row(month.item(0), "退汇"))
    [one] = cash_of(runs_wanting_cash())
    assert (one.state, one.count, one.fen) == ("returned", 1, 10_500)


@pytest.mark.parametrize("without", [(), (0,)])
def test_called_off_an_account_given_later_does_not_pay_it_and_the_page_says_so(clock, without):
    """Somebody decided that this one stops; who pays it again is the releaser."""
    clock(LATER.isoformat())
    month = approved_month(420, 240, without_account=without)
    hold = hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    cancel_payment(hold, why=WHY, by=month.people[1], now=PAY_DAY)
    account = give_account(month.agents[0], card(900), now=LATER)
    assert month.item(0).state == "cancelled"
    said = page(visitor(month.releaser), "/finance/failed/")
    assert f"**** {account.last_four}" in said
    assert "已取消的不会自己排，由发放人再打一次" in said
    assert "再打一次" in said
