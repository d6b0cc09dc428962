"""The bank's answer: taken whole or refused whole, and every fen where it belongs."""

from datetime import date

import pytest

from payouts.actions.held_payments import cancel_payment
from payouts.actions.holds import hold_agent
from payouts.actions.items import pay_again
from payouts.models import BankResult, LedgerTransaction, PayoutBatch, PayoutItem
from payouts.queries.money_out import failed_items
from tasks.models import Segment
from tests import cast
from tests.payouts.engine.acts import NOVEMBER, settle_and_approve
from tests.payouts.money_out.acts import (
    HEADER,
    LATER,
    PAY_DAY,
    Month,
    approved_month,
    balance,
    card,
    give_account,
    hand_over,
    row,
)
from tests.payouts.money_out.test_release import books_hold, refused_with
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]


def test_all_arrived_and_the_month_is_paid() -> None:
    month = approved_month(420, 433)
    batch = month.release()
    result = month.answer(batch, row(month.item(0)), row(month.item(1)))
    batch.refresh_from_db()
    assert (result.rows, result.succeeded, result.failed) == (2, 2, 0)
    assert (month.states(), batch.state, month.run.state, month.run.paid_at) == (
        ["succeeded"] * 2,
        "settled",
        "paid",
        LATER,
    )
    assert (balance("bank"), balance("payout_transit"), balance("agent_payable")) == (-21_325, 0, 0)
    assert Notice.objects.filter(template="payout_arrived").count() == 2
    books_hold()


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_reordered_repeated_and_with_a_totals_line(encoding: str) -> None:
    month = approved_month(420, 433)
    batch = month.release()
    first, second = row(month.item(0)), row(month.item(1))
    month.answer(batch, second, "合计,,213.25,,", first, second, encoding=encoding)
    assert month.states() == ["succeeded"] * 2
    assert balance("bank") == -21_325


def test_rows_that_are_missing_stay_on_their_way() -> None:
    month = approved_month(420, 433)
    batch = month.release()
    month.answer(batch, row(month.item(0)))
    batch.refresh_from_db()
    assert (month.states(), batch.state, month.run.state) == (["succeeded", "sent"], "sent", "released")
    month.answer(batch, row(month.item(0)), row(month.item(1), "处理中"))
    assert month.states() == ["succeeded", "unknown"]
    month.answer(batch, row(month.item(1)))
    assert (month.states(), month.run.state) == (["succeeded", "succeeded"], "paid")
    assert balance("payout_transit") == 0


@pytest.mark.database
def test_the_same_file_twice_changes_nothing() -> None:
    month = approved_month(420)
    batch = month.release()
    told = row(month.item(0))
    assert month.answer(batch, told).pk == month.answer(batch, told).pk
    assert (BankResult.objects.count(), balance("bank")) == (1, -10_500)


def test_another_file_saying_the_same_changes_nothing_either() -> None:
    month = approved_month(420)
    batch = month.release()
    month.answer(batch, row(month.item(0)))
    again = month.answer(batch, row(month.item(0), "交易成功"))
    assert (again.rows, balance("bank"), month.states()) == (1, -10_500, ["succeeded"])
    books_hold()


@pytest.mark.parametrize(("wrong", "code"), [
    (lambda item: row(item, yuan="108.24"), "result_row_amount"),
    (lambda item: row(item, account=card(999)), "result_row_account"),
    (lambda item: row(item, account="6.222E+18"), "result_row_account"),
    (lambda item: row(item).replace("2,", "9,", 1), "result_row_unknown"),
    (lambda item: row(item, "也许"), "result_row_no_state"),
    (lambda item: row(item, "成功") + "\r\n" + row(item, "失败"), "result_row_twice"),
    (lambda item: row(item) + "\r\n合计,,213.24,,", "result_total_wrong"),
])  # fmt: skip
def test_one_wrong_row_refuses_the_whole_file(wrong, code: str) -> None:
    month = approved_month(420, 433)
    batch = month.release()
    with refused_with(code) as refused:
        month.answer(batch, row(month.item(0)), wrong(month.item(1)))
    if "row" in refused.value.reasons[0].facts:
        assert refused.value.reasons[0].facts["row"] == (4 if code == "result_row_twice" else 3)
    assert (month.states(), BankResult.objects.count()) == (["sent", "sent"], 0)
    assert balance("bank") == 0


def test_the_report_names_every_row_and_stops_at_fifty() -> None:
    month = approved_month(420)
    batch = month.release()
    with refused_with(*["result_row_unknown"] * 50, "result_more_problems") as refused:
        month.answer(batch, *[f"{serial},1,1.00,成功," for serial in range(2, 72)])
    assert dict(refused.value.reasons[-1].facts) == {"count": 20}


def test_no_report_shows_an_account() -> None:
    month = approved_month(420)
    batch = month.release()
    with refused_with("result_row_account") as refused:
        month.answer(batch, row(month.item(0), account=card(999)))
    assert card(999) not in str(refused.value.reasons[0].as_json())


def test_only_the_releaser_and_only_after_the_bank_has_it() -> None:
    from payouts.actions.money_out import make_file
    from payouts.actions.results import import_result

    month = approved_month(420)
    batch = make_file(month.run, by=month.releaser, now=LATER)
    with refused_with("batch_not_sent"):
        month.answer(batch, row(month.item(0)))
    with refused_with("not_a_releaser"):
        import_result(batch, b"", by=month.people[0], now=LATER)


def test_failed_goes_back_to_what_we_owe_and_waits_for_a_mended_account() -> None:
    month = approved_month(420, 433)
    month.answer(month.release(), row(month.item(0), "失败", "户名不符"), row(month.item(1)))
    failed = month.item(0)
    assert (failed.state, failed.why) == (
        "failed",
        {"code": "bank_refused_it", "facts": {"words": "户名不符"}},
    )
    assert (balance("agent_payable", month.agents[0]), balance("bank"), balance("payout_transit")) == (
        -10_500,
        -10_825,
        0,
    )
    assert month.run.state == "released"
    give_account(month.agents[0], card(800), now=LATER)
    made = month.item(0)
    assert (made.state, made.amount_fen, made.account.number) == ("ready", 10_500, card(800))
    assert made.public_id != failed.public_id
    failed.refresh_from_db()
    assert failed.state == "failed"
    second = month.release()
    assert (second.item_count, second.total_fen) == (1, 10_500)
    month.answer(second, row(month.item(0)))
    assert (month.run.state, balance("agent_payable"), balance("bank")) == ("paid", 0, -21_325)
    books_hold()


def test_the_releaser_may_try_the_same_account_again_once() -> None:
    month = approved_month(420)
    month.answer(month.release(), row(month.item(0), "失败", "系统忙"))
    failed = month.item(0)
    made = pay_again(failed, by=month.releaser, now=LATER)
    assert (made.state, made.account) == ("ready", failed.account)
    with refused_with("item_is_replaced"):
        pay_again(failed, by=month.releaser, now=LATER)
    with refused_with("item_not_failed"):
        pay_again(made, by=month.releaser, now=LATER)
    with refused_with("not_a_releaser"):
        pay_again(failed, by=month.people[1], now=LATER)
    assert AuditEntry.objects.get(verb="payout_made_again").facts == {"instead_of": failed.public_id}
    books_hold()


def test_sent_back_after_it_arrived_is_mirrored_and_paid_anew() -> None:
    month = approved_month(420, 433)
    batch = month.release()
    month.answer(batch, row(month.item(0)), row(month.item(1)))
    back = month.item(0)
    month.answer(batch, row(back, "退汇", "账户已销"), row(month.item(1)))
    assert month.states() == ["returned", "succeeded"]
    mirror = LedgerTransaction.objects.get(key=f"returned:{back.public_id}")
    assert sorted(mirror.entries.values_list("account", "agent", "amount_fen"), key=str) == sorted(
        [
            ("agent_payable", month.agents[0].pk, -10_500),
            ("payout_transit", None, 10_500),
            ("payout_transit", None, -10_500),
            ("bank", None, 10_500),
        ],
        key=str,
    )
    assert (balance("bank"), balance("agent_payable", month.agents[0])) == (-10_825, -10_500)
    assert month.run.state == "paid"  # it was; the payment made anew goes on by itself
    give_account(month.agents[0], card(801), now=LATER)
    again = month.release()
    month.answer(again, row(month.item(0)))
    assert (month.states(), balance("bank"), balance("agent_payable")) == (["succeeded"] * 2, -21_325, 0)
    books_hold()


def test_an_older_file_that_comes_late_does_not_undo_a_return() -> None:
    month = approved_month(420)
    batch = month.release()
    month.answer(batch, row(month.item(0)))
    month.answer(batch, row(month.item(0), "退汇"))
    month.answer(batch, row(month.item(0), "交易成功"))
    assert month.states() == ["returned"]
    assert balance("bank") == 0


def test_a_bank_that_contradicts_itself_is_refused() -> None:
    month = approved_month(420)
    batch = month.release()
    month.answer(batch, row(month.item(0)))
    with refused_with("result_row_contradicts"):
        month.answer(batch, row(month.item(0), "失败"))
    assert PayoutItem.objects.get().state == "succeeded"


def test_the_smallest_sum_goes_through() -> None:
    month = approved_month(1)
    month.answer(month.release(), row(month.item(0), yuan="0.25"))
    assert (month.item(0).amount_fen, balance("bank")) == (25, -25)


def test_a_late_failure_of_the_first_file_is_not_taken_for_the_seconds() -> None:
    """Same place, account and sum in both files: without our key nobody can say which one failed."""
    month = approved_month(240)
    first = month.release()
    month.answer(first, row(month.item(0), "失败", "系统忙"))
    pay_again(month.item(0), by=month.releaser, now=LATER)
    second = month.release()
    with refused_with("result_of_another_file"):
        month.answer(second, row(month.item(0), "失败", "系统忙"))
    with refused_with("result_row_which"):
        month.answer(second, row(month.item(0), "失败", "系统仍忙"))
    assert month.states() == ["sent"]
    keyed = row(month.item(0), "失败", "系统仍忙") + f",{month.item(0).public_id}"
    month.answer(second, keyed, header=HEADER + ",附言")
    assert month.states() == ["failed"]


def and_november(month: Month) -> PayoutBatch:
    """The same hours a month later, with the bank."""
    for one in Segment.objects.filter(local_on__month=10):
        cast.segment(one.agent, one.task, date(2026, 11, 12), one.paid_minutes)
    run = settle_and_approve(month.run.entity, month.people, NOVEMBER)
    return hand_over(run, by=month.releaser, now=cast.at("2026-12-15 09:00"))


@pytest.mark.parametrize("said", ["成功", "失败"])
def test_octobers_answer_is_not_taken_for_novembers(said: str) -> None:
    """Paid the same each month, to the same account: both answers could have the same bytes."""
    month = approved_month(420)
    month.answer(month.release(), told := row(month.item(0), said))
    november = and_november(month)
    with refused_with("result_of_another_file"):
        month.answer(november, told)
    assert (november.items.get().state, BankResult.objects.count()) == ("sent", 1)


@pytest.mark.parametrize(
    ("october", "said", "after"),
    [
        ("", "成功", None),  # October is on its way: the bank may speak of it
        ("", "失败", None),
        ("处理中", "成功", None),
        ("失败", "失败", None),  # told once more, in other bytes
        ("成功", "退汇", None),
        ("成功", "失败", "failed"),  # October arrived: it is November's
        ("成功", "成功", "succeeded"),
        ("失败", "成功", "succeeded"),
    ],
)
def test_an_answer_without_our_key_is_taken_where_it_can_be_no_other_months(
    october: str, said: str, after: str | None
) -> None:
    month = approved_month(420)
    first = month.release()
    if october:
        month.answer(first, row(month.item(0), october))
    november = and_november(month)
    other_bytes = [row(november.items.get(), said, "十一月"), "合计,,105.00,,"]
    if after:
        month.answer(november, *other_bytes)
    else:
        with refused_with("result_row_which"):
            month.answer(november, *other_bytes)
    assert november.items.get().state == (after or "sent")


def test_of_two_months_on_their_way_the_earlier_one_is_answered_first() -> None:
    """So there is a way on: October's own answer is October's, though November's could be its twin."""
    month = approved_month(420)
    first = month.release()
    november = and_november(month)
    month.answer(first, row(first.items.get(), "失败", "账户异常"))
    month.answer(november, row(november.items.get()), "合计,,105.00,,")
    assert [one.items.get().state for one in (first, november)] == ["failed", "succeeded"]


def test_two_columns_that_say_the_same_are_read_as_one() -> None:
    month = approved_month(420)
    batch = month.release()
    month.answer(batch, row(month.item(0)) + ",成功", header=HEADER + ",状态")
    assert month.states() == ["succeeded"]


def test_two_columns_that_could_be_the_result_are_refused() -> None:
    month = approved_month(420)
    batch = month.release()
    with refused_with("result_columns_twice") as refused:
        month.answer(batch, row(month.item(0), "失败", "账户异常") + ",成功", header=HEADER + ",状态")
    assert refused.value.reasons[0].facts == {"columns": "处理结果、状态"}
    assert month.states() == ["sent"]


def test_one_month_in_two_files_is_paid_by_the_last_answer() -> None:
    month = approved_month(240, 241, without_account=(1,))
    first = month.release()
    give_account(month.agents[1], now=LATER)
    second = month.release()
    month.answer(first, row(month.item(0)))
    assert month.run.state == "released"
    month.answer(second, row(month.item(1)))
    assert (month.run.state, month.states()) == ("paid", ["succeeded", "succeeded"])


def test_a_payment_called_off_is_still_owed_and_offered_again() -> None:
    month = approved_month(240, 241)
    hold = hold_agent(month.run, month.agents[0], why="核对身份", by=month.people[0], now=PAY_DAY)
    cancel_payment(hold, why="核对身份", by=month.people[1], now=PAY_DAY)
    assert list(failed_items()) == [month.item(0)]
    pay_again(month.item(0), by=month.releaser, now=PAY_DAY)
    assert list(failed_items()) == []
    month.release()
    assert month.states() == ["sent", "sent"]
