"""Tax relief from a document: two people, from the next month approved, and the books compute the same again."""

import pytest

from payouts.actions.reliefs import confirm_relief, propose_relief, refuse_relief
from payouts.models import TaxRelief
from payouts.verify.books import verify
from tests import cast
from tests.payouts.engine.acts import NOVEMBER, OCTOBER, settle, settle_and_approve, statement_of
from tests.payouts.pages.acts import page, visitor
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, PREPARER
from yunke.models import Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-12-03 10:00")


@pytest.fixture
def year():
    """10,000 in October, approved, and in November, computed: 90 withheld in each without relief."""
    cast.holidays(2026)
    payer = cast.entity(tax_method="cumulative", gap_rule="paid")
    work, people, agent = cast.task(payer, hourly_fen=100_000), cast.finance(), cast.agent()
    for month in (OCTOBER, NOVEMBER):
        cast.segment(agent, work, month.replace(day=12), 600)
    settle_and_approve(payer, people, OCTOBER)
    return settle(payer, people[0], NOVEMBER), people, agent


def proposed(run, people, agent, fen=5_000, document="残疾证 990000"):
    return propose_relief(
        run.entity, agent, tax_year=2026, relief_fen=fen, document=document, by=people[0], now=NOW
    )


def test_confirmed_it_counts_from_the_month_nobody_approved(year):
    run, people, agent = year
    assert statement_of(agent, NOVEMBER).tax_fen == 9_000
    relief = confirm_relief(proposed(run, people, agent), by=people[1], now=NOW)
    assert relief.from_month == NOVEMBER
    # T = 3 % of 6,000 - 50 = 130, less the 90 of October
    assert statement_of(agent, NOVEMBER).tax_fen == 4_000
    assert statement_of(agent, OCTOBER).tax_fen == 9_000
    run.refresh_from_db()
    assert (run.state, run.tax_fen) == ("computed", 4_000)
    assert list(verify(numbers=(2, 3, 4, 9, 10, 11, 12))) == []
    confirm_relief(proposed(run, people, agent, fen=0), by=people[1], now=NOW)
    assert statement_of(agent, NOVEMBER).tax_fen == 9_000


@pytest.mark.database
def test_refusals(year):
    run, people, agent = year
    with pytest.raises(Refused, match=r"^relief_needs_document$"):
        proposed(run, people, agent, document=" ")
    relief = proposed(run, people, agent)
    with pytest.raises(Refused, match=r"^relief_is_proposed$"):
        proposed(run, people, agent)
    with pytest.raises(Refused, match=r"^not_an_approver$"):
        confirm_relief(relief, by=people[0], now=NOW)
    refuse_relief(relief, by=people[1], now=NOW)
    with pytest.raises(Refused, match=r"^not_in_state$"):
        confirm_relief(relief, by=people[1], now=NOW)
    assert statement_of(agent, NOVEMBER).tax_fen == 9_000


@pytest.mark.database
def test_whoever_may_confirm_hears_that_it_waits_and_who_proposed_it_how_it_ended(year):
    """The proposer approves, too: of their own they hear nothing before it is decided."""
    run, people, agent = year
    both = cast.person("两样都是", PREPARER, APPROVER)
    Notice.objects.all().delete()
    first = proposed(run, (both, *people[1:]), agent)
    refuse_relief(first, by=people[1], now=NOW)
    confirm_relief(proposed(run, (both, *people[1:]), agent), by=people[1], now=NOW)
    told = Notice.objects.filter(template__startswith="relief_").order_by("pk")
    assert list(told.values_list("template", "recipient")) == [
        ("relief_waits", people[1].public_id),
        ("relief_refused", both.public_id),
        ("relief_waits", people[1].public_id),
        ("relief_in", both.public_id),
    ]
    assert not told.filter(template="relief_waits", read_at=None).exists()
    assert {(one.url, one.facts["agent"], one.facts["year"]) for one in told} == {
        (f"/finance/entities/{run.entity.public_id}/reliefs/", agent.number, 2026)
    }


def test_on_the_page(year, clock):
    run, people, agent = year
    clock(NOW)
    url, client = f"/finance/entities/{run.entity.public_id}/reliefs/", visitor(people[0])
    told = {"agent": "A9999999", "tax_year": "2026", "amount": "50", "document": "残疾证 990000"}
    assert "没有这个工号" in client.post(url, told).content.decode()
    assert client.post(url, told | {"agent": agent.number}).status_code == 302
    assert "核准</button>" not in page(client, url)
    relief = TaxRelief.objects.get()
    visitor(people[1]).post(f"/finance/reliefs/{relief.public_id}/confirm/")
    assert "已核准" in page(client, url)
    assert statement_of(agent, NOVEMBER).tax_fen == 4_000
