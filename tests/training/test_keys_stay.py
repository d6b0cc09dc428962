"""Which option is right never leaves the server: not in a page, not in an answer, by no difference in either."""

import json
import re
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from onboarding.models import Agent
from tests.training.sittings import MINUTE, NOON, ready, shown_key, voice_exam
from training.actions import start_attempt
from training.models import Attempt, Exam, Question

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|x-csrftoken": ")[A-Za-z0-9]+')
SEEDS = 4


@pytest.fixture
def exam(clock: Any) -> Exam:
    clock(NOON + MINUTE)
    return voice_exam()


def pages(attempt: Attempt) -> list[str]:
    base, api = f"/exam/attempt/{attempt.public_id}", f"/api/v1/attempts/{attempt.public_id}"
    return [f"{base}/{number}/" for number in range(1, 21)] + [
        f"{base}/review/",
        "/exam/voice/",
        "/study/",
        f"{api}/",
        "/api/v1/exams/voice/",
    ]


def looks(client: Client, attempt: Attempt) -> list[str]:
    return [TOKEN.sub("", client.get(address).content.decode()) for address in pages(attempt)]


def saves(client: Client, attempt: Attempt, *, right: bool) -> list[tuple[int, str]]:
    """Every way to save, all answers right or all wrong; what the server said."""
    said = []
    for answer in attempt.answers.select_related("question"):
        key = shown_key(answer)
        option = key if right else (key + 1) % 4
        page = f"/exam/attempt/{attempt.public_id}/{answer.position}/answer/"
        api = f"/api/v1/attempts/{attempt.public_id}/answers/{answer.position}/"
        for response in (
            client.post(page, {"option": option, "go": "next"}),
            client.post(page, {"option": option}, headers={"accept": "application/json"}),
            client.put(api, json.dumps({"option": option}), content_type="application/json"),
        ):
            said.append(
                (response.status_code, response.content.decode() + response.headers.get("Location", ""))
            )
    return said


def signed_in(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent.user)
    return client


def test_a_whole_sitting_reads_the_same_whatever_is_right(exam: Exam) -> None:
    """Every key is moved on by one between two looks at the same papers: not a byte may change."""
    for number in range(SEEDS):
        agent = ready(exam, f"第{number}人")
        attempt, client = start_attempt(exam, agent, now=NOON), signed_in(agent)
        before = looks(client, attempt)
        Question.objects.update(key=(F("key") + 1) % 4, explanation_zh="换了", explanation_en="changed")
        assert looks(client, attempt) == before
        assert all(len(body) > 200 for body in before)


def test_saving_answers_the_same_to_right_and_wrong(exam: Exam) -> None:
    for number in range(SEEDS):
        agent = ready(exam, f"第{number}人")
        attempt, client = start_attempt(exam, agent, now=NOON), signed_in(agent)
        right = saves(client, attempt, right=True)
        assert saves(client, attempt, right=False) == right
        assert {status for status, _ in right} == {200, 302}


def test_no_words_of_the_key_in_any_body(exam: Exam) -> None:
    explanations = list(Question.objects.values_list("explanation_zh", "explanation_en"))
    for number in range(SEEDS):
        agent = ready(exam, f"第{number}人")
        attempt, client = start_attempt(exam, agent, now=NOON), signed_in(agent)
        bodies = looks(client, attempt) + [body for _, body in saves(client, attempt, right=True)]
        bodies.append(client.post(f"/exam/attempt/{attempt.public_id}/finish/", follow=True).content.decode())
        bodies.append(client.get(f"/api/v1/attempts/{attempt.public_id}/result/").content.decode())
        whole = "\n".join(bodies)
        assert not [words for pair in explanations for words in pair if words in whole]
        for name in ("explanation", "option_order", '"key"', "is_right", "correct"):
            assert name not in whole


def test_the_result_does_not_name_options(exam: Exam) -> None:
    agent = ready(exam)
    attempt, client = start_attempt(exam, agent, now=NOON), signed_in(agent)
    client.post(f"/exam/attempt/{attempt.public_id}/finish/")
    page = client.get(f"/exam/attempt/{attempt.public_id}/result/").content.decode()
    assert not [
        option
        for options in Question.objects.values_list("options_zh", flat=True)
        for option in options
        if option in page
    ]
