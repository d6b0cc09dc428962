"""Two people at the worst moment: what one reads, the other changes before the first one writes."""

import contextlib
from datetime import date

import pytest

from payouts.actions import approval, money_out
from payouts.actions.holds import hold_agent
from payouts.actions.runs import approve_run
from payouts.models import PayoutItem, Run
from payouts.verify.books import verify
from tasks.actions import corrections
from tasks.actions.corrections import approve_correction, propose_correction
from tasks.models import Correction
from tests import cast
from tests.payouts.attacks.between import before
from tests.payouts.engine.acts import NOVEMBER, OCTOBER, after, settle, settle_and_approve, statement_of
from tests.payouts.money_out.acts import PAY_DAY, card, give_account, hand_over
from yunke.ground.errors import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def test_a_correction_rests_on_what_was_approved_while_it_was_proposed(monkeypatch):
    """60 minutes, corrected to 90 by one and, at the same moment, to 90 by another: 30 minutes more, once."""
    cast.holidays(2026)
    people, work, agent = cast.finance(), cast.task(), cast.agent()
    segment = cast.segment(agent, work, date(2026, 10, 12), 90)
    type(segment).objects.update(paid_minutes=60)
    settle_and_approve(work.entity, people)
    one, two, three = (cast.person(name) for name in ("甲", "乙", "丙"))
    first = propose_correction(segment, 90, "漏记", by=one, now=after(OCTOBER))
    other = before(
        monkeypatch,
        corrections,
        "correction_is_pending",
        lambda: approve_correction(first, by=two, now=after(OCTOBER)),
    )
    with contextlib.suppress(Refused):
        approve_correction(
            propose_correction(segment, 90, "漏记", by=two, now=after(OCTOBER)), by=three, now=after(OCTOBER)
        )
    other.end()
    more = Correction.objects.filter(state="approved").values_list("minutes_then", "minutes_now")
    assert sum(now - then for then, now in more) == 30
    settle_and_approve(work.entity, people, NOVEMBER)
    assert statement_of(agent, NOVEMBER).income_fen == 750


def one_computed_month():
    cast.holidays(2026)
    people, work, agent = cast.finance(), cast.task(), cast.agent()
    cast.segment(agent, work, date(2026, 10, 12), 60)
    return people, agent, settle(work.entity, people[0])


def test_a_hold_while_the_approver_reads_is_not_approved_unseen(monkeypatch):
    people, agent, run = one_computed_month()
    hold_agent(Run.objects.get(), agent, why="核对身份", by=people[0], now=after(OCTOBER))
    with pytest.raises(Refused, match=r"^run_changed_meanwhile$"):
        approve_run(run, by=people[1], now=after(OCTOBER))
    assert PayoutItem.objects.count() == 0


def test_an_account_given_while_the_month_is_approved_is_paid(monkeypatch):
    people, agent, run = one_computed_month()
    other = before(monkeypatch, approval, "preparing", lambda: give_account(agent))
    approve_run(run, by=people[1], now=after(OCTOBER))
    other.end()
    batch = hand_over(run, by=people[2])
    item = PayoutItem.objects.get()
    assert (batch.item_count, item.state, item.account.agent) == (1, "sent", agent)


def test_an_account_replaced_while_the_month_is_approved_is_not_paid(monkeypatch):
    people, agent, run = one_computed_month()
    give_account(agent, card(700))
    other = before(monkeypatch, approval, "preparing", lambda: give_account(agent, card(701)))
    approve_run(run, by=people[1], now=after(OCTOBER))
    other.end()
    hand_over(run, by=people[2])
    assert PayoutItem.objects.get().account.number == card(701)
    assert [one.text for one in verify(numbers=[3, 6, 7, 8])] == []


@pytest.mark.parametrize("place", ["_give_places", "_write", "keep"])
def test_an_account_replaced_while_the_file_is_written_voids_it(monkeypatch, place):
    people, agent, run = one_computed_month()
    give_account(agent, card(700))
    approve_run(run, by=people[1], now=after(OCTOBER))
    other = before(monkeypatch, money_out, place, lambda: give_account(agent, card(701)))
    made = money_out.make_file(run, by=people[2], now=PAY_DAY)
    other.end()
    made.refresh_from_db()
    assert made.state == "dropped"
    with pytest.raises(Refused, match=r"^file_void$"):
        money_out.release_run(run, by=people[2], now=PAY_DAY, file_hash=made.file_hash)
    assert hand_over(run, by=people[2]).state == "sent"
    assert PayoutItem.objects.get().account.number == card(701)
