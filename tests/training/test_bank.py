"""The bank at the desk: what answers say of a question, switching off, the next version."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.training.sittings import NOON, ask, ready, sit, voice_exam
from training.actions import start_attempt
from training.actions.bank import correct_question, switch_off, switch_on
from training.models import Answer, Exam, Question
from training.queries.bank import bank_rows, figures_of
from training.rules.bank import Figures
from yunke.audit import Actor
from yunke.ground.errors import Refused
from yunke.models import AuditEntry

BY = Actor("01J0000000000000000000000A")


# --- what figures say ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figures", "percent", "gap", "tells"),
    [
        (Figures(), None, None, "too_few"),
        (Figures(29, 20, 10, 9), 69, 32, "too_few"),
        (Figures(40, 30, 36, 30), 75, 83, "too_few"),  # four who did not pass say nothing
        (Figures(40, 26, 20, 18), 65, 50, "clearly"),
        (Figures(40, 24, 20, 13), 60, 10, "slightly"),
        (Figures(40, 20, 20, 10), 50, 0, "not_at_all"),
        (Figures(40, 20, 20, 8), 50, -20, "reversed"),
    ],
)
def test_what_a_question_tells(figures: Figures, percent: int | None, gap: int | None, tells: str) -> None:
    assert (figures.right_percent, figures.gap, figures.tells) == (percent, gap, tells)


# --- what is stored ------------------------------------------------------------------------------------------


@pytest.fixture
def exam(clock: Any, db: Any) -> Exam:
    clock(NOON)
    return voice_exam()


def browser(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.database
def test_figures_are_counted_over_finished_papers(exam: Exam) -> None:
    passed, failed = sit(exam, ready(exam, "甲"), 16), sit(exam, ready(exam, "乙"), 0)
    start_attempt(exam, ready(exam, "丙"), now=NOON)  # open: not counted
    counted = figures_of(exam)
    assert sum(one.asked for one in counted.values()) == 40
    assert (
        sum(one.right for one in counted.values()) == sum(one.passed_right for one in counted.values()) == 16
    )
    asked = {one.question_id for one in Answer.objects.filter(attempt__in=[passed, failed])}
    assert set(counted) == asked


@pytest.mark.database
def test_off_is_not_asked_and_on_again_is(exam: Exam) -> None:
    question = Question.objects.get(code="v-01")
    switch_off(question, why="有歧义", by=BY, now=NOON)
    attempt = start_attempt(exam, ready(exam), now=NOON)
    assert question.pk not in attempt.answers.values_list("question_id", flat=True)
    switch_on(question, by=BY, now=NOON)
    entries = AuditEntry.objects.filter(thing_id=question.public_id).order_by("pk")
    assert [(one.verb, one.actor) for one in entries] == [
        ("question_switched_off", BY.public_id),
        ("question_switched_on", BY.public_id),
    ]
    assert entries[0].facts == {"code": "v-01", "version": 1, "why": "有歧义"}


def test_too_few_may_not_be_left(exam: Exam) -> None:
    ask(exam, question_count=32)
    with pytest.raises(Refused) as caught:
        switch_off(Question.objects.get(code="v-01"), why="x", by=BY, now=NOON)
    assert caught.value.codes == ["bank_too_small"]
    assert not Question.objects.exclude(switched_off_at=None).exists()


@pytest.mark.database
def test_the_next_version_is_asked_and_old_papers_keep_theirs(exam: Exam) -> None:
    ask(exam, question_count=32)
    before = start_attempt(exam, ready(exam, "甲"), now=NOON)
    old = Question.objects.get(code="v-02")
    made = correct_question(old, {"stem_zh": "改过的题干？", "key": 3}, by=BY, now=NOON)
    assert (made.version, made.key, made.options_zh, made.stem_en) == (2, 3, old.options_zh, old.stem_en)
    assert before.answers.get(question=old).question.stem_zh == old.stem_zh
    after = start_attempt(exam, ready(exam, "乙"), now=NOON)
    asked = set(after.answers.values_list("question_id", flat=True))
    assert (made.pk in asked, old.pk in asked) == (True, False)
    with pytest.raises(Refused) as caught:
        correct_question(old, {"key": 1}, by=BY, now=NOON)
    assert caught.value.codes == ["question_replaced"]
    assert AuditEntry.objects.get(verb="question_corrected").facts == {
        "code": "v-02",
        "version": 2,
        "changed": ["key", "stem_zh"],
    }


def test_nothing_changed_is_no_version(exam: Exam) -> None:
    question = Question.objects.get(code="v-02")
    assert correct_question(question, {"key": question.key}, by=BY, now=NOON) == question
    assert not AuditEntry.objects.filter(verb="question_corrected").exists()


# --- pages ---------------------------------------------------------------------------------------------------


def test_the_list_is_filtered_and_costs_the_same_with_many_answers(exam: Exam) -> None:
    client, counts = browser(cast.operations()), []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            page = client.get("/desk/bank/").content.decode()
        counts.append(len(queries))
        if number == 0:
            for one in range(3):
                sit(exam, ready(exam, f"第{one}人"), 16)
    assert counts[0] == counts[1]
    assert page.count('<th scope="row" class="lead"><a href="/desk/bank/') == 32
    found = client.get("/desk/bank/", {"q": "电视"}).content.decode()
    assert found.count('<th scope="row" class="lead"><a href="/desk/bank/') == 1
    assert "没有这样的题" in client.get("/desk/bank/", {"show": "off"}).content.decode()
    assert len(bank_rows(exam.line, "gold")) == 0


def test_switching_and_correcting_by_forms(exam: Exam) -> None:
    client, question = browser(cast.operations()), Question.objects.get(code="v-03")
    base = f"/desk/bank/{question.public_id}"
    assert client.post(f"{base}/switch/", {"why": ""}).status_code == 422
    assert "已停用" in client.post(f"{base}/switch/", {"why": "要改"}, follow=True).content.decode()
    assert "恢复" in client.get(f"{base}/").content.decode()
    client.post(f"{base}/switch/")
    question.refresh_from_db()
    assert question.switched_off_at is None
    sent = sent_by(client.get(f"{base}/correct/").context["form"])
    wrong = client.post(f"{base}/correct/", sent | {"option_1_zh": sent["option_0_zh"], "stem_en": "中文"})
    assert wrong.status_code == 422
    assert "有两个选项写得一样" in wrong.content.decode()
    assert "英文里有中文字" in wrong.content.decode()
    page = client.post(f"{base}/correct/", sent | {"stem_zh": "新的题干？"}, follow=True).content.decode()
    assert "v-03 第 2 版已发布。" in page
    assert Question.objects.get(code="v-03", is_live=True).stem_zh == "新的题干？"
    assert "这是旧版本" in client.get(f"{base}/").content.decode()


def sent_by(form: Any) -> dict[str, Any]:
    return {name: form.initial[name] for name in form.fields}


def test_the_same_by_api_and_who_may_not(exam: Exam) -> None:
    client, question = browser(cast.operations()), Question.objects.get(code="v-04")
    (row, *_others) = client.get("/api/v1/bank/voice/exam/").json()["results"]
    assert (row["question"]["code"], row["asked"], row["tells"]) == ("v-01", 0, "too_few")
    base = f"/api/v1/bank/questions/{question.public_id}"
    off = post(client, f"{base}/switch/off/", {"why": "要改"})
    assert off.json()["switched_off_at"] is not None
    assert post(client, f"{base}/switch/on/", {}).json()["switched_off_at"] is None
    bad = post(client, f"{base}/correct/", {"key": 4, "paragraph": "nowhere"})
    assert bad.status_code == 400
    assert '"key"' in bad.content.decode()
    assert '"paragraph"' in bad.content.decode()
    made = post(client, f"{base}/correct/", {"stem_en": "A better stem?"})
    assert (made.status_code, made.json()["version"], made.json()["stem_en"]) == (201, 2, "A better stem?")
    agent = browser(ready(exam).user)
    assert agent.get("/api/v1/bank/voice/exam/").status_code == 403
    assert agent.get("/desk/bank/").status_code == 403


def test_one_question_by_api_with_its_choices_and_versions(exam: Exam) -> None:
    sit(exam, ready(exam, "甲"), 0)
    asked = Answer.objects.filter(chosen__isnull=False).first()
    assert asked is not None
    client, base = browser(cast.operations()), f"/api/v1/bank/questions/{asked.question.public_id}"
    told = client.get(f"{base}/").json()
    assert (told["question"]["code"], told["asked"], told["right"]) == (asked.question.code, 1, 0)
    assert told["chosen"] == [int(place == asked.chosen) for place in range(len(told["chosen"]))]
    post(client, f"{base}/correct/", {"stem_en": "A better stem?"})
    versions = client.get(f"{base}/").json()["versions"]
    assert [(one["version"], one["is_live"]) for one in versions] == [(2, True), (1, False)]
    assert browser(ready(exam, "乙").user).get(f"{base}/").status_code == 403


def test_a_trainer_reads_by_api_how_questions_fare_and_never_which_option_is_right(exam: Exam) -> None:
    sit(exam, ready(exam, "甲"), 16)
    trainer = browser(cast.ranked("trainer").user)
    rows = trainer.get("/api/v1/question-figures/?line=voice").json()["results"]
    shares = [one["right_percent"] for one in rows]
    asked = [one for one in shares if one is not None]
    assert shares == sorted(asked) + [None] * (len(shares) - len(asked))
    assert (asked[:5], len(asked)) == ([0, 0, 0, 0, 100], 20)
    assert set(rows[0]) == {"code", "stem", "lesson", "paragraph", "asked", "right_percent"}
    assert trainer.get("/api/v1/question-figures/").status_code == 400
    assert (
        browser(cast.ranked("lead", "组长").user).get("/api/v1/question-figures/?line=voice").status_code
        == 403
    )


def post(client: Client, address: str, body: dict[str, Any]) -> Any:
    key = address.rsplit("/", 2)[-2] + str(len(json.dumps(body)))
    return client.post(
        address, json.dumps(body), content_type="application/json", headers={"idempotency-key": key}
    )
