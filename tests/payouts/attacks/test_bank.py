"""What a payee writes and a bank answers, chosen to confuse: nothing of it moves money to the wrong place."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest

from payouts.actions.items import pay_again
from payouts.actions.money_out import make_file
from payouts.files import opened
from payouts.models import PayoutItem
from payouts.rails.bank_file import GBK, UTF8, BankFile
from payouts.rails.base import Payment
from tests.payouts.money_out.acts import HEADER, LATER, approved_month, card, card_of, give_account, row
from yunke.ground.errors import Refused

pytestmark = [pytest.mark.django_db]


@pytest.mark.parametrize(
    "bank", ['工行"\r\n2,"6222000000000000019","张三"', "工行\n3,1,2", "\u2028工行\u0085某"]
)
@pytest.mark.parametrize("encoding", [UTF8, GBK])
def test_no_text_begins_a_new_line_of_the_file(bank, encoding):
    """Banks read line by line; what the agent typed must not become a payment of its own."""
    made = (
        BankFile()
        .payment_file([Payment(1, card(1), "张,三", bank, "", 9, "x", "K")], encoding)
        .decode(encoding)
    )
    assert [line.split(",")[0] for line in made.splitlines()] == ['"序号"', "1"]
    assert list(csv.reader(io.StringIO(made)))[1][:3] == ["1", card(1), "张,三"]


@pytest.mark.parametrize("encoding", [UTF8, GBK])
def test_a_file_is_read_back_as_it_was_written(encoding):
    sent = [
        Payment(n, card(n), name, '=招行,"分行"\n', "", fen, "x", f"K{n}")
        for n, (name, fen) in enumerate(
            [('李"四', 9), ("𠮷,某", 199_999), ("+买买提·艾力", 200_000), ("王五", 100_000_000_009)], 1
        )
    ]
    back = list(BankFile().payments_in(BankFile().payment_file(sent, encoding), encoding))
    assert back == [(one.serial, one.account, one.amount_fen, one.key) for one in sent]


@pytest.mark.parametrize("words", ["合计限额超出", "总计不符", "Total limit exceeded"])
def test_a_banks_words_do_not_make_a_row_the_totals_line(words):
    month = approved_month(420, 420)
    batch = month.release()
    month.answer(batch, row(month.item(0)), row(month.item(1), "失败", words))
    assert month.states() == ["succeeded", "failed"]


@pytest.mark.parametrize(
    "total",
    ["合计,2,210.00,,", "合计,,210.00,,", ",合计：,210.00,,", "2,合计,210.00,,", "总计：2笔,,210.00,成功,"],
)
def test_totals_lines_as_banks_write_them(total):
    month = approved_month(420, 420)
    month.answer(month.release(), row(month.item(0)), row(month.item(1)), total)
    assert month.states() == ["succeeded", "succeeded"]


def test_a_number_without_end_is_a_problem_of_its_row():
    month = approved_month(420)
    batch = month.release()
    with pytest.raises(Refused) as refused:
        month.answer(batch, f"{'9' * 5000},1,1.00,成功,")
    assert refused.value.codes[0] in ("result_row_not_number", "result_row_unknown")


@pytest.mark.database
def test_the_answer_about_an_earlier_batch_is_not_taken_for_this_one():
    """Paid again to the same account: place, account and amount agree, our key does not."""
    month = approved_month(420)
    first = month.release()
    header, failed = f"{HEADER},附言", month.item(0)
    month.answer(first, f"{row(failed, '失败')},{failed.public_id}", header=header)
    pay_again(failed, by=month.releaser, now=LATER)
    second = month.release()
    late = f"{row(failed, '失败', '户名不符')},{failed.public_id}"
    with pytest.raises(Refused) as refused:
        month.answer(second, late, header=header)
    assert refused.value.codes == ["result_row_unknown"]
    month.answer(second, f"{row(month.item(0))},{month.item(0).public_id}", header=header)
    assert month.states() == ["succeeded"]


@pytest.mark.database
def test_failed_returned_and_failed_again_pays_once():
    """Every way round: at each moment at most one payment lives, in the end one arrived."""
    month = approved_month(420)
    for words, account in (("失败", 901), ("失败", 902), ("成功", 0)):
        batch = month.release()
        month.answer(batch, row(month.item(0), words))
        if account:
            give_account(month.agents[0], card(account), now=LATER)
            with suppress(Refused):
                pay_again(month.item(0), by=month.releaser, now=LATER)
    with pytest.raises(Refused):
        make_file(month.run, by=month.releaser, now=LATER)
    assert sorted(PayoutItem.objects.values_list("state", flat=True)) == ["failed", "failed", "succeeded"]
    assert month.run.state == "paid"


@pytest.mark.database
def test_the_file_at_rest_tells_no_account_and_no_name():
    month = approved_month(420)
    batch = month.release()
    raw = Path(batch.file.path).read_bytes()
    assert card_of(month.agents[0]).encode() not in raw
    assert card_of(month.agents[0]).encode() in opened(batch.file)
