"""An account of the trial balance opens into its entries, each entry into what posted it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from payouts.actions.ledger import mirror
from payouts.models import LedgerTransaction
from payouts.queries.ledger import trial_balance
from tests import cast
from tests.payouts.engine.acts import advance, settle_and_approve
from tests.payouts.money_out.acts import LATER, approved_month, row
from tests.payouts.pages.acts import month_url, page, visitor

pytestmark = [pytest.mark.django_db]
FEN = re.compile(r'class="num (?:key-figure|rest)" data-label="[^"]+">([0-9,]+\.\d\d)<')


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-13T16:30:00+08:00")


@pytest.fixture
def month():
    """105.00 arrived and 108.25 failed, by one file and the bank's answer."""
    month = approved_month(420, 433)
    month.answer(month.release(), row(month.item(0)), row(month.item(1), "失败", "户名不符"))
    return month


def test_each_account_opens_to_the_sums_of_its_row(month):
    client = visitor(month.releaser)
    said = page(client, "/finance/ledger/")
    for one in trial_balance():
        assert f'href="/finance/ledger/{one["code"]}/"' in said
        opened = page(client, f"/finance/ledger/{one['code']}/")
        debit, credit, balance = (
            f"{one[name] / 100:,.2f}".replace("-", "−") for name in ("debit", "credit", "balance")
        )
        assert f"借方 {debit} 元，贷方 {credit} 元，余额 {balance} 元" in opened, one["code"]
    assert page(client, "/finance/ledger/petty_cash/", 404)


def test_entries_open_what_posted_them(month):
    client, run = visitor(month.releaser), month.run
    batch = run.batches.get()
    said = page(client, "/finance/ledger/agent_payable/")
    for url in (
        f'href="{month_url(run)}">{run.number}',
        f'href="{month_url(run)}#batches">{batch.number}',
        *(f'href="/finance/statements/{slip.public_id}/"' for slip in run.statements.all()),
    ):
        assert url in said, url
    assert FEN.findall(said) == ["108.25", "108.25", "105.00", "108.25", "105.00"]  # the latest first
    assert FEN.findall(page(client, "/finance/ledger/agent_payable/?order=-debit"))[0] == "108.25"
    booked = page(client, "/finance/ledger/")
    assert f'银行回单 <a href="{month_url(run)}#batches">{batch.number}</a>' in booked
    assert f'批准结算 <a href="{month_url(run)}">{run.number}</a>' in booked


@pytest.mark.database
def test_they_are_found_by_run_batch_and_agent(month):
    client, run = visitor(month.releaser), month.run
    batch, other = run.batches.get(), cast.task(cast.entity("two"))
    cast.segment(cast.agent(), other, cast.date(2026, 10, 12), 60)
    second = settle_and_approve(other.entity, month.people)

    def sums(query):
        return FEN.findall(page(client, f"/finance/ledger/agent_payable/?{query}"))

    assert sums(f"q={second.number}") == ["15.00"]
    assert sums(f"q={batch.number}") == [
        "108.25",
        "108.25",
        "105.00",
    ]  # the file, and the bank's answer to it
    assert sums(f"q={month.agents[0].number.lower()}") == ["105.00", "105.00"]
    assert sums("entity=two") == ["15.00"]
    assert sums("q=R209901") == []
    assert "没有这样的账" in page(client, "/finance/ledger/agent_payable/?q=R209901")


@pytest.mark.database
def test_what_came_back_an_advance_and_a_mirror_open_too(month):
    client = visitor(month.releaser)
    item = month.item(0)
    paid = advance(month.agents[0], month.run.entity, 5_000)
    head = LedgerTransaction.objects.get(key=f"approve:{month.run.number}")
    mirror(head, now=LATER)
    said = page(client, "/finance/ledger/labour_cost/")
    assert said.count(f'href="{month_url(month.run)}">{month.run.number}') == 2
    assert f'预支 <a href="/desk/advances/">{paid.agent.number}</a>' in page(client, "/finance/ledger/bank/")
    month.answer(month.run.batches.get(), row(item, "退票", "账户已销户"))
    slip = f"/finance/statements/{item.statement.public_id}/"
    assert f'到账后退回 <a href="{slip}">{month.run.number}</a>' in page(client, "/finance/ledger/bank/")


def test_the_number_of_questions_does_not_grow(month):
    def asked():
        client = visitor(month.releaser)
        page(client, "/finance/ledger/agent_payable/")
        with CaptureQueriesContext(connection) as caught:
            page(client, "/finance/ledger/agent_payable/")
        return len(caught)

    more = cast.task(cast.entity("two"))
    few = asked()
    for _place in range(3):
        cast.segment(cast.agent(), more, cast.date(2026, 10, 12), 60)
    settle_and_approve(more.entity, month.people)
    assert asked() == few


@pytest.mark.database
def test_a_program_reads_the_same_entries(month):
    client, run = visitor(month.releaser), month.run
    told = client.get(f"/api/v1/finance/ledger/agent_payable/?q={run.number}").json()["results"]
    assert [(one["kind"], one["debit_fen"], one["credit_fen"]) for one in told] == [
        ("result", 0, 10_825),
        ("release", 10_825, 0),
        ("release", 10_500, 0),
        ("approval", 0, 10_825),
        ("approval", 0, 10_500),
    ]
    assert {(one["run"], one["batch"]) for one in told[:3]} == {(run.number, run.batches.get().number)}
    assert {one["statement"] for one in told} == {slip.public_id for slip in run.statements.all()}
    assert client.get("/api/v1/finance/ledger/petty_cash/").status_code == 404
    assert client.get("/api/v1/finance/ledger/bank/?entity=nobody").status_code == 400
