"""Books broken behind everybody's back in ways a thief or a bug would choose: the invariants are red."""

from copy import deepcopy
from datetime import date

import pytest
from django.db.models import F

from payouts.models import LedgerEntry, LedgerTransaction, PayoutItem, Run
from payouts.verify.books import verify
from tasks.models import Segment
from tests import cast
from tests.kept import standing
from tests.payouts.engine.acts import OCTOBER, behind_the_guards
from tests.payouts.money_out.acts import LATER, Month, approved_month, card, give_account, row
from yunke.ground.ids import new_public_id

pytestmark = [pytest.mark.django_db]
MONEY = (1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13)


def found() -> set[int]:
    return {one.number for one in verify(numbers=MONEY)}


@pytest.fixture(scope="module")
def _paid(django_db_setup, django_db_blocker):
    with standing(django_db_blocker):
        yield paid_month()


@pytest.fixture
def paid(_paid, db) -> Month:
    return deepcopy(_paid)


def paid_month() -> Month:
    """Two payments arrived, one failed and waits for another account, one agent has none."""
    month = approved_month(60, 61, 62, 63, without_account=(3,))
    month.answer(
        month.release(), row(month.item(0)), row(month.item(1)), row(month.item(2), "失败", "户名不符")
    )
    assert month.states() == ["succeeded", "succeeded", "failed", "waiting"]
    assert found() == set()
    return month


def test_a_payment_turned_to_somebody_elses_account(paid):
    give_account(paid.agents[3], now=LATER)
    PayoutItem.objects.filter(pk=paid.item(3).pk).update(account=paid.item(0).account)
    assert found() == {7}


@pytest.mark.parametrize("state", ["failed", "returned", "sent"])
def test_an_arrived_payment_made_unpaid_so_that_it_is_paid_again(paid, state):
    PayoutItem.objects.filter(pk=paid.item(0).pk).update(state=state)
    assert 3 in found()


def test_a_failed_payment_said_to_have_arrived(paid):
    PayoutItem.objects.filter(pk=paid.item(2).pk).update(state="succeeded")
    assert 3 in found()


def test_a_balanced_ledger_that_tells_other_sums(paid):
    with behind_the_guards():
        head = LedgerTransaction.objects.get(kind="approval")
        head.entries.filter(account="labour_cost").update(amount_fen=F("amount_fen") + 100)
        head.entries.filter(account="agent_payable", agent=paid.agents[0]).update(
            amount_fen=F("amount_fen") - 100
        )
    assert 3 in found()


def test_a_booking_taken_away_whole(paid):
    with behind_the_guards():
        head = LedgerTransaction.objects.get(kind="result")
        head.entries.all().delete()
        head.delete()
    assert 3 in found()


def test_money_booked_for_nothing(paid):
    head = LedgerTransaction.objects.create(
        public_id=new_public_id(LATER), entity=paid.run.entity, key="x", kind="result", booked_at=LATER
    )
    for account, fen in (("payout_transit", 500), ("bank", -500)):
        LedgerEntry.objects.create(transaction=head, account_id=account, amount_fen=fen)
    assert 3 in found()


def test_a_month_said_to_be_paid_while_money_waits(paid):
    with behind_the_guards():
        Run.objects.filter(pk=paid.run.pk).update(state="paid")
    assert found() == {8}


def test_an_account_changed_after_its_file_was_handed_over(paid):
    item = paid.item(0)
    give_account(paid.agents[0], card(900), now=LATER)
    PayoutItem.objects.filter(pk=item.pk).update(account=paid.agents[0].payout_accounts.get(state="active"))
    assert found() == {3}


def test_two_payments_of_a_file_that_changed_places(paid):
    one, two = paid.item(0), paid.item(1)
    for pk, serial in ((one.pk, 99), (two.pk, one.serial), (one.pk, two.serial)):
        PayoutItem.objects.filter(pk=pk).update(serial=serial)
    assert found() == {3}


def test_hours_stamped_with_a_month_nobody_will_settle(paid):
    work = Segment.objects.first().task
    cast.segment(cast.agent(), work, date(2026, 9, 3), 60, settle_month=date(2026, 9, 1))
    assert [one.number for one in verify(numbers=[4])] == [4]
    assert date(2026, 9, 1) < OCTOBER
