"""A claim through training and assessment, its place in the queue, and one appeal to somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tasks.actions.assessing import appeal_claim, assess_claim, decide_appeal
from tasks.actions.claims import decide_claims, reopen_claim
from tasks.models import Assessment, Claim, ClaimAppeal, ClientMember, Interview, InterviewSlot, Rubric, Task
from tasks.queries.claims import place_of
from tests import cast
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import CLIENT

pytestmark = [pytest.mark.django_db]


def staged(seats=1, **fields):
    """A task with every stage: one seat, two in training."""
    one = cast.task(seats=seats)
    stages = {
        "asks_interview": False,
        "training_percent": 200,
        "client_assesses": True,
        "reserve_percent": 150,
    }
    Task.objects.filter(pk=one.pk).update(**stages | fields)
    one.refresh_from_db()
    return one


def asked(task, count=1):
    made = []
    for number in range(count):
        agent = cast.agent(f"客服{number}")
        cast.qualification(agent)
        made.append(cast.claim(agent, task, state="asked"))
    return made


def decide(claims, outcome, by, now, *codes):
    claims = claims if isinstance(claims, list) else [claims]
    decide_claims(
        Claim.objects.filter(pk__in=[one.pk for one in claims]), outcome, by=by, now=now, codes=codes
    )
    for one in claims:
        one.refresh_from_db()


def refused(act):
    with pytest.raises(Refused) as error:
        act()
    return error.value.codes


def test_from_asking_through_training_and_both_verdicts_to_admission(now):
    task, screener, client = staged(), cast.screener(), cast.person("客户", CLIENT)
    (claim,) = asked(task)
    assert refused(lambda: decide(claim, "admit", screener, now)) == ["assessment_open", "assessment_open"]
    assert refused(lambda: decide(claim, "assess", screener, now)) == ["training_first"]
    assert refused(lambda: assess_claim(claim, "us", "pass", by=screener, now=now)) == ["not_assessing"]
    decide(claim, "train", screener, now)
    assert (claim.state, claim.since, claim.decided_at) == ("training", now, None)
    later = now + timedelta(days=3)
    decide(claim, "assess", screener, later)
    assert (claim.state, claim.since) == ("assessing", later)
    assess_claim(claim, "us", "pass", by=screener, now=later)
    assess_claim(claim, "client", "fail", note="语速快", by=client, now=later)
    assert refused(lambda: decide(claim, "admit", screener, later)) == ["assessed_against"]
    assess_claim(claim, "client", "pass", by=client, now=later)  # heard again: the last word counts
    assert Assessment.objects.count() == 2
    decide(claim, "admit", screener, later)
    assert (claim.state, claim.decided_by) == ("admitted", screener)


def test_training_takes_two_a_seat_and_the_rest_wait_with_their_place(now):
    task, screener = staged(), cast.screener()
    claims = asked(task, 4)
    with pytest.raises(Refused) as error:
        decide(claims, "train", screener, now)
    assert [(one.code, one.facts["limit"]) for one in error.value.reasons] == [("training_full", 2)] * 2
    decide(claims[:2], "train", screener, now)
    decide(claims[2:], "wait", screener, now)
    assert [place_of(one) for one in claims[2:]] == [(1, 2), (2, 2)]
    decide(claims[0], "reject", screener, now, "rejected_hours")
    decide(claims[2], "train", screener, now)
    assert place_of(claims[3]) == (1, 1)


def test_a_task_without_stages_admits_straight_and_has_no_training(now):
    task, screener = cast.task(), cast.screener()
    claims = asked(task, 2)
    assert refused(lambda: decide(claims[0], "train", screener, now)) == ["no_training_stage"]
    assert refused(lambda: decide(claims[0], "assess", screener, now)) == ["no_assessment_stage"]
    decide(claims[0], "admit", screener, now)
    assert claims[0].state == "admitted"


def test_where_an_interview_is_asked_for_nobody_goes_on_without_one(now):
    task, screener = staged(asks_interview=True, training_percent=0, client_assesses=False), cast.screener()
    (claim,) = asked(task)
    assert refused(lambda: decide(claim, "admit", screener, now)) == ["interview_missing"]
    held(claim, screener, now - timedelta(days=1))
    decide(claim, "admit", screener, now)
    assert claim.state == "admitted"


def held(claim, screener, at):
    rubric = Rubric.objects.create(
        public_id=new_public_id(at), line=claim.task.line, version=1, pass_percent=60, items=[], created_at=at
    )
    slot = InterviewSlot.objects.create(
        public_id=new_public_id(at),
        interviewer=screener,
        starts_at=at,
        ends_at=at + timedelta(minutes=20),
        state="booked",
    )
    return Interview.objects.create(
        public_id=new_public_id(at),
        agent=claim.agent,
        line=claim.task.line,
        slot=slot,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        booked_at=at,
        state="held",
        rubric=rubric,
        percent=80,
        recommendation="admit",
        scored_at=at,
        counts_until=at.date() + timedelta(days=1),
    )


def test_a_rejection_taken_back_returns_to_where_the_claim_stood(now):
    task, screener = staged(), cast.screener()
    (claim,) = asked(task)
    decide(claim, "train", screener, now)
    decide(claim, "reject", screener, now, "rejected_hours")
    assert claim.stood == "training"
    reopen_claim(claim, by=screener, now=now)
    assert (claim.state, claim.stood, claim.reasons) == ("training", "", [])


@pytest.mark.database
def test_an_appeal_is_made_once_and_decided_by_somebody_else(now):
    task, screener, other = staged(), cast.screener(), cast.screener()
    (claim,) = asked(task)
    assert refused(lambda: appeal_claim(claim, "不对", now=now)) == ["claim_appeal_not_rejected"]
    decide(claim, "reject", screener, now, "rejected_phone")
    late = now + timedelta(days=7, seconds=1)
    assert refused(lambda: appeal_claim(claim, "不对", now=late)) == ["claim_appeal_too_late"]
    assert refused(lambda: appeal_claim(claim, " ", now=now)) == ["claim_appeal_without_words"]
    appeal = appeal_claim(claim, "那天接了电话", now=now)
    assert refused(lambda: appeal_claim(claim, "再说一次", now=now)) == ["claim_appeal_twice"]
    assert refused(lambda: decide_appeal(appeal, True, "听过录音", by=screener, now=now)) == [
        "claim_appeal_by_rejecter"
    ]
    assert refused(lambda: decide_appeal(appeal, True, "", by=other, now=now)) == ["why_missing"]
    with pytest.raises(IntegrityError), transaction.atomic():  # the database stands behind the rule
        ClaimAppeal.objects.filter(pk=appeal.pk).update(decided_by=screener)
    decide_appeal(appeal, True, "听过录音", by=other, now=now)
    claim.refresh_from_db()
    assert (appeal.state, claim.state, claim.decided_by, claim.reasons) == ("granted", "asked", None, [])
    decide(claim, "reject", screener, now, "rejected_hours")
    assert refused(lambda: appeal_claim(claim, "还是不对", now=now)) == ["claim_appeal_twice"]


def test_the_agent_sees_the_place_and_whom_it_waits_for_and_appeals(now, sign_in):
    task, screener = staged(), cast.screener()
    claim, _other = asked(task, 2)
    browser = sign_in(claim.agent)
    url = f"/work/claims/{claim.public_id}/"
    assert "第 1 位，共 2 人" in browser.get(url).content.decode()
    decide(claim, "train", screener, now)
    decide(claim, "assess", screener, now)
    assess_claim(claim, "us", "pass", by=screener, now=now)
    page = browser.get(url).content.decode()
    assert "在等：客户。" in page
    decide(claim, "reject", screener, now, "rejected_assessment")
    said = browser.post(f"{url}appeal/", {"words": "再听一遍"}, follow=True).content.decode()
    assert "由没有退回你的另一位同事重新看" in said
    assert "提交申诉" not in said
    desk = sign_in(screener).get("/desk/claims/appeals/").content.decode()
    assert "是你退回的" in desk
    appeal = ClaimAppeal.objects.get()
    second = sign_in(cast.screener())
    second.post(f"/desk/claims/appeals/{appeal.public_id}/", {"answer": "deny", "why": "录音听过了"})
    assert "录音听过了" in browser.get(url).content.decode()


def test_a_client_assesses_own_candidates_by_number_alone(now, sign_in):
    task, screener = staged(), cast.screener()
    (claim,) = asked(task)
    decide(claim, "train", screener, now)
    decide(claim, "assess", screener, now)
    mine, theirs = cast.person("客户甲", CLIENT), cast.person("客户乙", CLIENT)
    ClientMember.objects.create(client=task.client, user=mine)
    ClientMember.objects.create(client=cast.task(task.entity).client, user=theirs)
    page = sign_in(mine).get(f"/client/{task.public_id}/").content.decode()
    assert claim.agent.number in page
    assert [mark in page for mark in (claim.agent.user.phone, str(claim.agent.user))] == [False, False]
    url = f"/client/candidates/{claim.public_id}/"
    assert sign_in(theirs).post(url, {"verdict": "pass"}).status_code == 404
    sign_in(mine).post(url, {"verdict": "fail", "note": "语速快"})
    assert [(one.side, one.verdict, one.note) for one in Assessment.objects.all()] == [
        ("client", "fail", "语速快")
    ]
    api = sign_in(mine)
    listed = api.get("/api/v1/client/candidates/").json()["results"]
    assert [one["agent"] for one in listed] == [claim.agent.number]
    again = api.post(
        f"/api/v1/client/candidates/{claim.public_id}/", {"verdict": "pass"}, content_type="application/json"
    )
    assert (again.json()["side"], again.json()["verdict"]) == ("client", "pass")


def test_the_desk_moves_a_batch_into_training_and_writes_our_verdict(now, sign_in):
    task, screener = staged(seats=2), cast.screener()
    claims = asked(task, 2)
    browser = sign_in(screener)
    sent = {"claim": [one.public_id for one in claims], "outcome": "train"}
    assert browser.post("/desk/claims/decide/", sent).status_code == 302
    page = browser.get("/desk/claims/?state=training").content.decode()
    assert [one.agent.number in page for one in claims] == [True, True]
    browser.post(f"/desk/claims/{claims[0].public_id}/decide/", {"outcome": "assess"})
    browser.post(f"/desk/claims/{claims[0].public_id}/assess/", {"verdict": "pass"})
    item = browser.get(f"/desk/claims/{claims[0].public_id}/").content.decode()
    assert "在等客户" in item
    assert Assessment.objects.get().side == "us"


def test_ratios_outside_the_trades_are_refused_by_form_and_database(now, sign_in):
    task = cast.task()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(training_percent=150)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(reserve_percent=160)
    form = {
        "client": task.client_id,
        "entity": task.entity_id,
        "line": task.line_id,
        "name": "新任务",
        "seats": 4,
        "starts_on": "2026-11-01",
        "training_percent": "250",
        "reserve_percent": "120",
        "client_assesses": "on",
    }
    browser = sign_in(cast.operations())
    assert browser.post("/desk/tasks/new/", form | {"training_percent": "400"}).status_code == 422
    assert browser.post("/desk/tasks/new/", form).status_code == 302
    made = Task.objects.latest("pk")
    assert (made.training_percent, made.reserve_percent, made.client_assesses, made.asks_interview) == (
        250,
        120,
        True,
        False,
    )
    cast.sop(task.line, "real_name", "exam", "interview")
    for said, asks in (("sop", True), ("no", False), ("yes", True)):
        assert browser.post("/desk/tasks/new/", form | {"asks_interview": said}).status_code == 302
        assert Task.objects.latest("pk").asks_interview is asks
    assert made.assesses == ("us", "client")
