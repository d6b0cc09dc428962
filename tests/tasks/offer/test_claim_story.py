"""A claim from the board to duty, and every turn it can take, against the rows it leaves."""

from datetime import date, timedelta

import pytest

from tasks.actions.claims import (
    claim_task,
    decide_claims,
    leave_task,
    release_claim,
    reopen_claim,
    withdraw_claim,
)
from tasks.actions.papers import accept_papers
from tasks.models import Acceptance, Claim
from tasks.queries.offers import papers_of
from tests import cast
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]


def ready(name="小满"):
    one = cast.agent(name)
    cast.qualification(one)
    return one


def shown(task):
    return task.terms.latest("effective_on").hash


def hashes(task):
    papers = papers_of(task, date(2026, 10, 12))
    return {
        "agreement": papers.agreement.hash,
        "terms": papers.terms.hash,
        "penalties": papers.penalties.hash,
    }


def decide(claim, outcome, by, now, *codes):
    return decide_claims(Claim.objects.filter(pk=claim.pk), outcome, by=by, now=now, codes=codes)


def refused(act):
    with pytest.raises(Refused) as error:
        act()
    return error.value.codes


def test_claimed_admitted_papers_accepted_on_duty(now):
    agent, task, screener = ready(), cast.task(), cast.screener()
    claim = claim_task(task, agent, terms_hash=shown(task), now=now)
    assert (claim.state, claim.terms.version, claim.qualification.agent) == ("asked", 1, agent)
    decide(claim, "admit", screener, now)
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by, claim.decided_at) == ("admitted", screener, now)
    accept_papers(claim, hashes(task), by=agent.user.actor, now=now)
    claim.refresh_from_db()
    assert (claim.state, claim.on_duty_at) == ("on_duty", now)
    kept = Acceptance.objects.get(claim=claim)
    assert {
        "agreement": kept.agreement_hash,
        "terms": kept.terms_hash,
        "penalties": kept.penalty_hash,
    } == hashes(task)
    entries = AuditEntry.objects.filter(thing_id__in=[claim.public_id, task.public_id]).order_by("pk")
    assert [(row.verb, row.from_state, row.to_state) for row in entries] == [
        ("claim_asked", "", "asked"),
        ("claims_admitted", "asked", "admitted"),
        ("papers_accepted", "", ""),
        ("claim_on_duty", "admitted", "on_duty"),
    ]
    assert set(Notice.objects.filter(template="claim_admitted").values_list("recipient", "channel")) == {
        (agent.user.public_id, "app"),
        (agent.user.public_id, "sms"),
    }


def test_claiming_refuses_with_the_rules_reasons(now):
    task, agent = cast.task(), cast.agent(verified=False)
    assert refused(lambda: claim_task(task, agent, terms_hash=shown(task), now=now)) == [
        "claim_step_open",
        "claim_not_qualified",
    ]
    assert not Claim.objects.exists()


def test_the_same_task_twice_and_a_fourth_task_are_refused(now):
    agent, payer = ready(), cast.entity()
    tasks = [cast.task(payer) for _ in range(4)]
    for one in tasks[:3]:
        claim_task(one, agent, terms_hash=shown(one), now=now)
    assert refused(lambda: claim_task(tasks[0], agent, terms_hash=shown(tasks[0]), now=now)) == [
        "already_claimed"
    ]
    assert refused(lambda: claim_task(tasks[3], agent, terms_hash=shown(tasks[3]), now=now)) == ["hands_full"]


def test_terms_that_changed_meanwhile_are_not_claimed_unseen(now):
    agent, task = ready(), cast.task()
    before = shown(task)
    cast.terms(task, version=2, effective_on=date(2026, 10, 12), hourly_fen=1_600)
    assert refused(lambda: claim_task(task, agent, terms_hash=before, now=now)) == ["terms_changed"]
    assert claim_task(task, agent, terms_hash=shown(task), now=now).terms.version == 2


def test_an_agent_suspended_in_between_is_refused_inside(now):
    agent, task = ready(), cast.task()
    type(agent).objects.filter(pk=agent.pk).update(state="suspended")
    assert agent.state == "active"  # what the page still believed
    assert refused(lambda: claim_task(task, agent, terms_hash=shown(task), now=now)) == [
        "claim_agent_suspended"
    ]


def test_withdrawn_before_duty_and_free_to_claim_again(now):
    agent, task = ready(), cast.task()
    claim = claim_task(task, agent, terms_hash=shown(task), now=now)
    withdraw_claim(claim, by=agent.user.actor, now=now)
    assert (claim.state, claim.ended_at) == ("withdrawn", now)
    assert claim_task(task, agent, terms_hash=shown(task), now=now).pk != claim.pk
    assert refused(lambda: withdraw_claim(cast.claim(ready(), task), by=agent.user.actor, now=now)) == [
        "not_in_state"
    ]


def test_seats_hold_and_the_batch_is_all_or_nothing(now):
    task, screener = cast.task(seats=2), cast.screener()
    claims = [cast.claim(ready(), task, state="asked") for _ in range(3)]
    with pytest.raises(Refused) as error:
        decide_claims(Claim.objects.filter(task=task), "admit", by=screener, now=now)
    assert [(one.code, one.facts["agent"]) for one in error.value.reasons] == [
        ("admitted_full", claims[2].agent.number)
    ]
    assert set(Claim.objects.values_list("state", flat=True)) == {"asked"}
    assert not Notice.objects.exists()
    decide_claims(Claim.objects.filter(pk__in=[one.pk for one in claims[:2]]), "admit", by=screener, now=now)
    decide(claims[2], "reserve", screener, now)
    late = cast.claim(ready(), task, state="asked")
    assert refused(lambda: decide(late, "reserve", screener, now)) == ["reserve_full"]
    assert refused(lambda: decide(claims[2], "admit", screener, now)) == ["admitted_full"]


def test_a_batch_leaves_one_entry_that_names_its_claims(now):
    task, screener = cast.task(seats=6), cast.screener()
    for _ in range(6):
        cast.claim(ready(), task)
    claims = [cast.claim(ready(), task, state="asked") for _ in range(3)]
    decide_claims(Claim.objects.filter(state="asked"), "reserve", by=screener, now=now)
    entry = AuditEntry.objects.get(verb="claims_reserved")
    assert (entry.thing_id, entry.from_state, entry.to_state, entry.facts["rows"]) == (
        task.public_id,
        "asked",
        "reserve",
        3,
    )
    assert set(entry.facts["claims"]) == {one.public_id for one in claims}


def test_rejected_with_reasons_then_again_after_a_week(now):
    agent, task, screener = ready(), cast.task(), cast.screener()
    claim = claim_task(task, agent, terms_hash=shown(task), now=now)
    assert refused(lambda: decide(claim, "reject", screener, now)) == ["rejection_needs_reason"]
    decide(claim, "reject", screener, now, "rejected_hours", "rejected_phone")
    claim.refresh_from_db()
    assert claim.reasons == [{"code": "rejected_hours", "facts": {}}, {"code": "rejected_phone", "facts": {}}]
    assert refused(lambda: claim_task(task, agent, terms_hash=shown(task), now=now)) == ["rejected_recently"]
    later = now + timedelta(days=7)
    assert claim_task(task, agent, terms_hash=shown(task), now=later).state == "asked"


@pytest.mark.database
def test_a_rejection_is_taken_back_within_ten_minutes(now):
    task, screener = cast.task(), cast.screener()
    claim = cast.claim(ready(), task, state="asked")
    decide(claim, "reject", screener, now, "rejected_phone")
    claim.refresh_from_db()
    late = now + timedelta(minutes=11)
    assert refused(lambda: reopen_claim(claim, by=screener, now=late)) == ["undo_too_late"]
    reopen_claim(claim, by=screener, now=now + timedelta(minutes=10))
    claim.refresh_from_db()
    assert (claim.state, claim.reasons, claim.decided_at) == ("asked", [], None)


@pytest.mark.database
def test_a_rejection_is_not_taken_back_over_a_newer_claim(now):
    task, screener, agent = cast.task(), cast.screener(), ready()
    claim = cast.claim(agent, task, state="asked")
    decide(claim, "reject", screener, now, "rejected_phone")
    claim.refresh_from_db()
    cast.claim(agent, task, state="asked")
    assert refused(lambda: reopen_claim(claim, by=screener, now=now)) == ["claimed_again"]


def test_papers_that_changed_meanwhile_are_named_and_nothing_is_accepted(now):
    agent, task = ready(), cast.task()
    claim, seen = cast.claim(agent, task, state="admitted"), hashes(task)
    cast.terms(task, version=2, effective_on=date(2026, 10, 12), hourly_fen=1_600)
    with pytest.raises(Refused) as error:
        accept_papers(claim, seen, by=agent.user.actor, now=now)
    assert [(one.code, dict(one.facts)) for one in error.value.reasons] == [
        ("papers_changed", {"paper": "terms"})
    ]
    claim.refresh_from_db()
    assert claim.state == "admitted"
    assert not Acceptance.objects.exists()


@pytest.mark.database
def test_papers_are_not_due_before_admission_and_not_twice(now):
    agent, task = ready(), cast.task()
    waiting = cast.claim(agent, task, state="asked")
    assert refused(lambda: accept_papers(waiting, hashes(task), by=agent.user.actor, now=now)) == [
        "papers_not_due"
    ]
    duty = cast.claim(ready(), task)
    accept_papers(duty, hashes(task), by=duty.agent.user.actor, now=now)
    assert refused(lambda: accept_papers(duty, hashes(task), by=duty.agent.user.actor, now=now)) == [
        "papers_done"
    ]
    cast.terms(task, version=2, effective_on=date(2026, 10, 12))
    accept_papers(duty, hashes(task), by=duty.agent.user.actor, now=now)
    assert duty.acceptances.count() == 2


def test_a_missing_paper_is_named(now):
    agent, task = ready(), cast.task()
    claim, seen = cast.claim(agent, task, state="admitted"), hashes(task)
    task.entity.agreements.all().delete()
    assert refused(lambda: accept_papers(claim, seen, by=agent.user.actor, now=now)) == ["papers_missing"]


@pytest.mark.database
def test_leaving_and_release_wait_for_booked_shifts(now):
    task = cast.task()
    booked = cast.booking(ready(), cast.shift(task, "2026-10-13 14:00")).claim
    assert refused(lambda: leave_task(booked, by=booked.agent.user.actor, now=now)) == ["shifts_held"]
    free = cast.claim(ready(), task)
    release_claim(free, why="任务换人", by=cast.operations().actor, now=now)
    assert (free.state, free.ended_at) == ("released", now)
    gone = cast.claim(ready(), task)
    leave_task(gone, by=gone.agent.user.actor, now=now)
    assert gone.state == "left"


def test_a_lapsed_qualification_is_not_admitted(now):
    task, agent = cast.task(), cast.agent()
    cast.qualification(agent, expires_on=date(2026, 10, 11))
    claim = cast.claim(agent, task, state="asked")
    assert refused(lambda: decide(claim, "admit", cast.screener(), now)) == ["qualification_gone"]
