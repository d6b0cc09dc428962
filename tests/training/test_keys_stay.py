"""Which option is right never leaves the server: not in a page, not in an answer, by no difference in either."""

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.db.models import F
from django.test import Client

from onboarding.models import Agent
from tests import reach
from tests.training.sittings import MINUTE, NOON, ask, ready, shown_key, sit, voice_exam
from training.actions import start_attempt
from training.models import Answer, Attempt, Exam, Question

pytestmark = [pytest.mark.django_db]
TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|x-csrftoken": ")[A-Za-z0-9]+')
SEEDS = 50 if reach.ALL else 9
WHOLE = 1  # sittings walked page by page: every page has the whole paper in it


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


def looks(client: Client, attempt: Attempt, addresses: list[str]) -> list[str]:
    return [TOKEN.sub("", client.get(address).content.decode()) for address in addresses]


def few(attempt: Attempt) -> list[str]:
    """A page with every question in it, and the same for programs."""
    every = pages(attempt)
    return [every[0], every[23]]


def every_seed(exam: Exam) -> Iterator[tuple[Client, Attempt, str]]:
    """One agent gives so many papers in; each with what the server said at its start."""
    agent = ready(exam)
    client = signed_in(agent)
    ask(exam, attempt_limit=0, cool_down_hours=0)
    for number in range(SEEDS):
        key = {"Idempotency-Key": f"start-{number}"}
        begun = client.post("/api/v1/exams/voice/attempts/", headers=key)
        assert begun.status_code == 201, begun.content
        yield client, Attempt.objects.latest("pk"), begun.content.decode()
        Attempt.objects.update(state="failed", finished_at=NOON)


def by_form(client: Client, at: Answer, option: int) -> Any:
    return client.post(saved_at(at), {"option": option, "go": "next"})


def by_script(client: Client, at: Answer, option: int) -> Any:
    return client.post(saved_at(at), {"option": option}, headers={"accept": "application/json"})


def by_program(client: Client, at: Answer, option: int) -> Any:
    api = f"/api/v1/attempts/{at.attempt.public_id}/answers/{at.position}/"
    return client.put(api, json.dumps({"option": option}), content_type="application/json")


WAYS = (by_form, by_script, by_program)


def saved_at(one: Answer) -> str:
    return f"/exam/attempt/{one.attempt.public_id}/{one.position}/answer/"


def saves(
    client: Client, attempt: Attempt, *, right: bool, upto: int = 20, ways: Iterable[Any] = WAYS
) -> list[tuple[int, str]]:
    """All answers saved right or all wrong, in each of these ways; what the server said."""
    said = []
    for one in attempt.answers.select_related("question", "attempt").order_by("position")[:upto]:
        key = shown_key(one)
        for way in ways:
            response = way(client, one, key if right else (key + 1) % 4)
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
    for number in range(WHOLE):
        agent = ready(exam, f"第{number}人")
        attempt, client = start_attempt(exam, agent, now=NOON), signed_in(agent)
        before = looks(client, attempt, pages(attempt))
        move_keys()
        assert looks(client, attempt, pages(attempt)) == before
        assert all(len(body) > 200 for body in before)


def test_papers_read_the_same_whatever_is_right_and_say_no_word_of_it(exam: Exam) -> None:
    """Each paper is saved in one of the ways in turn; in all of them the paper of the next test."""
    papers = set()
    for number, (client, attempt, begun) in enumerate(every_seed(exam)):
        explanations = [words for pair in reasons_of(Question.objects.all()) for words in pair]
        before = looks(client, attempt, few(attempt))
        move_keys()
        assert looks(client, attempt, few(attempt)) == before
        way = WAYS[number % len(WAYS)]
        right = saves(client, attempt, right=True, upto=1, ways=[way])
        assert saves(client, attempt, right=False, upto=1, ways=[way]) == right
        handed_in = client.post(f"/api/v1/attempts/{attempt.public_id}/finish/").content.decode()
        assert '"right_count":' in handed_in
        whole = "\n".join([begun, *before, *(body for _status, body in right)])
        assert not [words for words in explanations if words in whole]
        assert "explanation" not in whole  # at the end what was wrong is explained
        for name in ("option_order", '"key"', "is_right", "correct"):
            assert name not in whole + handed_in
        papers.add(tuple(attempt.answers.values_list("question_id", flat=True)))
    assert len(papers) == SEEDS


def test_saving_answers_the_same_to_right_and_wrong(exam: Exam) -> None:
    for number in range(WHOLE):
        agent = ready(exam, f"第{number}人")
        attempt, client = start_attempt(exam, agent, now=NOON), signed_in(agent)
        right = saves(client, attempt, right=True)
        assert saves(client, attempt, right=False) == right
        assert {status for status, _ in right} == {200, 302}


def test_the_result_explains_only_what_was_answered_wrongly(exam: Exam) -> None:
    agent = ready(exam)
    attempt, client = sit(exam, agent, 12, now=NOON - 10 * MINUTE), signed_in(agent)
    page, told = result(client, attempt)
    wrong = Question.objects.filter(pk__in=attempt.answers.filter(position__gt=12).values("question"))
    others = Question.objects.exclude(pk__in=wrong)
    assert all(chinese in page and chinese in told for chinese, _ in reasons_of(wrong))
    assert not [one for pair in reasons_of(others) for one in pair if one in page + told]


def test_the_result_of_an_empty_paper_explains_nothing_and_names_no_option(exam: Exam) -> None:
    agent = ready(exam)
    attempt, client = start_attempt(exam, agent, now=NOON), signed_in(agent)
    client.post(f"/exam/attempt/{attempt.public_id}/finish/")
    whole = "".join(result(client, attempt))
    assert not [one for pair in reasons_of(Question.objects.all()) for one in pair if one in whole]
    assert not [
        option
        for options in Question.objects.values_list("options_zh", flat=True)
        for option in options
        if option in whole
    ]


def result(client: Client, attempt: Attempt) -> tuple[str, str]:
    page = client.get(f"/exam/attempt/{attempt.public_id}/result/").content.decode()
    told = client.get(f"/api/v1/attempts/{attempt.public_id}/result/").json()
    return html.unescape(page), json.dumps(told, ensure_ascii=False)


def move_keys() -> None:
    Question.objects.update(key=(F("key") + 1) % 4, explanation_zh="换了这一句", explanation_en="changed")


def reasons_of(questions: Any) -> list[tuple[str, str]]:
    return list(questions.values_list("explanation_zh", "explanation_en"))
