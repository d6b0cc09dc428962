"""Two people decide; two people correct. Each refusal by its code."""

from datetime import date, timedelta

import pytest

from tasks.actions import corrections, decisions
from tasks.models import Correction, Decision, PayMonth, Result
from tests import cast
from tests.cast import at
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.models import Notice

pytestmark = [pytest.mark.django_db]
NOW = at("2026-10-20 09:00")
DAY = date(2026, 10, 19)


@pytest.fixture
def task():
    return cast.task()


@pytest.fixture
def agent(task):
    one = cast.agent()
    cast.claim(one, task)
    return one


def clause(task):
    return task.penalty_tables.earliest("version").clauses.get()


def penalty(task, agent, by, **changes):
    given = {"occurred_on": DAY, "evidence": "19:10 起 40 分钟没有外呼", "clause": clause(task)} | changes
    amount = given.pop("amount_fen", 2_000)
    return decisions.propose_decision(task, agent, "penalty", amount, by=by, now=NOW, **given)


def refused(action, *args, **kwargs):
    with pytest.raises(Refused) as caught:
        action(*args, **kwargs)
    return caught.value.codes


def test_a_penalty_waits_for_the_agent_and_a_second_person(task, agent):
    one, other = cast.operations(), cast.operations()
    decision = penalty(task, agent, one)
    assert (decision.state, decision.appeal_until, decision.settle_month) == (
        "proposed",
        NOW + timedelta(days=3),
        None,
    )
    assert set(Notice.objects.values_list("template", "channel")) == {
        ("penalty_proposed", "app"),
        ("penalty_proposed", "sms"),
    }
    assert refused(decisions.approve_decision, decision, by=one, now=NOW) == [
        "decision_by_proposer",
        "decision_appeal_open",
    ]
    assert refused(decisions.approve_decision, decision, by=other, now=decision.appeal_until) == [
        "decision_appeal_open"
    ]
    after = decision.appeal_until + timedelta(seconds=1)
    decisions.approve_decision(decision, by=other, now=after)
    decision.refresh_from_db()
    assert (
        decision.state,
        decision.settle_month,
        decision.entity,
        decision.decided_by,
        decision.decided_at,
    ) == ("approved", date(2026, 10, 1), task.entity, other, after)
    assert refused(decisions.approve_decision, decision, by=other, now=after) == ["not_in_state"]


def test_an_answer_lets_the_second_person_decide_at_once(task, agent):
    decision = penalty(task, agent, cast.operations())
    decisions.answer_decision(decision, "网络断了，有截图", now=NOW)
    assert (decision.appeal, decision.appealed_at) == ("网络断了，有截图", NOW)
    assert refused(decisions.answer_decision, decision, "再说一次", now=NOW) == ["appeal_given"]
    decisions.drop_decision(decision, "申辩成立", by=cast.operations(), now=NOW)
    assert Decision.objects.get().state == "dropped"
    assert refused(decisions.answer_decision, decision, "x", now=NOW) == ["decision_settled"]


def test_the_window_closes(task, agent):
    decision = penalty(task, agent, cast.operations())
    assert refused(decisions.answer_decision, decision, "x", now=NOW + timedelta(days=4)) == ["appeal_closed"]


def test_the_proposer_may_take_it_back_with_a_reason(task, agent):
    one = cast.operations()
    decision = penalty(task, agent, one)
    assert refused(decisions.drop_decision, decision, "", by=one, now=NOW) == ["why_missing"]
    decisions.drop_decision(decision, "弄错人了", by=one, now=NOW)
    assert Decision.objects.values_list("state", "decided_by").get() == ("dropped", None)


def test_a_reward_needs_no_clause_and_no_window(task, agent):
    one, other = cast.operations(), cast.operations()
    decision = decisions.propose_decision(
        task, agent, "reward", 5_000, occurred_on=date(2026, 9, 3), evidence="带新人", by=one, now=NOW
    )
    assert (decision.clause, decision.appeal_until) == (None, None)
    assert refused(decisions.answer_decision, decision, "", now=NOW) == ["appeal_not_needed"]
    decisions.approve_decision(decision, by=other, now=NOW)
    assert Decision.objects.get().settle_month == date(2026, 10, 1)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"amount_fen": 0}, ["decision_amount_wrong"]),
        ({"amount_fen": 2_001}, ["decision_above_clause"]),
        ({"clause": None}, ["decision_needs_clause"]),
        ({"evidence": "  "}, ["decision_needs_evidence"]),
        ({"occurred_on": date(2026, 10, 21)}, ["decision_in_future"]),
        ({"occurred_on": date(2025, 12, 31)}, ["decision_clause_not_in_force", "decision_not_on_task"]),
    ],
)
def test_penalties_that_cannot_be_proposed(task, agent, changes, codes):
    assert refused(penalty, task, agent, cast.operations(), **changes) == codes


def test_a_clause_of_another_task_or_an_older_table_does_not_hold(task, agent):
    other = cast.task(cast.entity("other"))
    staff = cast.operations()
    assert refused(penalty, task, agent, staff, clause=clause(other)) == ["decision_clause_not_in_force"]
    old = clause(task)
    task.penalty_tables.create(
        public_id=new_public_id(NOW), version=2, effective_on=date(2026, 10, 1), hash="x"
    )
    assert refused(penalty, task, agent, staff, clause=old) == ["decision_clause_not_in_force"]


# --- corrections ------------------------------------------------------------------------------------------


@pytest.fixture
def paid(task, agent):
    """Seven approved hours of September, which is closed."""
    PayMonth.objects.create(
        public_id=new_public_id(NOW), entity=task.entity, month=date(2026, 9, 1), state="closed"
    )
    return cast.segment(agent, task, date(2026, 9, 10), 420)


def sale(task, agent, fen=99_900):
    return Result.objects.create(
        public_id=new_public_id(NOW),
        agent=agent,
        task=task,
        terms=task.terms.get(),
        entity=task.entity,
        local_on=date(2026, 9, 10),
        state="approved",
        settle_month=date(2026, 9, 1),
        kind=cast.kind("sale"),
        amount_fen=fen,
        occurred_at=at("2026-09-10 10:00"),
        source_key="s1",
    )


def test_a_correction_is_made_by_two_and_paid_in_the_open_month(task, paid):
    one, other = cast.operations(), cast.operations()
    correction = corrections.propose_correction(paid, 400, "离席", by=one, now=NOW)
    assert (correction.minutes_then, correction.minutes_now, correction.settle_month) == (420, 400, None)
    assert refused(corrections.propose_correction, paid, 390, "x", by=one, now=NOW) == ["correction_pending"]
    assert refused(corrections.approve_correction, correction, by=one, now=NOW) == ["correction_by_proposer"]
    corrections.approve_correction(correction, by=other, now=NOW)
    assert Correction.objects.values_list("state", "settle_month", "entity__code").get() == (
        "approved",
        date(2026, 10, 1),
        "demo",
    )
    paid.refresh_from_db()
    assert paid.paid_minutes == 420


def test_whoever_may_confirm_a_correction_hears_of_it_and_who_proposed_it_how_it_ended(paid, agent):
    one, other = cast.operations(), cast.operations()
    corrections.approve_correction(
        corrections.propose_correction(paid, 400, "a", by=one, now=NOW), by=other, now=NOW
    )
    second = corrections.propose_correction(paid, 300, "b", by=one, now=NOW)
    corrections.refuse_correction(second, by=other, now=NOW)
    mine = corrections.propose_correction(paid, 310, "c", by=one, now=NOW)
    corrections.refuse_correction(mine, by=one, now=NOW)  # taken back: one's own word is no news
    told = Notice.objects.filter(template__startswith="correction_").order_by("pk")
    assert list(told.values_list("template", "recipient")) == [
        ("correction_waits", other.public_id),
        ("correction_approved", agent.user.public_id),
        ("correction_in", one.public_id),
        ("correction_waits", other.public_id),
        ("correction_refused", one.public_id),
        ("correction_waits", other.public_id),
    ]
    assert {row.template for row in told.exclude(read_at=None)} == {"correction_waits"}
    assert not told.filter(template="correction_waits", read_at=None).exists()
    assert {row.url for row in told if row.recipient != agent.user.public_id} == {"/desk/corrections/"}


def test_then_is_the_value_after_earlier_corrections(paid):
    one, other = cast.operations(), cast.operations()
    corrections.approve_correction(
        corrections.propose_correction(paid, 400, "a", by=one, now=NOW), by=other, now=NOW
    )
    corrections.refuse_correction(
        corrections.propose_correction(paid, 300, "b", by=one, now=NOW), by=other, now=NOW
    )
    third = corrections.propose_correction(paid, 420, "c", by=one, now=NOW)
    assert (third.minutes_then, third.minutes_now) == (400, 420)


def test_a_sale_is_reversed(task, agent, paid):
    correction = corrections.propose_correction(
        sale(task, agent), 0, "客户退款", by=cast.operations(), now=NOW
    )
    assert (correction.amount_then_fen, correction.amount_now_fen, correction.segment) == (99_900, 0, None)


@pytest.mark.parametrize(
    ("value", "why", "codes"),
    [
        (420, "x", ["correction_same"]),
        (None, "x", ["correction_value_missing"]),
        (-1, "x", ["correction_value_missing"]),
        (421, "x", ["correction_too_much"]),
        (400, " ", ["why_missing"]),
    ],
)
def test_corrections_that_cannot_be_proposed(paid, value, why, codes):
    assert refused(corrections.propose_correction, paid, value, why, by=cast.operations(), now=NOW) == codes


def test_only_facts_of_a_closed_month_are_corrected(task, agent, paid):
    staff = cast.operations()
    fresh = cast.segment(agent, task, date(2026, 10, 5), 420)
    drafted = cast.segment(agent, task, date(2026, 10, 6), 420, state="drafted")
    assert refused(corrections.propose_correction, fresh, 400, "x", by=staff, now=NOW) == [
        "correction_month_open"
    ]
    assert refused(corrections.propose_correction, drafted, 400, "x", by=staff, now=NOW) == [
        "correction_month_open"
    ]


def test_the_proposer_may_take_a_correction_back(paid):
    one = cast.operations()
    corrections.refuse_correction(
        corrections.propose_correction(paid, 400, "a", by=one, now=NOW), by=one, now=NOW
    )
    assert Correction.objects.values_list("state", "decided_by").get() == ("refused", None)
