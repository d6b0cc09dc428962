"""One agent or one line held back while the run goes on; one payment stopped after approval."""

from datetime import date

import pytest

from payouts.actions.held_payments import cancel_payment
from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.actions.items import pay_again
from payouts.actions.money_out import make_file, release_run
from payouts.models import Hold, PayoutBatch, PayoutItem, Statement
from payouts.verify.books import verify
from tasks.models import Segment
from tests import cast
from tests.payouts.engine.acts import (
    NOVEMBER,
    OCTOBER,
    after,
    decision,
    read_and_approve,
    result,
    settle,
    settle_and_approve,
    statement_of,
)
from tests.payouts.money_out.acts import PAY_DAY, approved_month, give_account, row
from yunke.ground.errors import Refused
from yunke.models import Notice

pytestmark = [pytest.mark.django_db]
NOW = cast.at("2026-11-09 10:00")
HOLD_OF_ROWS = range(1, 15)  # the cast has no record of its own


@pytest.fixture
def october():
    """甲 with hours, leads, unpriced calls and a penalty; 乙 with hours alone; a month for both of 全勤 50.00."""
    cast.holidays(2026, 2027)
    payer, people = cast.entity(), cast.finance()
    work = cast.task(
        payer, rates={"interested_lead": (200, 0)}, full_attendance_fen=5_000, full_attendance_shifts=1
    )
    a, b = cast.agent("演示甲"), cast.agent("演示乙")
    cast.segment(a, work, date(2026, 10, 12), 420)
    cast.segment(b, work, date(2026, 10, 12), 240)
    result(a, work, "interested_lead", 3, key="l1")
    result(a, work, "connected", 1, key="c1")
    decision(a, work, "penalty", 1_000)
    return settle(payer, people[0]), people, (a, b), work


def line_of(agent, kind):
    return statement_of(agent).lines.get(kind=kind).ordinal


def test_a_line_waits_for_the_next_run_and_the_rest_goes_on(october):
    run, people, (a, b), _work = october
    others = statement_of(b).digest
    assert statement_of(a).net_fen == 10_500 + 600 + 5_000 - 1_000
    was = run.hash
    hold = hold_line(run, a, line_of(a, "hours"), why="打卡要核对", by=people[0], now=NOW)
    run.refresh_from_db()
    assert (run.state, run.net_fen, run.unpriced_count) == ("computed", 4_600 + 11_000, 1)
    assert (statement_of(a).net_fen, statement_of(b).digest) == (4_600, others)
    assert run.hash != was
    assert (hold.amount_fen, hold.month, hold.what) == (10_500, NOVEMBER, "hours")
    told = Notice.objects.get(recipient=a.user.public_id)
    assert (told.template, told.facts["why"], told.facts["amount_fen"]) == (
        "hold_placed",
        "打卡要核对",
        10_500,
    )
    read_and_approve(run, by=people[1], now=NOW)
    assert list(verify(numbers=HOLD_OF_ROWS)) == []
    with pytest.raises(Refused, match=r"^not_an_approver$"):
        release_hold(hold, by=people[0], now=NOW)
    release_hold(hold, by=people[1], now=NOW)
    settle_and_approve(run.entity, people, NOVEMBER)
    assert list(statement_of(a, NOVEMBER).lines.values_list("kind", "amount_fen")) == [("hours", 10_500)]
    assert not Statement.objects.filter(agent=b, run__month=NOVEMBER).exists()
    assert list(verify(numbers=HOLD_OF_ROWS)) == []


@pytest.mark.database
def test_let_go_before_approval_the_run_is_as_it_was(october):
    run, people, (a, _b), _work = october
    was = (run.hash, run.net_fen, run.unpriced_count)
    hold = hold_agent(run, a, why="在查", by=people[0], now=NOW)
    run.refresh_from_db()
    assert (run.net_fen, run.unpriced_count, run.statement_count) == (11_000, 0, 1)
    with pytest.raises(Refused, match=r"^statement_gone$"):
        hold_agent(run, a, why="再来", by=people[0], now=NOW)
    release_hold(hold, by=people[1], now=NOW)
    run.refresh_from_db()
    assert (run.hash, run.net_fen, run.unpriced_count) == was
    assert list(verify(numbers=HOLD_OF_ROWS)) == []


def test_a_held_agent_waits_as_long_as_the_hold_with_the_months_supplement(october):
    run, people, (a, _b), work = october
    hold = hold_agent(run, a, why="在查", by=people[1], now=NOW)
    read_and_approve(run, by=people[1], now=NOW)
    cast.segment(a, work, date(2026, 11, 12), 60)
    november = settle_and_approve(run.entity, people, NOVEMBER)
    assert statement_of(a, NOVEMBER).net_fen == 1_500 + 5_000  # November's own
    hold.refresh_from_db()
    assert hold.month == date(2026, 12, 1)
    assert list(verify(numbers=HOLD_OF_ROWS)) == []
    release_hold(hold, by=people[1], now=after(NOVEMBER))
    settle_and_approve(november.entity, people, date(2026, 12, 1))
    assert statement_of(a, date(2026, 12, 1)).net_fen == 10_500 + 600 + 5_000 - 1_000
    assert list(verify(numbers=HOLD_OF_ROWS)) == []


def test_a_held_month_and_the_next_are_paid_together(october):
    """Two months' full attendance under one terms version are one line of both."""
    run, people, (a, _b), work = october
    hold = hold_agent(run, a, why="在查", by=people[1], now=NOW)
    read_and_approve(run, by=people[1], now=NOW)
    release_hold(hold, by=people[1], now=NOW)
    cast.segment(a, work, date(2026, 11, 12), 60)
    settle_and_approve(run.entity, people, NOVEMBER)
    assert list(statement_of(a, NOVEMBER).lines.filter(kind="full_attendance").values_list("amount_fen")) == [
        (10_000,)
    ]
    assert list(verify(numbers=HOLD_OF_ROWS)) == []


def test_after_approval_the_payment_stops_and_the_unsent_file_is_void():
    month = approved_month(420, 240)
    made = make_file(month.run, by=month.releaser, now=PAY_DAY)
    with pytest.raises(Refused, match=r"^line_of_locked_run$"):
        hold_line(month.run, month.agents[0], 1, why="晚了", by=month.people[0], now=PAY_DAY)
    hold = hold_agent(month.run, month.agents[0], why="账户可疑", by=month.people[0], now=PAY_DAY)
    made.refresh_from_db()
    assert (made.state, month.states()) == ("dropped", ["held", "ready"])
    assert month.item(0).why["code"] == "held_because"
    with pytest.raises(Refused, match=r"^file_void$"):
        release_run(month.run, by=month.releaser, now=PAY_DAY, file_hash=made.file_hash)
    make_file(month.run, by=month.releaser, now=PAY_DAY)
    batch = month.release()
    assert (batch.number, batch.item_count, batch.total_fen) == (f"{month.run.number}-2", 1, 6_000)
    assert list(verify(numbers=HOLD_OF_ROWS)) == []
    month.answer(batch, row(month.item(1)))
    assert month.run.state == "released"
    cancel_payment(hold, why="账户可疑", by=month.people[1], now=PAY_DAY)
    month.run.refresh_from_db()
    assert (month.run.state, month.states()) == ("released", ["cancelled", "succeeded"])
    again = pay_again(month.item(0), by=month.releaser, now=PAY_DAY)
    assert (again.state, again.amount_fen) == ("ready", 10_500)
    assert list(verify(numbers=HOLD_OF_ROWS)) == []


def test_a_payment_let_go_is_ready_again_or_waits_for_its_account():
    month = approved_month(420, 240, without_account=(1,))
    holds = [hold_agent(month.run, one, why="在查", by=month.people[2], now=PAY_DAY) for one in month.agents]
    assert month.states() == ["held", "held"]
    for hold in holds:
        release_hold(hold, by=month.people[1], now=PAY_DAY)
    assert month.states() == ["ready", "waiting"]
    give_account(month.agents[1])
    assert month.states() == ["ready", "ready"]
    assert list(verify(numbers=HOLD_OF_ROWS)) == []
    month.release()
    with pytest.raises(Refused, match=r"^payment_on_its_way$"):
        hold_agent(month.run, month.agents[0], why="晚了", by=month.people[0], now=PAY_DAY)


@pytest.mark.database
def test_the_books_know_what_is_held(october):
    run, people, (a, _b), _work = october
    hold = hold_line(run, a, line_of(a, "hours"), why="在查", by=people[0], now=NOW)
    Segment.objects.filter(agent=a).update(settle_month=OCTOBER)
    assert [f"{one.number}: {one.text}" for one in verify(numbers=[4])] == [
        f"4: {run.number}/{a.number}: 1 held segment, 0 lie in 2026-11"
    ]
    Hold.objects.filter(pk=hold.pk).delete()
    assert list(verify(numbers=[4])) == []


def test_a_payment_held_without_a_hold_is_found():
    month = approved_month(420)
    PayoutItem.objects.update(state="held")
    assert [one.text for one in verify(numbers=[3])] == [f"{month.item(0).public_id}: held without a hold"]
    assert PayoutBatch.objects.count() == 0
