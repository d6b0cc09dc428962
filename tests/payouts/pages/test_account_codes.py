"""What a company's own books call the accounts: said on the entity's page, written in vouchers, on record."""

import csv
import io

import pytest

from payouts.models import AccountCode, LedgerEntry
from payouts.rules.accounts import ACCOUNTS, STANDARD
from tests import cast
from tests.payouts.money_out.acts import approved_month, row
from tests.payouts.pages.acts import page, visitor
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-13T16:30:00+08:00")


@pytest.fixture
def month():
    """Approved on 2 November, handed over and answered on the 13th."""
    month = approved_month(420, 433)
    month.answer(month.release(), row(month.item(0)), row(month.item(1), "失败", "户名不符"))
    return month


def door(month, rest=""):
    return f"/finance/entities/{month.run.entity.public_id}/{rest}"


def vouchers(month):
    asked = {"entity": month.run.entity.code, "period": "2026-11"}
    answer = visitor(month.people[0]).get("/finance/exports/books/vouchers/", asked)
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def facts():
    return list(
        AuditEntry.objects.filter(verb="account_codes_set").order_by("pk").values_list("facts", flat=True)
    )


def test_the_form_offers_the_standards_until_somebody_has_said(month):
    client = visitor(month.people[0])
    said = page(client, door(month))
    for code, name in STANDARD.values():
        if code:
            assert f'value="{code}"' in said
            assert f'value="{name}"' in said
    assert not AccountCode.objects.exists()
    client.post(door(month, "accounts/"), {"bank_code": "1002.01", "bank_name": "招商银行"})
    said = page(client, door(month))
    assert "1002.01 招商银行" in said
    assert 'value="6401"' not in said
    assert "1002.01 招商银行" in page(
        visitor(month.people[1]), door(month)
    )  # who may not change them reads them


@pytest.mark.database
def test_vouchers_and_the_ledger_call_them_so_and_the_books_stay(month):
    before = list(LedgerEntry.objects.order_by("pk").values_list("account", "amount_fen"))
    client = visitor(month.people[0])
    client.post(
        door(month, "accounts/"),
        {"bank_code": "1002", "bank_name": "银行存款", "labour_cost_code": "6401", "labour_cost_name": ""},
    )
    told = {(one["科目编码"], one["科目"]) for one in vouchers(month)}
    assert told == {
        ("1002", "银行存款"),
        ("6401", "劳务成本"),  # no name said: the house's
        ("agent_payable", "应付劳务报酬"),
        ("payout_transit", "在途打款"),
    }
    assert '银行存款</a> <small class="soft sub">1002 银行存款</small>' in page(client, "/finance/ledger/")
    assert "1002 银行存款，" in page(client, "/finance/ledger/bank/")
    cast.entity("two")
    assert "1002 银行存款" not in page(client, "/finance/ledger/")  # of two companies none is meant
    assert "1002 银行存款" in page(client, f"/finance/ledger/?entity={month.run.entity.code}")
    assert list(LedgerEntry.objects.order_by("pk").values_list("account", "amount_fen")) == before


@pytest.mark.database
def test_each_line_of_a_voucher_is_whole_and_leads_back(month):
    run, batch = month.run, month.run.batches.get()
    lines = vouchers(month)
    assert [(one["日期"], one["摘要"], one["科目编码"], one["借方"], one["贷方"]) for one in lines] == [
        ("2026-11-02", f"批准结算 {run.number}", "agent_payable", "0.00", "213.25"),
        ("2026-11-02", f"批准结算 {run.number}", "labour_cost", "213.25", "0.00"),
        ("2026-11-13", f"交给银行 {batch.number}", "agent_payable", "213.25", "0.00"),
        ("2026-11-13", f"交给银行 {batch.number}", "payout_transit", "0.00", "213.25"),
        ("2026-11-13", f"银行回单 {batch.number}", "agent_payable", "0.00", "108.25"),
        ("2026-11-13", f"银行回单 {batch.number}", "bank", "0.00", "105.00"),
        ("2026-11-13", f"银行回单 {batch.number}", "payout_transit", "213.25", "0.00"),
    ]
    assert [one["结算或批次"] for one in lines] == 2 * [run.number] + 5 * [batch.number]
    assert len({one["凭证号"] for one in lines}) == 3


def test_each_change_is_on_record_and_nothing_changed_is_none(month):
    client, at = visitor(month.people[0]), door(month, "accounts/")
    client.post(at, {"bank_code": "1002", "bank_name": "银行存款"})
    client.post(at, {"bank_code": "1002", "bank_name": "银行存款"})
    client.post(
        at, {"tax_payable_code": "2221", "tax_payable_name": "应交税费"}
    )  # the bank is not named: it stays
    assert dict(AccountCode.objects.values_list("account", "code")) == {"bank": "1002", "tax_payable": "2221"}
    client.post(at, {"bank_code": "", "bank_name": ""})
    assert dict(AccountCode.objects.values_list("account", "code")) == {"tax_payable": "2221"}
    assert facts() == [
        {"was": {"bank": ""}, "chosen": {"bank": "1002 银行存款"}},
        {"was": {"tax_payable": ""}, "chosen": {"tax_payable": "2221 应交税费"}},
        {"was": {"bank": "1002 银行存款"}, "chosen": {"bank": ""}},
    ]


def test_a_code_badly_written_and_anybody_else_change_nothing(month):
    at = door(month, "accounts/")
    refused = visitor(month.people[0]).post(at, {"bank_code": "一零零二", "bank_name": "银行存款"})
    assert (refused.status_code, "科目编码是数字、字母、点和短横" in refused.content.decode()) == (422, True)
    assert visitor(month.people[1]).post(at, {"bank_code": "1002"}).status_code == 403
    assert (AccountCode.objects.count(), facts()) == (0, [])


@pytest.mark.database
def test_a_program_says_and_reads_them(month):
    client, at = visitor(month.people[0]), f"/api/v1{door(month, 'accounts/')}"
    said = {"accounts": [{"account": "bank", "code": "1002"}]}
    assert client.post(at, said, content_type="application/json").status_code == 204
    told = client.get(at).json()
    assert [one["account"] for one in told] == list(ACCOUNTS)
    assert [(one["code"], one["name"]) for one in told if one["code"]] == [("1002", "银行存款")]
    assert {one["account"]: (one["standard_code"], one["standard_name"]) for one in told} == STANDARD
    for wrong in ({"account": "petty_cash", "code": "1"}, {"account": "bank", "code": "一"}):
        answer = client.post(at, {"accounts": [wrong]}, content_type="application/json")
        assert answer.status_code == 400
    assert visitor(month.people[1]).post(at, said, content_type="application/json").status_code == 403
    unsaid = {"accounts": [{"account": "bank", "code": "", "name": "银行存款"}]}
    refused = client.post(at, unsaid, content_type="application/json")
    assert (refused.status_code, [one["code"] for one in refused.json()["reasons"]]) == (
        409,
        ["account_uncoded"],
    )
    assert "科目 bank 写了名称，没有写编码。" in refused.json()["reasons"][0]["text"]
    assert AccountCode.objects.get().code == "1002"
    unsaid["accounts"][0]["name"] = ""
    assert client.post(at, unsaid, content_type="application/json").status_code == 204
    assert not AccountCode.objects.exists()


@pytest.mark.parametrize("typed", [" 1002 ", "１００２", "1002\n", "\u30001002"])
def test_a_pasted_code_is_read_as_it_was_meant(month, typed):
    visitor(month.people[0]).post(door(month, "accounts/"), {"bank_code": typed, "bank_name": "银行存款"})
    assert AccountCode.objects.get().code == "1002"


@pytest.mark.parametrize("typed", ["=1+1", "10 02", "-1", "@x", "1002\u200b"])
def test_what_is_no_code_is_refused_and_stands_as_typed(month, typed):
    told = visitor(month.people[0]).post(door(month, "accounts/"), {"bank_code": typed, "bank_name": "银行"})
    assert told.status_code == 422
    assert "科目编码是数字" in told.content.decode()
    assert not AccountCode.objects.exists()


def test_a_name_without_a_code_is_refused_and_what_was_changed_is_told(month):
    client = visitor(month.people[0])
    answer = client.post(door(month, "accounts/"), {"bank_code": "", "bank_name": "银行存款"})
    assert answer.status_code == 422
    assert answer.context["codes"].errors == {
        "bank_code": ["写了名称的要有编码；不要这一个，就把名称也清空。"]
    }
    assert "写了名称的要有编码" in answer.content.decode()
    assert not AccountCode.objects.exists()
    client.post(door(month, "accounts/"), {"bank_code": "1002", "bank_name": ""})
    client.post(door(month, "accounts/"), {"bank_code": "", "bank_name": ""})
    said = page(client, door(month))
    assert said.count("银行存款 1002 银行存款") == 2  # chosen once, and what it was before it was taken back
    assert "银行存款 -" in said
