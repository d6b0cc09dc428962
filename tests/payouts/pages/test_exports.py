"""Files for the tax office and the books: exact rows, defused cells, on record, by the right person."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from onboarding.models import IdentityCheck
from payouts.actions.reliefs import confirm_relief, propose_relief
from payouts.actions.runs import approve_run
from payouts.queries.exports import period
from payouts.queries.month_rows import lines, statements
from payouts.rules.sheets import Fen, sheet_line
from payouts.rules.workbooks import XLSX, write_workbook
from tests import cast
from tests.payouts.engine.acts import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    after,
    correction,
    decision,
    settle,
    settle_and_approve,
)
from tests.payouts.pages.acts import month_url, page, visitor
from yunke.ground.roles import AUDITOR
from yunke.models import AuditEntry


@pytest.mark.parametrize(
    ("shape", "text", "first", "after"),
    [
        ("month", "2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("quarter", "2026-4", date(2026, 10, 1), date(2027, 1, 1)),
        ("quarter", "2027-1", date(2027, 1, 1), date(2027, 4, 1)),
        ("year", "2026", date(2026, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods(shape, text, first, after):
    assert period(shape, text) == (first, after)


@pytest.mark.parametrize(
    ("shape", "text"),
    [
        ("month", "2026-13"),
        ("month", "2026"),
        ("month", "9999-12"),
        ("month", "0001-01"),
        ("month", "２０２６-10"),
        ("quarter", "2026-5"),
        ("quarter", "9999-4"),
        ("year", "2026-1"),
        ("year", "26"),
        ("year", "9999"),
    ],
)
def test_what_is_no_period(shape, text):
    with pytest.raises(ValueError, match=r"."):
        period(shape, text)


def test_cells_are_defused_and_amounts_have_two_decimals():
    assert sheet_line(["=1+1", 3, Fen(-105), 'a"b\nc']) == '"\'=1+1",3,-1.05,"a""b c"\r\n'


@pytest.fixture
def two_months(db):
    """8,000 in each month, a penalty of 100 in the second: paid on 13 November and 15 December."""
    cast.holidays(2026)
    payer = cast.entity(tax_method="cumulative", gap_rule="paid")
    work, people, agent = cast.task(payer, hourly_fen=80_000), cast.finance(), cast.agent("=演示甲")
    for month in (OCTOBER, NOVEMBER):
        cast.segment(agent, work, month.replace(day=12), 600)
        if month == NOVEMBER:
            decision(agent, work, "penalty", 10_000, month=NOVEMBER)
        settle_and_approve(payer, people, month)
    return payer, people, agent


def rows(client, kind, period, payer, folder="books"):
    answer = client.get(f"/finance/exports/{folder}/{kind}/", {"entity": payer.code, "period": period})
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def test_the_five_files(two_months):
    payer, people, agent = two_months
    client, number = visitor(people[0]), IdentityCheck.objects.get(agent=agent).id_number
    assert rows(client, "withholding", "2026-12", payer, "people") == [
        [
            "'=演示甲",
            "居民身份证",
            number,
            agent.number,
            "2026-12",
            "劳务报酬",
            "累计预扣",
            "8000.00",
            "42.00",
            "0.00",
            "16000.00",
            "3200.00",
            "10000.00",
            "2",
            "0.00",
            "84.00",
        ]
    ]
    assert rows(client, "identity-income", "2026-4", payer, "people") == [
        ["'=演示甲", "居民身份证", number, agent.number, "2026-01-05", "16000.00", "2", "84.00"]
    ]
    assert [row[2:] for row in rows(client, "yearly", "2026", payer)] == [
        ["2026-10", "2026-11-13", "", "8000.00", "42.00", "0.00", "0.00", "0.00", "0.00", "7958.00"],
        ["2026-11", "2026-12-15", "", "8000.00", "42.00", "100.00", "0.00", "0.00", "0.00", "7858.00"],
        ["合计", "", "", "16000.00", "84.00", "100.00", "0.00", "0.00", "0.00", "15816.00"],
    ]
    assert rows(client, "vat", "2026-12", payer) == [
        [agent.number, "'=演示甲", "2026-12", "8000.00", "16000.00"]
    ]
    booked = rows(client, "vouchers", "2026-12", payer)
    assert [(row[3], row[5], row[6], row[7]) for row in booked] == [
        ("agent_payable", "0.00", "7858.00", "1"),
        ("labour_cost", "8000.00", "0.00", "0"),
        ("penalty_income", "0.00", "100.00", "0"),
        ("tax_payable", "0.00", "42.00", "0"),
    ]
    told = AuditEntry.objects.filter(verb="export_taken").values_list("facts", flat=True)
    assert {"kind": "withholding", "period": "2026-12"} in list(told)


@pytest.mark.parametrize(
    ("folder", "kind", "period"),
    [
        ("people", "withholding", "2026-10"),  # worked in October, paid in November
        ("people", "identity-income", "2026-3"),
        ("books", "yearly", "2027"),
        ("books", "vat", "2027-01"),
        ("books", "vouchers", "2026-10"),
    ],
)
def test_a_file_without_a_row_is_refused_and_not_on_record(two_months, folder, kind, period):
    payer, people, _agent = two_months
    asked = {"entity": payer.code, "period": period}
    answer = visitor(people[0]).get(f"/finance/exports/{folder}/{kind}/", asked)
    assert answer.status_code == 409
    assert f"在 {period} 没有批准过的发放，也没有记账" in answer.content.decode()
    assert not AuditEntry.objects.filter(verb="export_taken").exists()


def test_a_declaration_explains_its_tax_with_the_relief_of_a_document(db):
    cast.holidays(2026)
    payer = cast.entity(tax_method="cumulative", gap_rule="paid")
    work, people, agent = cast.task(payer, hourly_fen=80_000), cast.finance(), cast.agent("演示甲")
    for month in (OCTOBER, NOVEMBER):
        cast.segment(agent, work, month.replace(day=12), 600)
    settle_and_approve(payer, people, OCTOBER)
    run, told = settle(payer, people[0], NOVEMBER), {"tax_year": 2026, "relief_fen": 3_000}
    relief = propose_relief(payer, agent, **told, document="残疾证", by=people[0], now=after(NOVEMBER))
    confirm_relief(relief, by=people[1], now=after(NOVEMBER))
    run.refresh_from_db()
    approve_run(run, by=people[1], now=after(NOVEMBER))
    client = visitor(people[0])
    (october,) = rows(client, "withholding", "2026-11", payer, "people")
    assert october[10:] == ["8000.00", "1600.00", "5000.00", "1", "0.00", "42.00"]
    (november,) = rows(client, "withholding", "2026-12", payer, "people")
    assert november[8] == "12.00"
    assert november[10:] == ["16000.00", "3200.00", "10000.00", "2", "30.00", "54.00"]
    income, costs, allowance, _months, relieved, tax = map(float, november[10:])
    assert round((income - costs - allowance) * 0.03 - relieved, 2) == tax


def test_a_month_below_zero_is_netted_in_the_vat_position(db):
    cast.holidays(2026)
    payer = cast.entity(tax_method="none")
    work, people, agent = cast.task(payer, hourly_fen=80_000), cast.finance(), cast.agent("演示甲")
    long = cast.segment(agent, work, date(2026, 10, 12), 600)
    settle_and_approve(payer, people, OCTOBER)
    correction(long, NOVEMBER, minutes_now=0)
    cast.segment(agent, work, date(2026, 11, 12), 60)
    settle_and_approve(payer, people, NOVEMBER)
    client = visitor(people[0])
    assert rows(client, "vat", "2026-11", payer)[0][2:] == ["2026-11", "8000.00", "8000.00"]
    assert rows(client, "vat", "2026-12", payer)[0][2:] == ["2026-12", "-7200.00", "800.00"]


def test_id_numbers_are_the_preparers_alone_and_a_wrong_period_is_said(two_months):
    payer, people, agent = two_months
    asked = {"entity": payer.code, "period": "2026-12"}
    assert visitor(people[1]).get("/finance/exports/people/withholding/", asked).status_code == 403
    refused = visitor(people[1]).get("/api/v1/finance/exports/withholding/", asked)
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (409, "not_a_preparer")
    wrong = visitor(people[1]).get("/finance/exports/books/vat/", asked | {"period": "去年"})
    assert "“去年”不是一个月份" in wrong.content.decode()
    assert "只有制单人可以下载" in page(visitor(people[1]), "/finance/exports/")
    mine = b"".join(visitor(agent.user).get("/pay/years/2026/").streaming_content).decode()
    assert mine.count("\r\n") == 3
    assert "7858.00" in mine
    assert mine.splitlines()[0].removeprefix("\ufeff").split(",")[0] == '"支付主体"'
    agent.user.language = "en"
    agent.user.save()
    english = b"".join(visitor(agent.user).get("/pay/years/2026/").streaming_content).decode()
    head, first = english.removeprefix("\ufeff").splitlines()[:2]
    assert head.isascii()
    assert first == mine.splitlines()[1]
    assert "每天借贷平不平" in page(visitor(people[0]), "/finance/ledger/")


def cells(answer):
    """(value, its type, how it is shown) of each cell below the heading."""
    assert (answer.status_code, answer["Content-Type"]) == (200, XLSX)
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [
        [(one.value, one.data_type, one.number_format) for one in row] for row in sheet.iter_rows(min_row=2)
    ]


def text(value):
    return (value, "s", "@")


def yuan(value):
    return (value, "n", "0.00")


def workbook(client, kind, period, payer, folder="books"):
    asked = {"entity": payer.code, "period": period, "format": "xlsx"}
    answer = client.get(f"/finance/exports/{folder}/{kind}/", asked)
    assert f'filename="demo-{kind}-{period}.xlsx"' in answer["Content-Disposition"]
    return cells(answer)


def test_workbooks_hold_numbers_as_numbers_and_numbers_of_people_as_text(two_months):
    payer, people, agent = two_months
    client, number = visitor(people[0]), IdentityCheck.objects.get(agent=agent).id_number
    (row,) = workbook(client, "withholding", "2026-12", payer, "people")
    assert row[:5] == [text("=演示甲"), text("居民身份证"), text(number), text(agent.number), text("2026-12")]
    assert row[7:9] == [yuan(8000), yuan(42)]
    assert row[13] == (2, "n", "General")
    (row,) = workbook(client, "identity-income", "2026-4", payer, "people")
    assert row[2:] == [
        text(number),
        text(agent.number),
        text("2026-01-05"),
        yuan(16000),
        (2, "n", "General"),
        yuan(84),
    ]
    assert workbook(client, "yearly", "2026", payer)[1][5:] == [
        yuan(v) for v in (8000, 42, 100, 0, 0, 0, 7858)
    ]
    assert workbook(client, "vat", "2026-12", payer)[0][3:] == [yuan(8000), yuan(16000)]
    assert [row[3:8] for row in workbook(client, "vouchers", "2026-12", payer)][:2] == [
        [text("agent_payable"), text("应付劳务报酬"), yuan(0), yuan(7858), (1, "n", "General")],
        [text("labour_cost"), text("劳务成本"), yuan(8000), yuan(0), (0, "n", "General")],
    ]
    asked = {"entity": payer.code, "period": "2026-12", "format": "xlsx"}
    assert cells(client.get("/api/v1/finance/exports/vat/", asked))[0][3] == yuan(8000)
    assert cells(visitor(agent.user).get("/pay/years/2026/", {"format": "xlsx"}))[1][10] == yuan(7858)
    said = page(client, "/finance/exports/")
    assert (said.count("下载 Excel"), said.count("下载 CSV")) == (7, 7)


def test_a_format_nobody_writes_is_refused_and_not_on_record(two_months):
    payer, people, _agent = two_months
    asked = {"entity": payer.code, "period": "2026-12", "format": "pdf"}
    refused = visitor(people[0]).get("/api/v1/finance/exports/vat/", asked)
    assert (refused.status_code, refused.json()["reasons"][0]["code"]) == (409, "export_format_unknown")
    assert (
        "没有“pdf”这种格式" in visitor(people[0]).get("/finance/exports/books/vat/", asked).content.decode()
    )
    assert not AuditEntry.objects.filter(verb="export_taken").exists()


def test_statements_and_lines_of_the_month_worked(two_months):
    payer, people, agent = two_months
    client, slip = visitor(people[0]), agent.statements.get(run__month=NOVEMBER)
    sums = (
        "8000.00",
        "0.00",
        "0.00",
        "0.00",
        "8000.00",
        "42.00",
        "0.00",
        "100.00",
        "0.00",
        "0.00",
        "0.00",
        "7858.00",
    )
    who = [agent.number, "'=演示甲", "2026-11"]
    assert rows(client, "statements", "2026-11", payer) == [
        [*who, "2026-12-15", "", *sums, slip.public_id, slip.digest]
    ]
    work = agent.segments.first().task
    told = rows(client, "lines", "2026-11", payer)
    assert told == [
        [
            *who,
            "1",
            "工时",
            work.number,
            work.name,
            "1",
            "",
            "100",
            "1",
            "600",
            "分钟",
            "800.00",
            "元/小时",
            "8000.00",
        ],
        [*who, "2", "个人所得税", "", "", "", "", "100", "0", "", "", "", "", "-42.00"],
        [*who, "3", "处罚", work.number, work.name, "", "", "100", "1", "", "", "", "", "-100.00"],
    ]
    book = workbook(client, "lines", "2026-11", payer)
    assert book[0][11:] == [(600, "n", "General"), text("分钟"), yuan(800), text("元/小时"), yuan(8000)]
    assert sum(row[15][0] for row in book) == 7858
    unapproved = {"entity": payer.code, "period": "2026-12", "format": "csv"}
    assert client.get("/finance/exports/books/statements/", unapproved).status_code == 409
    assert "/finance/exports/books/lines/?entity=demo&amp;period=2026-11" in page(
        client, month_url(slip.run, "statements/")
    )


def test_an_auditor_reads_the_files_without_names(two_months):
    payer, _people, _agent = two_months
    auditor = visitor(cast.person("审计", AUDITOR))
    for kind in ("statements", "lines"):
        shown = {row[1] for row in rows(auditor, kind, "2026-11", payer)}
        assert len(shown) == 1
        assert "演示甲" not in shown.pop()


def test_rows_of_a_file_do_not_ask_more_questions(two_months, django_assert_num_queries):
    payer, _people, _agent = two_months
    for kind in (statements, lines):
        with django_assert_num_queries(1):
            assert list(kind(payer, NOVEMBER, DECEMBER))


def test_what_is_longer_than_a_sheet_goes_on_in_the_next():
    file = io.BytesIO()
    write_workbook(
        iter([("甲", "乙"), *((number, Fen(-number)) for number in range(1, 6))]), file, most_rows=3
    )
    sheets = [list(sheet.values) for sheet in load_workbook(file)]
    assert sheets == [
        [("甲", "乙"), (1, -0.01), (2, -0.02)],
        [("甲", "乙"), (3, -0.03), (4, -0.04)],
        [("甲", "乙"), (5, -0.05)],
    ]
