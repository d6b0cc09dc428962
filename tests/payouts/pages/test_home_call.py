"""The home leads with what keeps earned money from arriving."""

import pytest

from payouts.models import PayoutAccount
from tasks.models import Task
from tests import cast
from tests.payouts.money_out.acts import approved_month, row
from tests.payouts.pages.acts import page, visitor

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now(clock):
    clock("2026-11-14T10:00:00+08:00")


def asks_for_the_account(agent) -> bool:
    said = page(visitor(agent.user), "/")
    assert said.count("btn primary") == 1
    return 'class="btn primary wide" href="/pay/account/"' in said


def test_a_payment_that_did_not_arrive_is_the_first_thing_said():
    month = approved_month(420)
    batch = month.release()
    assert not asks_for_the_account(month.agents[0])
    month.answer(batch, row(month.item(0), "失败", "户名不符"))
    assert asks_for_the_account(month.agents[0])
    assert "2026年10月的钱没有打成" in page(visitor(month.agents[0].user), "/")


def test_an_account_is_asked_for_once_there_is_money_to_send():
    month, newcomer = approved_month(420), cast.agent()
    cast.claim(newcomer, Task.objects.get())
    assert not asks_for_the_account(newcomer)
    PayoutAccount.objects.filter(agent=month.agents[0]).update(state="replaced")
    assert asks_for_the_account(month.agents[0])


def test_money_that_could_not_arrive_stands_beside_the_shift_that_leads(clock):
    """One thing leads; the other is said as well."""
    month = approved_month(420)
    month.answer(month.release(), row(month.item(0), "失败", "户名不符"))
    clock("2026-11-20T13:50:00+08:00")
    cast.booking(month.agents[0], cast.shift(Task.objects.get(), "2026-11-20 14:00"))
    said = page(visitor(month.agents[0].user), "/")
    assert "可以签到了" in said.split("<h1>")[1].split("</h1>")[0]
    assert "<strong>2026年10月的钱没有打成</strong>" in said
    assert said.count("btn primary") == 1
