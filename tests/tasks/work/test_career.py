"""Rising by numbers and by a person's word, stepping back with due process, mentors and their thirty days."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tasks.actions.career import (
    apply_for_rank,
    decide_case,
    look_at,
    propose_step_back,
    speak_to_step_back,
    withdraw_application,
)
from tasks.actions.mentoring import begin_mentorship, end_mentorship
from tasks.jobs import look_at_careers
from tasks.models import Decision, Eligible, Mentorship, PayingEntity
from tasks.queries.career import outlooks
from tasks.queries.mentoring import FirstDays, first_days
from tests import cast
from training.actions.ranks import publish_rank_rule
from training.models import Attempt, Exam, RankCase, RankChange
from training.queries.ranks import rank_spans, ranks_on
from training.rules.ranks import Needs, Values, distance, held, reasons_not_to_rise
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.models import Notice

NOW = "2026-10-12 09:00"
NEEDS = {
    "hours": 8,
    "exam_percent": 80,
    "quality_percent": 85,
    "incident_days": 30,
    "incidents": 0,
    "mentees": 0,
}


def refused(act):
    with pytest.raises(Refused) as error:
        act()
    return error.value.codes


# --- rules ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"hours": 8, "exam_percent": 80}, []),  # quality is not measured: it does not count against anybody
        ({"hours": 7, "exam_percent": 79}, [("hours", 7, 8), ("exam", 79, 80)]),
        ({"hours": 8, "exam_percent": 80, "incidents": 1}, [("incidents", 1, 0)]),
        ({"hours": 8, "exam_percent": 80, "quality_percent": 84}, [("quality", 84, 85)]),
        ({"hours": 8, "exam_percent": 80, "quality_percent": 99, "fatal_errors": 1}, [("fatal", 1, 0)]),
    ],
)
def test_every_number_that_is_short_is_named(values, expected):
    found = reasons_not_to_rise("agent", Values(**values), Needs(**NEEDS), active=True, case_open=False)
    assert [(one.facts["item"], one.facts["have"], one.facts["need"]) for one in found] == expected


@pytest.mark.parametrize(
    ("rank", "needs", "given", "expected"),
    [
        ("trainer", None, {}, ["rank_no_higher"]),
        ("agent", None, {}, ["rank_rule_missing"]),
        ("agent", NEEDS | {"hours": 0, "exam_percent": 0}, {"active": False}, ["rank_not_active"]),
        ("agent", NEEDS | {"hours": 0, "exam_percent": 0}, {"case_open": True}, ["rank_case_open"]),
    ],
)
def test_what_else_stands_in_the_way(rank, needs, given, expected):
    given = {"active": True, "case_open": False} | given
    found = reasons_not_to_rise(rank, Values(), needs and Needs(**needs), **given)
    assert [one.code for one in found] == expected


def test_what_is_missing_is_a_plain_number_and_nothing_asked_is_left_out():
    items = distance(Values(hours=5, incidents=2), Needs(**NEEDS | {"exam_percent": 0}))
    assert [(one.code, one.missing, one.met) for one in items] == [
        ("hours", 3, False),
        ("quality", 0, True),
        ("fatal", 0, True),
        ("incidents", 2, False),
    ]
    assert [held(rank) for rank in ("agent", "lead")] == [(), ("mentor", "lead")]


# --- rising -----------------------------------------------------------------------------------------------


@pytest.fixture
def now(clock, db):
    return clock(cast.at(NOW))


@pytest.fixture
def operations(db):
    return cast.operations()


def rule(by, now, **fields):
    return publish_rank_rule("mentor", date(2026, 10, 12), NEEDS | fields, by=by, now=now)


def payer():
    return PayingEntity.objects.first() or cast.entity()


def seasoned(minutes=480, right=18):
    """Eight hours approved and an exam of 90 on one task."""
    agent, task = cast.agent(), cast.task(payer())
    cast.segment(agent, task, date(2026, 10, 5), minutes)
    exam, _new = Exam.objects.get_or_create(line=task.line)
    Attempt.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        exam=exam,
        agent=agent,
        state="passed",
        started_at=cast.LONG_AGO,
        deadline_at=cast.LONG_AGO,
        finished_at=cast.LONG_AGO,
        right_count=right,
        question_count=20,
        pass_percent=80,
    )
    return agent, task


def penalty(agent, task, on, by):
    return Decision.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        agent=agent,
        task=task,
        kind="penalty",
        clause=task.penalty_tables.get().clauses.get(),
        amount_fen=1_000,
        occurred_on=on,
        evidence="x",
        state="approved",
        settle_month=date(2026, 10, 1),
        entity=task.entity,
        proposed_by=by,
        proposed_at=cast.LONG_AGO,
        decided_by=cast.operations(),
    )


def test_the_numbers_are_hours_exam_and_decided_penalties_of_the_rules_days(now, operations):
    agent, task = seasoned(minutes=500)
    rule(operations, now)
    penalty(agent, task, date(2026, 9, 12), operations)  # thirty days ago: over
    assert outlooks([agent.pk], now)[agent.pk].values == Values(hours=8, exam_percent=90)
    penalty(agent, task, date(2026, 9, 13), operations)
    assert outlooks([agent.pk], now)[agent.pk].values.incidents == 1


def test_applied_for_and_given_from_that_day_on(now, operations):
    agent, _task = seasoned()
    assert refused(lambda: apply_for_rank(agent, "", now=now)) == ["rank_rule_missing"]
    rule(operations, now, hours=9)
    assert refused(lambda: apply_for_rank(agent, "", now=now)) == ["rank_short"]
    publish_rank_rule("mentor", date(2026, 10, 13), NEEDS, by=operations, now=now)
    later = now + timedelta(days=1)
    case = apply_for_rank(agent, "想带新人", now=later)
    assert (case.to_rank, case.facts["hours"], case.rule.hours) == ("mentor", 8, 8)
    assert refused(lambda: apply_for_rank(agent, "", now=later)) == ["rank_case_open"]
    assert refused(lambda: decide_case(case, True, " ", by=operations, now=later)) == ["rank_why_missing"]
    assert refused(lambda: decide_case(case, True, "好", by=agent.user, now=later)) == [
        "rank_decided_by_opener"
    ]
    decide_case(case, True, "话术好，肯帮人", by=operations, now=later)
    assert [ranks_on([agent.pk], day)[agent.pk] for day in (date(2026, 10, 12), date(2026, 10, 13))] == [
        "agent",
        "mentor",
    ]
    assert rank_spans([agent.pk], date(2026, 10, 1), date(2026, 10, 31)) == {
        agent.pk: [(date(2026, 10, 1), "agent"), (date(2026, 10, 13), "mentor")]
    }
    assert Notice.objects.filter(template="rank_given", channel="sms").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():  # the database stands behind "a second person"
        RankCase.objects.filter(pk=case.pk).update(decided_by=agent.user)


def test_turned_down_with_reasons_and_free_to_ask_again(now, operations):
    agent, _task = seasoned()
    rule(operations, now)
    case = apply_for_rank(agent, "", now=now)
    withdraw_application(case, by=agent.user, now=now)
    second = apply_for_rank(agent, "", now=now)
    decide_case(second, False, "先带一次培训", by=operations, now=now)
    assert (second.state, second.answer, RankChange.objects.count()) == ("dropped", "先带一次培训", 0)
    assert apply_for_rank(agent, "", now=now).state == "open"


def test_a_step_back_waits_for_the_agents_word_and_a_second_person(now, operations):
    agent, second = cast.ranked("lead"), cast.operations()
    task = cast.task()
    cast.claim(agent, task)
    assert refused(lambda: propose_step_back(cast.agent(), "x", by=operations, now=now)) == ["rank_no_lower"]
    case = propose_step_back(agent, "两次无故停拨", by=operations, now=now)
    assert (case.from_rank, case.to_rank) == ("lead", "mentor")
    assert refused(lambda: decide_case(case, True, "x", by=operations, now=now)) == [
        "rank_decided_by_opener",
        "rank_word_open",
    ]
    assert refused(lambda: decide_case(case, True, "x", by=second, now=now)) == ["rank_word_open"]
    case = speak_to_step_back(case, "那天停电", now=now + timedelta(days=1))
    assert refused(lambda: speak_to_step_back(case, "再说", now=now)) == ["rank_word_given"]
    decide_case(case, True, "两次都没有说明", by=second, now=now + timedelta(days=1))
    assert ranks_on([agent.pk], date(2026, 10, 13)) == {agent.pk: "mentor"}


def test_without_a_word_a_step_back_is_decided_after_three_days(now, operations):
    agent, second = cast.ranked("mentor"), cast.operations()
    newcomer, task = cast.agent(), cast.task()
    cast.claim(agent, task)
    cast.claim(newcomer, task)
    pair = begin_mentorship(task, agent, newcomer, date(2026, 10, 12), by=operations, now=now)
    case = propose_step_back(agent, "x", by=operations, now=now)
    over = now + timedelta(days=3, seconds=1)
    assert refused(lambda: speak_to_step_back(case, "晚了", now=over)) == ["rank_word_over"]
    decide_case(case, True, "没有答复", by=second, now=over)
    pair.refresh_from_db()
    assert (ranks_on([agent.pk], date(2026, 10, 15))[agent.pk], pair.ends_on) == ("agent", date(2026, 10, 15))


def test_the_nightly_look_finds_who_is_ready_tells_once_and_takes_back(
    now, operations, django_assert_num_queries
):
    ready, task = seasoned()
    short, _other = seasoned(minutes=60)
    rule(operations, now)
    assert look_at_careers(now=now) == 1
    assert look_at_careers(now=now + timedelta(days=1)) == 0
    assert list(Eligible.objects.values_list("agent", "rank", "since_on")) == [
        (ready.pk, "mentor", date(2026, 10, 12))
    ]
    assert Notice.objects.filter(template="rank_within_reach").count() == 1
    penalty(ready, task, date(2026, 10, 12), operations)
    look_at_careers(now=now + timedelta(days=2))
    assert not Eligible.objects.exists()
    with django_assert_num_queries(10):
        look_at([ready.pk], now=now)  # the penalty still counts: nothing new
    more = [seasoned(minutes=60)[0].pk for _ in range(3)]
    with django_assert_num_queries(10):
        look_at([ready.pk, short.pk, *more], now=now)


def test_a_mentor_stands_beside_a_newcomer_of_the_same_task(now, operations):
    task, mentor, mentee = cast.task(), cast.ranked("mentor", since=date(2026, 10, 12)), cast.agent()
    begin = lambda who, whom, day: begin_mentorship(task, who, whom, day, by=operations, now=now)  # noqa: E731
    assert refused(lambda: begin(mentor, mentee, date(2026, 10, 11))) == [
        "mentor_not_mentor",
        "mentor_not_on_task",
        "mentee_not_on_task",
    ]
    cast.claim(mentor, task)
    cast.claim(mentee, task)
    made = begin(mentor, mentee, date(2026, 10, 12))
    assert refused(lambda: begin(mentor, mentee, date(2026, 10, 12))) == ["mentee_has_mentor"]
    assert refused(lambda: begin(mentor, mentor, date(2026, 10, 12))) == ["mentor_is_mentee"]
    end_mentorship(made, date(2026, 10, 20), by=operations, now=now)
    assert refused(lambda: end_mentorship(made, date(2026, 10, 21), by=operations, now=now)) == [
        "mentorship_ended_already"
    ]
    assert made.ends_on == date(2026, 10, 20)


def test_the_first_thirty_days_are_cut_to_the_mentorship_and_the_month(now, operations):
    task, mentor, mentee = cast.task(), cast.ranked("mentor"), cast.agent()
    cast.claim(mentor, task)
    duty = cast.claim(mentee, task)
    type(duty).objects.filter(pk=duty.pk).update(on_duty_at=cast.at("2026-09-20 10:00"))
    made = begin_mentorship(task, mentor, mentee, date(2026, 9, 25), by=operations, now=now)
    cut = lambda first, last: first_days(first, last)  # noqa: E731
    facts = (made.pk, mentor.pk, mentee.pk, task.pk)
    assert cut(date(2026, 9, 1), date(2026, 9, 30)) == [
        FirstDays(*facts, date(2026, 9, 25), date(2026, 9, 30))
    ]
    assert cut(date(2026, 10, 1), date(2026, 10, 31)) == [
        FirstDays(*facts, date(2026, 10, 1), date(2026, 10, 19))  # 20 September is the first of thirty
    ]
    assert cut(date(2026, 11, 1), date(2026, 11, 30)) == []
    end_mentorship(made, date(2026, 10, 5), by=operations, now=now)
    assert [one.last_on for one in cut(date(2026, 10, 1), date(2026, 10, 31))] == [date(2026, 10, 5)]


# --- pages ------------------------------------------------------------------------------------------------


@pytest.fixture
def sign_in():
    from tests.onboarding.doors import signed_in

    return lambda who: signed_in(getattr(who, "user", who))


def test_the_agent_sees_the_distance_applies_and_the_desk_decides(now, operations, sign_in):
    agent, _task = seasoned(minutes=300)
    rule(operations, now)
    browser = sign_in(agent)
    page = browser.get("/work/career/").content.decode()
    assert "差 3" in page
    assert "还没有质检" in page
    assert "申请做师傅" not in page
    cast.segment(agent, _task, date(2026, 10, 6), 180)
    assert "申请做师傅" in browser.get("/work/career/").content.decode()
    browser.post("/work/career/apply/", {"words": "想带新人"})
    case = RankCase.objects.get()
    desk = sign_in(operations)
    assert "想带新人" in desk.get("/desk/career/").content.decode()
    desk.post(f"/desk/career/{case.public_id}/decide/", {"answer": "agree", "why": "肯帮人"})
    assert browser.get("/work/mentees/").status_code == 200  # the door is open
    assert browser.get("/work/team/").status_code == 403
    assert "肯帮人" in browser.get("/work/career/").content.decode()


def test_a_word_to_a_step_back_is_words_or_the_button_that_says_no_objection(now, operations, sign_in):
    agent = cast.ranked("mentor", since=date(2026, 1, 5))
    case = propose_step_back(agent, "两次无故停拨", by=operations, now=now)
    browser, url = sign_in(agent), f"/work/career/{case.public_id}/word/"
    for neither in ({}, {"words": "  "}, {"agree": "0"}):
        page = browser.post(url, neither, follow=True)
        case.refresh_from_db()
        assert ("写一写经过再提交" in page.content.decode(), case.word_at) == (True, None)
    browser.post(url, {"agree": "1"})
    case.refresh_from_db()
    assert (case.word, case.word_at) == ("", now)


def test_a_lead_sees_who_is_on_the_same_task_and_no_phone(now, operations, sign_in):
    lead, task = cast.ranked("lead"), cast.task()
    cast.claim(lead, task)
    other, stranger = cast.agent("阿七"), cast.agent("别组")
    cast.segment(other, task, date(2026, 10, 5), 90)
    cast.claim(stranger, cast.task(payer()))
    page = sign_in(lead).get("/work/team/").content.decode()
    assert "阿七" in page
    assert "1 小时 30 分" in page
    assert [mark in page for mark in ("别组", other.user.phone)] == [False, False]
    mentee = Mentorship.objects.create(
        public_id=new_public_id(now),
        task=task,
        mentor=lead,
        mentee=other,
        starts_on=date(2026, 10, 1),
        made_by=operations,
        made_at=now,
    )
    assert mentee.mentee.number in sign_in(lead).get("/work/mentees/").content.decode()


def test_the_same_by_api(now, operations, sign_in):
    agent, task = seasoned()
    caller, desk = sign_in(agent), sign_in(operations)
    sent = NEEDS | {"rank": "mentor", "effective_on": "2026-10-12"}
    assert desk.post("/api/v1/rank-rules/", sent, content_type="application/json").status_code == 201
    said = caller.get("/api/v1/career/").json()
    assert (said["rank"], said["following"], said["ready"]) == ("agent", "mentor", True)
    case = caller.post("/api/v1/career/cases/", {"words": "x"}, content_type="application/json").json()
    done = desk.post(
        f"/api/v1/rank-cases/{case['public_id']}/decide/",
        {"agreed": True, "why": "好"},
        content_type="application/json",
    )
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    newcomer = cast.agent()
    cast.claim(newcomer, task)
    pair = {
        "task": task.public_id,
        "mentor": agent.number,
        "mentee": newcomer.number,
        "starts_on": "2026-10-12",
    }
    made = desk.post("/api/v1/mentorships/", pair, content_type="application/json").json()
    assert [one["mentee"] for one in caller.get("/api/v1/mentees/").json()["results"]] == [newcomer.number]
    ended = desk.post(f"/api/v1/mentorships/{made['public_id']}/end/").json()
    assert ended["ends_on"] == "2026-10-12"
