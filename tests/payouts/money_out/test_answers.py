"""What a bank's file may look like, and how it is read; no database."""

import pytest

from payouts.rails.answers import read_answers

PLAIN = (
    "序号,收款账号,金额,处理结果,失败原因\n1,6222000000000000019,105.00,成功,\n2,0012,0.09,失败,户名不符\n"
)


def told(text: str, encoding: str = "utf-8") -> list[tuple]:
    found = read_answers(text.encode(encoding))
    assert found.problems == []
    return [(one.serial, one.account, one.amount_fen, one.outcome, one.words) for one in found.rows]


BOTH = [(1, "6222000000000000019", 10_500, "succeeded", ""), (2, "0012", 9, "failed", "户名不符")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_both_encodings_are_read(encoding: str) -> None:
    assert told(PLAIN, encoding) == BOTH


def test_columns_are_found_by_name_below_titles() -> None:
    text = (
        "演示银行代发回单\n批次,1\n\n交易状态,原因,收款人账号,交易金额,明细序号\n"
        '交易成功,,\'6222000000000000019,"1,105.00",1\n交易失败,户名不符,"=""0012""",￥0.09,2\n'
    )
    assert told(text) == [
        (1, "6222000000000000019", 110_500, "succeeded", ""),
        (2, "0012", 9, "failed", "户名不符"),
    ]


def test_the_totals_line_is_no_payment_wherever_it_stands() -> None:
    lines = PLAIN.splitlines()
    found = read_answers("\n".join([lines[0], lines[1], "合计,,105.09,,", lines[2]]).encode())
    assert (len(found.rows), found.total_fen, found.problems) == (2, 10_509, [])


def test_a_bank_may_come_back_to_it_later() -> None:
    assert [one[3] for one in told("序号,账号,金额,状态\n1,1,1.00,处理中\n2,2,1.00,退汇\n")] == [
        "unknown",
        "returned",
    ]


@pytest.mark.parametrize(("text", "codes"), [
    ("序号,账号,状态\n1,1,成功\n", ["result_columns_missing"]),
    ("序号,账号,金额,状态\n", ["result_empty"]),
    ("序号,账号,金额,状态\n一,1,1.00,成功\n", ["result_row_not_number"]),
    ("序号,账号,金额,状态\n1,1,1.005,成功\n", ["result_row_no_amount"]),
    ("序号,账号,金额,状态\n1,1,1.00,大概\n", ["result_row_no_state"]),
    ('序号,账号,金额,状态\n1,"1,1.00,成功\n', ["result_unreadable"]),
    ("序号,账号,金额,状态\n1,1,一元,成功\n2,1,1.00,成功\n合计,,两元\n", ["result_row_no_amount", "result_row_no_amount"]),
])  # fmt: skip
def test_what_cannot_be_read_is_reported(text: str, codes: list[str]) -> None:
    assert [one.code for one in read_answers(text.encode()).problems] == codes


def test_bytes_that_are_no_text() -> None:
    for content in (b"\xff\xfe\x00\xd8", "序号,账号,金额,状态\n1,62,1.00,失败\x00\n".encode()):
        assert [one.code for one in read_answers(content).problems] == ["result_unreadable"]


def test_a_banks_words_lose_the_account_in_them() -> None:
    text = (
        "序号,账号,金额,状态,原因\n1,1,1.00,失败,账号6222000000000000019已销户\n2,1,1.00,失败,错误码 1024\n"
    )
    assert [one[4] for one in told(text)] == ["账号*******************已销户", "错误码 1024"]
