"""Several people press at once: one of them is heard, the others are told why not."""

from collections import Counter
from datetime import date
from functools import partial

import pytest

from payouts.actions.money_out import make_file, release_run
from payouts.actions.results import import_result
from payouts.actions.runs import approve_run, recompute_run, return_run
from payouts.models import LedgerTransaction, PayoutBatch, PayoutItem, Run
from payouts.verify.books import verify
from tasks.actions.approvals import approve_hours
from tasks.actions.decisions import approve_decision
from tasks.models import Decision, Segment
from tests import cast
from tests.payouts.attacks.between import at_once
from tests.payouts.engine.acts import NOVEMBER, OCTOBER, after, settle
from tests.payouts.money_out.acts import HEADER, LATER, PAY_DAY, approved_month, give_account, row
from yunke.ground.ids import new_public_id
from yunke.ground.roles import APPROVER
from yunke.models import AuditEntry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def computed(agents: int = 3) -> tuple:
    cast.holidays(2026, 2027)
    people, work = cast.finance(), cast.task()
    for number in range(agents):
        one = cast.agent()
        give_account(one)
        cast.segment(one, work, date(2026, 10, 12), 60 + number)
    return people, work, settle(work.entity, people[0])


def sound() -> bool:
    return list(verify(numbers=[1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13])) == []


def test_two_approvers_at_once():
    people, _, run = computed()
    second = cast.person("审批二", APPROVER)
    said = at_once(
        *[lambda by=by: approve_run(run, by=by, now=after(OCTOBER)) for by in (people[1], second) * 4]
    )
    assert said == {"done": 1, "run_locked": 7}
    assert (PayoutItem.objects.count(), LedgerTransaction.objects.count()) == (3, 1)
    assert AuditEntry.objects.filter(verb="run_approved").count() == 1
    assert sound()


def test_approve_return_and_recompute_at_once():
    people, _, run = computed()
    at = after(OCTOBER)
    said = at_once(
        lambda: approve_run(run, by=people[1], now=at),
        lambda: recompute_run(run, by=people[0], now=at),
        lambda: return_run(Run.objects.get(), "再看", by=people[1], now=at),
    )
    state = Run.objects.get().state
    assert said["done"] >= 1
    assert (state == "approved") == (PayoutItem.objects.count() == 3)
    assert state in ("approved", "computing", "returned")
    assert sound()


def test_released_by_eight_hands_at_once():
    month = approved_month(60, 61)
    file_hash = make_file(month.run, by=month.releaser, now=PAY_DAY).file_hash
    release = partial(release_run, month.run, by=month.releaser, now=PAY_DAY, file_hash=file_hash)
    said = at_once(*[release] * 8)
    assert said == {"done": 1, "nothing_ready": 7}
    assert (PayoutBatch.objects.count(), PayoutItem.objects.filter(state="sent").count()) == (1, 2)
    assert LedgerTransaction.objects.filter(kind="release").count() == 1
    assert sound()


def test_the_bank_answered_by_eight_hands_at_once():
    month = approved_month(60, 61)
    batch = month.release()
    told = "\r\n".join([HEADER, row(month.item(0)), row(month.item(1), "失败", "户名不符")]).encode()
    other = told + b"\r\n"  # the same words, other bytes
    acts = [
        lambda said=said: import_result(
            PayoutBatch.objects.get(pk=batch.pk), said, by=month.releaser, now=LATER
        )
        for said in (told, other) * 4
    ]
    assert at_once(*acts) == {"done": 8}
    assert month.states() == ["succeeded", "failed"]
    assert LedgerTransaction.objects.filter(kind="result").count() == 1
    assert sound()


def test_a_penalty_decided_by_two_at_once():
    cast.holidays(2026)
    work, agent = cast.task(), cast.agent()
    cast.claim(agent, work)
    one = Decision.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        agent=agent,
        task=work,
        kind="reward",
        amount_fen=500,
        occurred_on=date(2026, 10, 9),
        evidence="录音",
        proposed_by=cast.person("质检"),
        proposed_at=cast.LONG_AGO,
    )
    said = at_once(
        *[
            lambda: approve_decision(
                Decision.objects.get(pk=one.pk), by=cast.person("运营"), now=after(OCTOBER)
            )
        ]
        * 4
    )
    assert said["done"] == 1
    assert set(said) <= {"done", "moved_meanwhile", "not_in_state"}
    assert AuditEntry.objects.filter(verb="decision_approved").count() == 1


def test_hours_approved_by_many_while_the_month_closes():
    """Each segment lies in exactly one month, and both months pay all of it once."""
    cast.holidays(2026, 2027)
    people, work = cast.finance(), cast.task()
    drafted = [
        cast.segment(cast.agent(), work, date(2026, 10, 12), 60, state="drafted").pk for _ in range(12)
    ]
    by = cast.operations()
    acts = [
        lambda pk=pk: approve_hours(Segment.objects.filter(pk=pk), by=by, now=after(OCTOBER))
        for pk in drafted
    ]
    said = at_once(*acts, lambda: settle(work.entity, people[0]))
    assert said == {"done": 13}
    months = Counter(Segment.objects.values_list("settle_month", flat=True))
    assert set(months) <= {OCTOBER, NOVEMBER}
    run = Run.objects.get()
    assert run.income_fen == 1_500 * months[OCTOBER]
    approve_run(run, by=people[1], now=after(OCTOBER))
    second = settle(work.entity, people[0], NOVEMBER)
    assert second.income_fen == 1_500 * months[NOVEMBER]
    assert sound()
