"""A number of payments opens exactly those payments: of this month and of this state, not everybody's."""

import re

import pytest

from onboarding.models import Agent
from payouts.actions.holds import hold_agent
from payouts.models import PayoutItem
from payouts.queries.cash import cash_of
from tests import cast
from tests.payouts.engine.acts import settle_and_approve
from tests.payouts.money_out.acts import LATER, Month, approved_month, give_account, row
from tests.payouts.pages.acts import month_url, page, visitor
from yunke.ground.money import yuan

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-13T16:30:00+08:00")


@pytest.fixture
def months():
    """One month of five: arrived, failed, returned, without an account, held; and another entity's that failed."""
    month = approved_month(420, 433, 240, 120, 60, without_account=(3,))
    hold_agent(month.run, month.agents[4], why="查录音", by=month.people[0], now=LATER)
    batch = month.release()
    month.answer(batch, row(month.item(0)), row(month.item(1), "失败", "户名不符"), row(month.item(2)))
    PayoutItem.objects.filter(pk=month.item(2).pk).update(state="returned")
    work = cast.task(cast.entity("two"))
    other = cast.agent("演示别")
    give_account(other)
    cast.segment(other, work, cast.at("2026-10-12 10:00").date(), 420)
    second = Month(settle_and_approve(work.entity, month.people), [other], month.people)
    second.answer(second.release(), row(second.item(0), "失败", "户名不符"))
    return month, second


def who(said: str) -> set[str]:
    """The agents of a list, by number."""
    shown = set(re.findall(r"\bA\d{7}\b|\b[A-Z]\d{5,}\b", said))
    return {number for number in Agent.objects.values_list("number", flat=True) if number in shown}


def numbers(month: Month, *places: int) -> set[str]:
    return {month.agents[place].number for place in places}


def test_what_is_owed_opens_to_this_month_alone(months):
    month, second = months
    client = visitor(month.releaser)
    home = page(client, "/finance/")
    for one, places in ((month, (1, 2)), (second, (0,))):
        at = f"/finance/failed/?run={one.run.number}"
        assert f'href="{at}"' in home
        assert f'href="{at}"' in page(client, month_url(one.run))
        said = page(client, at)
        assert who(said) == numbers(one, *places)
        assert f"{len(places)} 笔，" in said
    assert who(page(client, "/finance/failed/")) == numbers(month, 1, 2) | numbers(second, 0)


@pytest.mark.database
def test_each_line_of_what_wants_looking_after_opens_to_its_rows(months):
    month, _ = months
    client, number = visitor(month.releaser), months[0].run.number
    said = page(client, month_url(month.run))
    for at, places in (
        (f"/finance/failed/?run={number}&state=over", (1, 2)),
        (f"/finance/waiting/?run={number}", (3,)),
        (f"/finance/holds/?run={number}&what=payments", (4,)),
    ):
        assert f'href="{at.replace("&", "&amp;")}"' in said, at
        assert who(page(client, at)) == numbers(month, *places), at
    held = page(client, f"/finance/holds/?run={number}&what=payments")
    assert (
        f"<b>1 笔，{yuan(month.item(4).amount_fen)} 元</b>" in held
    )  # the figure pressed stands in the head
    assert f"只看 {number} 的" in held
    assert "只看" not in page(client, "/finance/holds/")
    assert who(page(client, f"/finance/failed/?run={number}&state=cancelled")) == set()
    assert who(page(client, f"/finance/holds/?run={number}&what=later")) == set()


def test_each_state_of_the_payments_opens_to_its_statements(months):
    month, _ = months
    client = visitor(month.releaser)
    said = page(client, month_url(month.run))
    states = {"succeeded": 0, "failed": 1, "returned": 2, "waiting": 3, "held": 4}
    assert set(re.findall(r"\?payment=(\w+)\"", said)) >= set(states)
    for state, place in states.items():
        listed = page(client, month_url(month.run, f"statements/?payment={state}"))
        assert who(listed) == numbers(month, place), state


@pytest.mark.database
def test_a_row_of_cash_after_approval_opens_to_its_payments(months):
    month, _ = months
    client = visitor(month.releaser)
    shown = page(client, month_url(month.run))
    for one in cash_of([month.run]):
        query = f"?rail={one.rail}&payment={one.state}" if one.rail else f"?payment={one.state}"
        assert query.replace("&", "&amp;") + '"' in shown
        listed = page(client, month_url(month.run, "statements/" + query))
        assert len(who(listed)) == one.count, query


def test_a_program_reads_the_same_rows(months):
    month, _second = months
    client, number = visitor(month.releaser), months[0].run.number

    def read(at):
        return {one["agent_number"] for one in client.get(f"/api/v1/finance/{at}").json()["results"]}

    assert read(f"runs/{number}/statements/?payment=failed") == numbers(month, 1)
    ids = {
        one["public_id"]
        for one in client.get(f"/api/v1/finance/payments/failed/?run={number}").json()["results"]
    }
    assert ids == {month.item(1).public_id, month.item(2).public_id}
    assert client.get(f"/api/v1/finance/payments/failed/?run={number}&state=gone").status_code == 400
