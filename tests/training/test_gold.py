"""Gold items: a paper of labels, its threshold, limited tries, explained afterwards; nothing but a step."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from onboarding.models import Agent
from tests import cast
from tests.training.sittings import MINUTE, NOON, ask, give, gold_exam, ready, shown_key, sit
from training.actions import close_overdue, finish_attempt, finish_lesson, start_attempt
from training.models import Attempt, Exam, Lesson, Qualification, Question
from training.panels import gold_step
from training.queries import exam_scores, exam_standing
from yunke.ground.errors import Refused
from yunke.models import Notice
from yunke.registry import StepSettings

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def exam(clock: Any) -> Exam:
    clock(NOON)
    return gold_exam()


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent.user)
    return client


def text(response: Any) -> str:
    return response.content.decode()


def test_labels_stand_in_the_same_order_at_every_item(exam: Exam) -> None:
    attempt = start_attempt(exam, ready(exam), now=NOON)
    asked = list(attempt.answers.select_related("question"))
    assert len(asked) == 16
    assert {one.question.kind for one in asked} == {"gold"}
    assert {tuple(one.option_order) for one in asked} == {(0, 1, 2, 3), (0, 1, 2)}


def test_fourteen_of_sixteen_pass_and_make_no_qualification(exam: Exam) -> None:
    agent = ready(exam)
    attempt = sit(exam, agent, 14)
    assert (attempt.state, attempt.right_count, attempt.pass_percent) == ("passed", 14, 85)
    assert exam_standing(agent, exam, NOON).passed == attempt
    assert not Qualification.objects.exists()
    assert exam_scores([agent.pk]) == {agent.pk: {}}
    with pytest.raises(Refused) as caught:
        start_attempt(exam, agent, now=NOON + timedelta(days=900))
    assert caught.value.codes == ["gold_passed"]


def test_thirteen_do_not_and_the_tries_are_limited(exam: Exam) -> None:
    agent, day = ready(exam), timedelta(days=1)
    assert sit(exam, agent, 13).state == "failed"
    assert [one.code for one in exam_standing(agent, exam, NOON + day / 2).reasons] == ["exam_cooling_down"]
    for later in (2, 4):
        sit(exam, agent, 13, now=NOON + later * day)
    assert [one.code for one in exam_standing(agent, exam, NOON + 6 * day).reasons] == ["exam_attempts_spent"]


def test_the_exam_of_the_line_goes_its_own_way(exam: Exam) -> None:
    """A failed gold paper neither cools the exam down nor lends it items."""
    agent = ready(exam)
    sit(exam, agent, 0)
    own = Exam.objects.get(line=exam.line, kind="exam")
    ask(own, question_count=5)
    attempt = start_attempt(own, agent, now=NOON + MINUTE * 11)
    assert {one.question.kind for one in attempt.answers.select_related("question")} == {"exam"}


def test_time_that_ran_out_is_told_in_its_own_words(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    give(attempt, 14, now=NOON)
    close_overdue(attempt, now=attempt.deadline_at + MINUTE)
    assert Notice.objects.get(recipient=agent.user.public_id).template == "gold_closed_passed"
    assert not Qualification.objects.exists()


def test_by_plain_forms_to_the_explained_result(exam: Exam) -> None:
    agent = ready(exam)
    client = browser(agent)
    page = text(client.get("/gold/annotation/"))
    for words in ("16 条", "30 分", "对 14 条", "开始标", "24 小时后可以再来", "/study/"):
        assert words in page
    page = text(client.post("/gold/annotation/start/", follow=True))
    attempt = Attempt.objects.get()
    assert "看规则（另开一页）" in page
    base = f"/exam/attempt/{attempt.public_id}"
    for answer in attempt.answers.select_related("question"):
        key = shown_key(answer)
        wrong = (key + 1) % len(answer.option_order)
        client.post(f"{base}/{answer.position}/answer/", {"option": wrong if answer.position == 1 else key})
    page = text(client.post(f"{base}/finish/", follow=True))
    missed = attempt.answers.get(position=1).question
    assert missed.explanation_zh in page
    assert "15<small>/ 16 题答对</small>" in page
    assert f"#{missed.paragraph}" in page
    assert "你已经通过" in text(client.get("/gold/annotation/"))


@pytest.mark.database
def test_nothing_of_the_labels_that_are_right_leaves_before_the_end(exam: Exam) -> None:
    agent = ready(exam)
    attempt, client = start_attempt(exam, agent, now=NOON), browser(agent)
    whole = text(client.get(f"/exam/attempt/{attempt.public_id}/1/"))
    whole += json.dumps(client.get(f"/api/v1/attempts/{attempt.public_id}/").json(), ensure_ascii=False)
    assert not [one for one in Question.objects.values_list("explanation_zh", flat=True) if one in whole]
    assert '"key"' not in whole


def test_the_same_by_api(exam: Exam) -> None:
    agent = ready(exam)
    client = browser(agent)
    told = client.get("/api/v1/gold/annotation/").json()
    assert (told["kind"], told["question_count"], told["pass_percent"], told["reasons"]) == (
        "gold",
        16,
        85,
        [],
    )
    made = client.post("/api/v1/gold/annotation/attempts/", headers={"idempotency-key": "gold-one"})
    assert (made.status_code, made.json()["kind"]) == (201, "gold")
    again = client.post("/api/v1/gold/annotation/attempts/", headers={"idempotency-key": "gold-two"})
    assert (again.status_code, again.json()["reasons"][0]["code"]) == (409, "attempt_open")
    assert client.get("/api/v1/exams/annotation/").json()["kind"] == "exam"


@pytest.mark.parametrize("line", ["voice", "nothing"])
def test_a_line_without_gold_is_not_found(exam: Exam, line: str) -> None:
    cast.line("voice")
    assert browser(ready(exam)).get(f"/gold/{line}/").status_code == 404


# --- as a step of the line ---------------------------------------------------------------------------------


@pytest.mark.database
def test_the_step_follows_the_way(exam: Exam) -> None:
    agent = cast.agent()
    asked = StepSettings(valid_days=90)

    def step(at: Any = NOON) -> Any:
        return gold_step(agent, exam.line, at, asked)

    assert step().state == "later"
    for lesson in Lesson.objects.filter(course__line=exam.line):
        finish_lesson(lesson, agent, now=NOON)
    assert (step().state, step().url, step().note) == ("now", "/gold/annotation/", "16 条，30 分")
    sit(exam, agent, 0)
    assert (step().state, step().note) == ("waiting", "明天 12:10 以后可以再来")
    later = NOON + timedelta(days=2)
    attempt = start_attempt(exam, agent, now=later)
    assert step(later).url == f"/exam/attempt/{attempt.public_id}/"
    give(attempt, 15, now=later)
    finish_attempt(attempt, by=agent.user.actor, now=later)
    assert (step(later).state, step(later).note) == ("done", "标对 15 / 16 条")
    assert str(step(later).until) == "2027-01-05"
    assert gold_step(agent, cast.line("voice"), NOON, asked) is None


def test_the_lines_sop_says_how_exact_and_for_how_long(exam: Exam) -> None:
    cast.sop(exam.line, "gold", gold={"thresholds": {"accuracy_percent": 95}, "valid_days": 60})
    agent = ready(exam)
    assert sit(exam, agent, 15).state == "failed"  # 93.75 %
    attempt = sit(exam, agent, 16, now=NOON + timedelta(days=2))
    assert (attempt.state, attempt.pass_percent) == ("passed", 95)
    passed_on = NOON + timedelta(days=2)
    assert exam_standing(agent, exam, passed_on + timedelta(days=29)).passed == attempt
    assert exam_standing(agent, exam, passed_on + timedelta(days=30)).passed is None  # a month before it ends
