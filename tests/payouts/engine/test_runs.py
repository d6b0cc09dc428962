"""A run from prepared to approved: who may, what stands against it, and the hash however it was computed."""

from datetime import date

import pytest

from payouts.actions.ledger import Unbalanced, mirror, post
from payouts.actions.runs import approve_run, prepare_run, recompute_run, return_run
from payouts.models import LedgerEntry, LedgerTransaction, Line, PayoutItem, Run
from payouts.queries.runs import run_progress
from payouts.rules.accounts import AGENT_PAYABLE, BANK, LABOUR_COST, Leg
from tasks.models import HolidayYear, PayingEntity, PayMonth
from tests import cast
from tests.payouts.engine.acts import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    after,
    compute,
    correction,
    decision,
    payout_account,
    result,
    settle,
    settle_and_approve,
    statement_of,
    told,
)
from tests.payouts.engine.random_world import deal
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, RELEASER
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def people():
    cast.holidays(2026, 2027)
    return cast.finance()


def refused(act, *args, **kwargs) -> list[str]:
    with pytest.raises(Refused) as told:
        act(*args, **kwargs)
    return told.value.codes


def worked(minutes: int = 60, **of_entity):
    work = cast.task(cast.entity(**of_entity))
    agent = cast.agent()
    return agent, work, cast.segment(agent, work, date(2026, 10, 12), minutes)


def test_everything_that_stands_against_it_is_said_at_once(people):
    payer = cast.entity(tax_method="cumulative")
    PayingEntity.objects.update(penalties_lower_income=None)
    HolidayYear.objects.update(state="proposed")
    payer.refresh_from_db()
    now = cast.at("2026-10-31 23:59")
    assert refused(prepare_run, payer, OCTOBER, by=people[0], now=now) == [
        "gap_rule_not_chosen",
        "penalty_setting_not_chosen",
        "month_not_over",
        "holidays_unconfirmed",
    ]
    payer.tax_method = ""
    assert "tax_method_not_chosen" in refused(prepare_run, payer, OCTOBER, by=people[0], now=now)
    assert PayMonth.objects.get(entity=payer).state == "open"


def test_only_a_preparer_prepares_and_the_year_of_payment_is_confirmed_too(people):
    payer = cast.entity(month=DECEMBER)
    assert refused(prepare_run, payer, DECEMBER, by=people[1], now=after(DECEMBER)) == ["not_a_preparer"]
    HolidayYear.objects.filter(year=2027).update(state="proposed")
    assert refused(prepare_run, payer, DECEMBER, by=people[0], now=after(DECEMBER)) == [
        "holidays_unconfirmed"
    ]


def test_work_of_an_unconfirmed_year_does_not_settle(people):
    agent, work, _ = worked()
    work.terms.update(effective_on=date(2025, 1, 1))
    cast.segment(agent, work, date(2025, 12, 31), 60, settle_month=OCTOBER)
    assert refused(prepare_run, work.entity, OCTOBER, by=people[0], now=after(OCTOBER)) == [
        "holidays_unconfirmed"
    ]


def test_months_are_settled_in_order(people):
    _, work, _ = worked()
    settle(work.entity, people[0])
    assert refused(prepare_run, work.entity, NOVEMBER, by=people[0], now=after(NOVEMBER)) == [
        "earlier_month_unsettled"
    ]
    approve_run(Run.objects.get(), by=people[1], now=after(OCTOBER))
    assert prepare_run(work.entity, NOVEMBER, by=people[0], now=after(NOVEMBER)).month == NOVEMBER


def test_pressed_again_it_is_the_same_run(people):
    _, work, _ = worked()
    run = prepare_run(work.entity, OCTOBER, by=people[0], now=after(OCTOBER))
    assert prepare_run(work.entity, OCTOBER, by=people[0], now=after(OCTOBER)) == run
    assert (Run.objects.count(), run.number, run.pays_on) == (1, "R202610-DEMO", date(2026, 11, 13))
    months = PayMonth.objects.order_by("month").values_list("month", "state")
    assert list(months) == [(OCTOBER, "closed"), (NOVEMBER, "open")]
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["month_closed", "month_opened", "run_prepared"]


def test_settings_are_copied_and_what_changes_later_changes_nothing(people):
    _, work, _ = worked()
    run = prepare_run(work.entity, OCTOBER, by=people[0], now=after(OCTOBER))
    PayingEntity.objects.update(tax_method="occurrence", penalties_lower_income=True)
    cast.terms(work, version=2, effective_on=date(2026, 11, 1), hourly_fen=9_900)
    assert compute(run).net_fen == 1_500
    assert (run.tax_method, run.penalties_lower_income) == ("none", False)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "UTC", "America/New_York"])
def test_the_hash_is_the_same_for_any_chunks_and_server_time_zone(people, settings, zone):
    settings.TIME_ZONE = zone
    world = deal(11, OCTOBER, tax_method="cumulative", gap_rule="paid")
    run = settle(world.entity, people[0], chunk_agents=1_000)
    first, in_order = run.hash, agents_in_order(run)
    assert len(first) == 64
    for size in (1, 4, 1_000):
        recompute_run(run, by=people[0], now=after(OCTOBER), chunk_agents=size)
        run = compute(Run.objects.get())
        assert (run.hash, agents_in_order(run)) == (first, in_order), size


def agents_in_order(run: Run) -> list[str]:
    return list(run.statements.order_by("agent_number").values_list("agent_number", flat=True))


def test_one_fen_changes_the_hash(people):
    _, work, segment = worked()
    run = settle(work.entity, people[0])
    first = run.hash
    type(segment).objects.update(paid_minutes=61)
    recompute_run(run, by=people[0], now=after(OCTOBER))
    assert compute(run).hash != first


def test_returned_with_a_reason_and_computed_again(people):
    _, work, _ = worked()
    run = settle(work.entity, people[0])
    assert refused(return_run, run, "看错了", by=people[0], now=after(OCTOBER)) == ["not_an_approver"]
    assert refused(return_run, run, " ", by=people[1], now=after(OCTOBER)) == ["return_needs_reason"]
    return_run(run, "少了一段", by=people[1], now=after(OCTOBER))
    assert Notice.objects.filter(template="run_returned", recipient=people[0].public_id).count() == 1
    assert refused(approve_run, run, by=people[1], now=after(OCTOBER)) == ["run_not_computed"]
    recompute_run(run, by=people[0], now=after(OCTOBER))
    assert Run.objects.get().state == "computing"
    assert compute(run).state == "computed"
    assert Line.objects.count() == 1  # the drafts were replaced, not added to


def test_computed_tells_the_approvers(people):
    _, work, _ = worked()
    run = settle(work.entity, people[0])
    notice = Notice.objects.get(template="run_computed")
    assert (notice.recipient, notice.facts) == (
        people[1].public_id,
        {"number": run.number, "statements": 1, "net_fen": 1_500, "unpriced": 0, "hash": run.hash},
    )


def test_who_prepared_does_not_approve(people):
    both = cast.person("两职", "finance_preparer", "finance_approver")
    _, work, _ = worked()
    run = settle(work.entity, both)
    assert refused(approve_run, run, by=both, now=after(OCTOBER)) == ["preparer_approves"]
    assert refused(approve_run, run, by=people[2], now=after(OCTOBER)) == ["not_an_approver"]


def test_approval_books_the_month_and_lays_payments_ready(people):
    agent, work, _ = worked(6_000, tax_method="occurrence")
    poor = cast.agent()
    cast.segment(poor, work, date(2026, 10, 13), 60)
    decision(poor, work, "penalty", 5_000)
    waiting = cast.agent()
    cast.segment(waiting, work, date(2026, 10, 13), 60)
    account = payout_account(agent)
    run = settle_and_approve(work.entity, people)
    assert (run.state, run.approved_by, run.approved_at) == ("approved", people[1], after(OCTOBER))
    booked = LedgerTransaction.objects.get(key="approve:R202610-DEMO")
    legs = list(booked.entries.order_by("account", "agent").values_list("account", "agent", "amount_fen"))
    assert legs == [
        ("agent_payable", agent.pk, -136_000),
        ("agent_payable", waiting.pk, -1_500),
        ("agent_receivable", poor.pk, 3_500),
        ("labour_cost", None, 153_000),
        ("penalty_income", None, -5_000),
        ("tax_payable", None, -14_000),
    ]
    items = PayoutItem.objects.order_by("pk").values_list("agent", "amount_fen", "state", "account")
    assert list(items) == [(agent.pk, 136_000, "ready", account.pk), (waiting.pk, 1_500, "waiting", None)]
    assert PayoutItem.objects.get(state="waiting").why["code"] == "no_payout_account"
    assert Notice.objects.filter(template="run_approved", recipient=people[2].public_id).exists()


def test_a_month_that_pays_nothing_books_nothing(people):
    payer = cast.entity()
    run = settle_and_approve(payer, people)
    assert (run.state, run.statement_count, LedgerEntry.objects.count()) == ("approved", 0, 0)


@pytest.mark.database
def test_running_a_paid_month_again_pays_nothing(people):
    _, work, _ = worked()
    run = settle_and_approve(work.entity, people)
    again = prepare_run(work.entity, OCTOBER, by=people[0], now=after(OCTOBER))
    assert again == run
    assert refused(recompute_run, run, by=people[0], now=after(OCTOBER)) == ["run_locked"]
    assert refused(approve_run, run, by=people[1], now=after(OCTOBER)) == ["run_locked"]
    assert (PayoutItem.objects.count(), LedgerTransaction.objects.count()) == (1, 1)


def test_approval_refuses_books_that_disagree(people):
    _, work, _ = worked()
    run = settle(work.entity, people[0])
    Line.objects.update(amount_fen=1_499)
    with pytest.raises(Refused) as told_why:
        approve_run(run, by=people[1], now=after(OCTOBER))
    assert (told_why.value.codes, told_why.value.reasons[0].facts["number"]) == (["books_disagree"], 2)
    assert (PayoutItem.objects.count(), LedgerTransaction.objects.count()) == (0, 0)


def test_late_work_and_corrections_are_lines_of_the_next_month_and_only_these(people):
    agent, work, segment = worked(120)
    for code, rate in (("connected", (50, 0)), ("sale", (0, 250))):
        work.terms.get().rates.create(kind=cast.kind(code), unit_fen=rate[0], share_bp=rate[1])
    sale = result(agent, work, "sale", 100_000, key="s")
    result(agent, work, "connected", key="c")
    settle_and_approve(work.entity, people)
    october = told(statement_of(agent))
    cast.segment(agent, work, date(2026, 10, 2), 60, settle_month=NOVEMBER)  # approved late: a statutory day
    correction(sale, NOVEMBER, amount_now_fen=0, quantity_now=sale.quantity)
    correction(segment, NOVEMBER, minutes_now=90)
    settle_and_approve(work.entity, people, NOVEMBER)
    assert told(statement_of(agent)) == october
    assert told(statement_of(agent, NOVEMBER)) == [
        ("hours", 200, 60, 3_000),
        ("correction", 100, -30, -750),
        ("correction", 100, -100_000, -2_500),
        ("carried", 100, 0, 250),
    ]


def test_a_debt_waits_through_a_month_without_work(people):
    agent, work, _ = worked(60)
    decision(agent, work, "penalty", 5_000)
    settle_and_approve(work.entity, people)
    settle_and_approve(work.entity, people, NOVEMBER)
    assert agent.statements.count() == 1
    cast.segment(agent, work, date(2026, 12, 7), 480)
    settle_and_approve(work.entity, people, DECEMBER)
    assert told(statement_of(agent, DECEMBER)) == [("hours", 100, 480, 12_000), ("debt", 100, 0, -3_500)]
    assert statement_of(agent, DECEMBER).net_fen == 8_500


def test_progress_counts_agents_and_chunks(people):
    _, work, _ = worked()
    cast.agent()
    run = prepare_run(work.entity, OCTOBER, by=people[0], now=after(OCTOBER), chunk_agents=1)
    assert run_progress(run) == {"chunks": 2, "done": 0, "parked": 0, "rows": 2, "rows_done": 0}
    compute(run)
    assert run_progress(run) == {"chunks": 2, "done": 2, "parked": 0, "rows": 2, "rows_done": 2}


@pytest.mark.database
def test_the_ledger_books_an_event_once_and_mirrors_it_once(people):
    payer = cast.entity()
    legs = [Leg(LABOUR_COST, 500), Leg(BANK, -500)]
    first = post(payer, "test:1", "test", legs, now=after(OCTOBER))
    assert post(payer, "test:1", "test", legs, now=after(OCTOBER)) == first
    back = mirror(first, now=after(OCTOBER))
    assert mirror(first, now=after(OCTOBER)) == back
    assert list(back.entries.order_by("pk").values_list("account", "amount_fen")) == [
        ("labour_cost", -500),
        ("bank", 500),
    ]
    assert LedgerEntry.objects.count() == 4


@pytest.mark.parametrize(
    "legs",
    [
        [Leg(LABOUR_COST, 500)],
        [Leg(LABOUR_COST, 500), Leg(BANK, -499)],
        [Leg(LABOUR_COST, 0), Leg(AGENT_PAYABLE, 0)],
    ],
)
def test_the_ledger_takes_nothing_unbalanced(people, legs):
    with pytest.raises(Unbalanced):
        post(cast.entity(), "test:1", "test", legs, now=after(OCTOBER))
    assert LedgerTransaction.objects.count() == 0


def test_everybody_who_may_approve_or_send_is_told_not_the_first_of_them(people):
    _agent, work, _fact = worked()
    approver, releaser = cast.person("另一位审批人", APPROVER), cast.person("另一位发放人", RELEASER)
    settle_and_approve(work.entity, people)
    for template, told_ones in (
        ("run_computed", (people[1], approver)),
        ("run_approved", (people[2], releaser)),
    ):
        told_to = Notice.objects.filter(template=template).values_list("recipient", flat=True)
        assert sorted(told_to) == sorted(one.public_id for one in told_ones)
