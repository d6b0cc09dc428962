"""The same acts for programs: reasons as codes, one act for a request sent twice."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from onboarding.models import Agent
from tests import cast
from tests.training.sittings import NOON, give, ready, shown_key, voice_exam
from training.actions import start_attempt
from training.models import Attempt, Exam, Lesson, LessonRead

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def exam(clock: Any) -> Exam:
    clock(NOON)
    return voice_exam()


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent.user)
    return client


def put(client: Client, address: str, body: dict[str, Any]) -> Any:
    return client.put(address, json.dumps(body), content_type="application/json")


@pytest.mark.database
def test_lessons_are_read_without_an_account_and_finished_with_one(exam: Exam) -> None:
    lesson = Lesson.objects.get()
    (row,) = Client().get("/api/v1/lessons/").json()["results"]
    assert row == {
        "public_id": lesson.public_id,
        "line": "voice",
        "number": 1,
        "title": "语音客服入门：从开口到收尾",
        "minutes": 12,
        "done_at": None,
    }
    assert Client().get(f"/api/v1/lessons/{lesson.public_id}/").json()["body"] == lesson.body_zh
    assert Client().post(f"/api/v1/lessons/{lesson.public_id}/done/").status_code == 401
    agent = cast.agent()
    done = signed_in(agent).post(f"/api/v1/lessons/{lesson.public_id}/done/")
    assert (done.status_code, datetime.fromisoformat(done.json()["done_at"])) == (200, NOON)
    assert LessonRead.objects.get(agent=agent).done_at == NOON


def test_a_later_lesson_needs_an_account(exam: Exam) -> None:
    Lesson.objects.update(number=2)
    lesson = Lesson.objects.get()
    assert Client().get(f"/api/v1/lessons/{lesson.public_id}/").status_code == 401
    assert signed_in(cast.agent()).get(f"/api/v1/lessons/{lesson.public_id}/").status_code == 200


def test_what_stands_in_the_way(exam: Exam) -> None:
    said = signed_in(cast.agent(verified=False)).get("/api/v1/exams/voice/").json()
    assert [one["code"] for one in said["reasons"]] == ["exam_needs_real_name", "lessons_unread"]
    assert (
        said["question_count"],
        said["minutes"],
        said["pass_percent"],
        said["open_attempt"],
        said["qualified_until"],
    ) == (20, 30, 80, None, None)


def test_a_start_that_is_refused(exam: Exam) -> None:
    answer = signed_in(cast.agent()).post("/api/v1/exams/voice/attempts/")
    assert (answer.status_code, [one["code"] for one in answer.json()["reasons"]]) == (
        409,
        ["lessons_unread"],
    )


def test_a_sitting(exam: Exam) -> None:
    agent = ready(exam)
    client = signed_in(agent)
    started = client.post("/api/v1/exams/voice/attempts/")
    assert started.status_code == 201
    attempt = Attempt.objects.get()
    base = f"/api/v1/attempts/{attempt.public_id}"
    paper = client.get(f"{base}/").json()
    assert [one["position"] for one in paper["questions"]] == list(range(1, 21))
    assert set(paper["questions"][0]) == {"position", "stem", "options", "chosen", "look_again", "saved_at"}
    assert client.get(f"{base}/result/").status_code == 404
    for answer in attempt.answers.select_related("question"):
        kept = put(client, f"{base}/answers/{answer.position}/", {"option": shown_key(answer)})
        assert (kept.status_code, kept.json()["position"]) == (200, answer.position)
    result = client.post(f"{base}/finish/")
    assert result.status_code == 200
    said = result.json()
    assert (said["state"], said["right_count"], said["again_at"], said["reread"]) == ("passed", 20, None, [])
    assert client.get(f"{base}/result/").json() == said
    (held,) = client.get("/api/v1/qualifications/").json()["results"]
    assert (held["line"], held["state"], held["expires_on"]) == ("voice", "valid", "2027-10-05")
    assert client.get("/api/v1/exams/voice/").json()["qualified_until"] == "2027-10-05"


@pytest.mark.database
def test_started_twice_under_one_key_is_one_attempt(exam: Exam) -> None:
    client = signed_in(ready(exam))
    answers = [
        client.post("/api/v1/exams/voice/attempts/", headers={"idempotency-key": "k1"}) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    third = client.post("/api/v1/exams/voice/attempts/", headers={"idempotency-key": "k2"})
    assert (third.status_code, third.json()["reasons"][0]["code"]) == (409, "attempt_open")
    assert Attempt.objects.count() == 1


@pytest.mark.database
def test_handed_in_twice_under_one_key_is_answered_the_same(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    give(attempt, 4, now=NOON)
    client = signed_in(agent)
    answers = [
        client.post(f"/api/v1/attempts/{attempt.public_id}/finish/", headers={"idempotency-key": "f"})
        for _ in range(2)
    ]
    assert answers[0].json() == answers[1].json()
    assert (answers[0].json()["state"], answers[0].json()["right_count"]) == ("failed", 4)
    assert sum(part["missed"] for part in answers[0].json()["reread"]) == 16


def test_one_second_late(exam: Exam, clock: Any) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    client, address = signed_in(agent), f"/api/v1/attempts/{attempt.public_id}/answers/1/"
    clock(attempt.deadline_at)
    assert put(client, address, {"option": 0}).status_code == 200
    clock(attempt.deadline_at + timedelta(seconds=1))
    late = put(client, address, {"option": 1})
    assert (late.status_code, late.json()["reasons"][0]["code"]) == (409, "exam_time_is_up")
    assert (
        client.get(f"/api/v1/attempts/{attempt.public_id}/").json()["state"] == "failed"
    )  # closed on looking


@pytest.mark.parametrize("body", [{"option": -1}, {"option": "x"}, {"option": None}])
def test_an_answer_that_is_none(exam: Exam, body: dict[str, Any]) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    answer = put(signed_in(agent), f"/api/v1/attempts/{attempt.public_id}/answers/1/", body)
    assert (answer.status_code, list(answer.json())) == (400, ["option"])


def test_fields_that_are_not_the_readers_change_nothing(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    before = attempt.answers.get(position=1)
    sent = {
        "look_again": True,
        "chosen": 3,
        "question": 1,
        "position": 9,
        "option_order": [3, 2, 1, 0],
        "saved_at": "2020-01-01T00:00:00Z",
    }
    put(signed_in(agent), f"/api/v1/attempts/{attempt.public_id}/answers/1/", sent)
    after = attempt.answers.get(position=1)
    assert (after.chosen, after.question_id, after.option_order, after.saved_at, after.look_again) == (
        None,
        before.question_id,
        before.option_order,
        NOON,
        True,
    )


def test_another_agents_paper_is_not_there(exam: Exam) -> None:
    attempt = start_attempt(exam, ready(exam), now=NOON)
    other, base = signed_in(ready(exam, "别人")), f"/api/v1/attempts/{attempt.public_id}"
    assert [
        other.get(f"{base}/").status_code,
        other.get(f"{base}/result/").status_code,
        put(other, f"{base}/answers/1/", {"option": 1}).status_code,
        other.post(f"{base}/finish/").status_code,
    ] == [404] * 4


def test_before_handing_in_what_is_open_and_what_to_see_again(exam: Exam, clock: Any) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    me, base = signed_in(agent), f"/api/v1/attempts/{attempt.public_id}"
    put(me, f"{base}/answers/2/", {"option": 0})
    put(me, f"{base}/answers/3/", {"look_again": True})
    told = me.get(f"{base}/review/").json()
    everything = list(range(1, attempt.question_count + 1))
    assert (told["answered"], told["look_again"], told["needed"]) == (1, [3], 16)
    assert told["open"] == [one for one in everything if one != 2]
    assert signed_in(cast.agent()).get(f"{base}/review/").status_code == 404
    clock(attempt.deadline_at + timedelta(seconds=1))
    assert me.get(f"{base}/review/").status_code == 404
