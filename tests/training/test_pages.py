"""Learning and the exam as pages, without scripts."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onboarding.models import Agent
from tests import cast
from tests.training.sittings import MINUTE, NOON, give, gold_exam, ready, shown_key, sit, voice_exam
from training.actions import finish_lesson, start_attempt
from training.models import Answer, Attempt, Course, Exam, Lesson, LessonRead
from yunke.ground.ids import new_public_id
from yunke.models import AuditEntry
from yunke.registry import StepSettings

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def exam(clock: Any) -> Exam:
    clock(NOON)
    return voice_exam()


def browser(agent: Agent) -> Client:
    client = Client()
    client.force_login(agent.user)
    return client


def text(response: Any) -> str:
    return response.content.decode()


# --- learning ------------------------------------------------------------------------------------------------


def test_the_first_lesson_needs_no_account(exam: Exam) -> None:
    lesson = Lesson.objects.get()
    assert lesson.public_id in text(Client().get("/study/"))
    page = text(Client().get(f"/study/{lesson.public_id}/"))
    assert '<h2 id="opening">3. 开场白</h2>' in page
    assert "我学完了" not in page
    assert "手机号注册" in page
    assert not LessonRead.objects.exists()


def test_later_lessons_ask_to_sign_in(exam: Exam) -> None:
    second = more_lessons(1)[0]
    address = f"/study/{second.public_id}/"
    assert Client().get(address).url == f"/accounts/login/?next={address}"  # type: ignore[attr-defined]
    assert browser(cast.agent()).get(address).status_code == 200


def test_a_lesson_is_opened_and_finished_once(exam: Exam, clock: Any) -> None:
    agent, lesson = cast.agent(), Lesson.objects.get()
    client = browser(agent)
    client.get(f"/study/{lesson.public_id}/")
    assert list(LessonRead.objects.values_list("opened_at", "done_at")) == [(NOON, None)]
    clock(NOON + 12 * MINUTE)
    assert client.post(f"/study/{lesson.public_id}/done/").url == "/exam/voice/"  # type: ignore[attr-defined]
    clock(NOON + 20 * MINUTE)
    client.get(f"/study/{lesson.public_id}/")
    client.post(f"/study/{lesson.public_id}/done/")
    assert list(LessonRead.objects.values_list("opened_at", "done_at")) == [(NOON, NOON + 12 * MINUTE)]


def test_finishing_leads_to_the_next_lesson(exam: Exam) -> None:
    second = more_lessons(1)[0]
    first = Lesson.objects.get(number=1)
    answer = browser(cast.agent()).post(f"/study/{first.public_id}/done/")
    assert answer.url == f"/study/{second.public_id}/"  # type: ignore[attr-defined]


def test_a_lesson_in_english(exam: Exam) -> None:
    agent = cast.agent()
    agent.user.language = "en"
    agent.user.save()
    page = text(browser(agent).get(f"/study/{Lesson.objects.get().public_id}/"))
    assert '<h2 id="opening">3. Opening</h2>' in page
    assert "Introduction to voice service" in page


def test_a_draft_course_is_nowhere(exam: Exam) -> None:
    Course.objects.update(published_at=None)
    lesson = Lesson.objects.get()
    assert Client().get(f"/study/{lesson.public_id}/").status_code == 404
    assert lesson.public_id not in text(Client().get("/study/"))


def test_study_with_one_lesson_and_with_three_asks_as_often(exam: Exam) -> None:
    agent = cast.agent()
    client = browser(agent)
    counts = []
    for more in (0, 2):
        more_lessons(more)
        with CaptureQueriesContext(connection) as queries:
            page = text(client.get("/study/"))
        counts.append(len(queries))
    assert page.count('<a class="row" href="/study/') == 3
    assert counts[0] == counts[1]


def test_who_chose_lines_studies_those_and_finds_the_others_below(exam: Exam) -> None:
    gold_exam()
    agent = ready(exam)
    cast.chosen(agent, "annotation")
    page = text(browser(agent).get("/study/"))
    mine, others = page.split("别的业务线")
    assert [one in mine for one in ("标注入门", "/gold/annotation/", "/exam/annotation/")] == [True] * 3
    assert "语音客服入门" not in mine
    assert "/exam/voice/" not in page
    assert "语音客服入门" in others


def test_before_choosing_every_line_is_shown(exam: Exam) -> None:
    gold_exam()
    for client in (Client(), browser(cast.agent())):
        page = text(client.get("/study/"))
        assert "别的业务线" not in page
        assert [f'id="{line}"' in page for line in ("voice", "annotation")] == [True, True]


def test_the_first_lesson_of_a_line_has_an_address_that_stays(exam: Exam) -> None:
    first = Lesson.objects.get()
    assert Client().get("/study/first/voice/").url == f"/study/{first.public_id}/"  # type: ignore[attr-defined]
    assert Client().get("/study/first/chat/").status_code == 404


def more_lessons(number: int) -> list[Lesson]:
    course = Course.objects.get()
    return [
        Lesson.objects.create(
            public_id=new_public_id(NOON),
            course=course,
            code=f"more-{one}",
            number=one,
            title_zh=f"第 {one} 课",
            title_en=f"Lesson {one}",
            body_zh="字",
            body_en="words",
            minutes=5,
        )
        for one in range(2, 2 + number)
    ]


# --- before the exam -----------------------------------------------------------------------------------------


def test_what_awaits_is_said_before(exam: Exam) -> None:
    page = text(browser(ready(exam)).get("/exam/voice/"))
    for words in ("20 道", "30 分", "对 16 道", "24 小时后可以再考", "有效 365 天", "开始考试"):
        assert words in page


def test_what_stands_in_the_way_is_said_with_its_remedy(exam: Exam) -> None:
    page = text(browser(cast.agent(verified=False)).get("/exam/voice/"))
    assert 'data-code="exam_needs_real_name"' in page
    assert 'data-code="lessons_unread"' in page
    assert 'href="/study/"' in page
    assert 'action="/exam/voice/start/"' not in page


def test_being_qualified_is_told_as_good_news(exam: Exam, clock: Any) -> None:
    agent = ready(exam)
    sit(exam, agent, 20)
    client = browser(agent)
    early = text(client.get("/exam/voice/"))
    assert "你已经合格" in early
    assert "2027年9月5日" in early
    assert "现在还不能考" not in early
    assert 'action="/exam/voice/start/"' not in early
    clock(cast.at("2027-09-05 09:00"))
    assert 'action="/exam/voice/start/"' in text(client.get("/exam/voice/"))


def test_staff_may_read_along(exam: Exam) -> None:
    client = Client()
    client.force_login(cast.operations())
    assert "语音客服入门" in text(client.get("/study/"))
    assert 'id="opening"' in text(client.get(f"/study/{Lesson.objects.get().public_id}/"))
    assert client.get("/exam/voice/").status_code == 403
    assert not LessonRead.objects.exists()


def test_a_start_that_is_refused_says_why(exam: Exam) -> None:
    answer = browser(cast.agent()).post("/exam/voice/start/")
    assert answer.status_code == 409
    assert 'data-code="lessons_unread"' in text(answer)
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("line", ["chat", "nothing"])
def test_a_line_without_exam_is_not_found(exam: Exam, line: str) -> None:
    assert browser(ready(exam)).get(f"/exam/{line}/").status_code == 404


# --- a whole sitting without scripts -------------------------------------------------------------------------


def test_from_the_start_to_the_result_by_plain_forms(exam: Exam, clock: Any) -> None:
    agent = ready(exam)
    client = browser(agent)
    page = client.post("/exam/voice/start/", follow=True)
    attempt = Attempt.objects.get()
    base = f"/exam/attempt/{attempt.public_id}"
    assert page.redirect_chain[-1][0] == f"{base}/1/"
    for answer in attempt.answers.select_related("question"):
        clock(NOON + answer.position * MINUTE)
        assert answer.question.stem in text(page)
        go = "next" if answer.position < 20 else "review"
        page = client.post(
            f"{base}/{answer.position}/answer/", {"option": shown_key(answer), "go": go}, follow=True
        )
    assert page.redirect_chain[-1][0] == f"{base}/review/"
    assert "每一题都答了" in text(page)
    page = client.post(f"{base}/finish/", follow=True)
    assert page.redirect_chain[-1][0] == f"{base}/result/"
    assert "20<small>/ 20 题答对</small>" in text(page)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right_count) == ("passed", 20)
    assert client.get(f"{base}/").url == f"{base}/result/"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("go", "leads_to"),
    [
        ("next", "/4/"),
        ("prev", "/2/"),
        ("17", "/17/"),
        ("review", "/review/"),
        ("", "/3/"),
        ("nonsense", "/3/"),
    ],
)
def test_each_button_keeps_the_answer_and_goes_its_way(exam: Exam, go: str, leads_to: str) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    base = f"/exam/attempt/{attempt.public_id}"
    answer = browser(agent).post(f"{base}/3/answer/", {"option": "2", "look_again": "1", "go": go})
    assert answer.url == base + leads_to  # type: ignore[attr-defined]
    kept = attempt.answers.get(position=3)
    assert (kept.chosen, kept.look_again) == (kept.option_order[2], True)


def test_going_on_without_choosing_leaves_the_question_open(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    client = browser(agent)
    client.post(f"/exam/attempt/{attempt.public_id}/1/answer/", {"go": "next"})
    assert attempt.answers.get(position=1).chosen is None
    assert "还有 20 题没答" in text(client.get(f"/exam/attempt/{attempt.public_id}/review/"))


def test_what_was_chosen_is_shown_again(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    client = browser(agent)
    client.post(f"/exam/attempt/{attempt.public_id}/1/answer/", {"option": "2"})
    page = text(client.get(f"/exam/attempt/{attempt.public_id}/1/")).split("<template")[0]
    assert re.findall(r'value="(\d)" checked', page) == ["2"]


def test_a_second_start_leads_to_the_open_paper(exam: Exam) -> None:
    agent = ready(exam)
    client = browser(agent)
    client.post("/exam/voice/start/")
    attempt = Attempt.objects.get()
    give(attempt, 20, now=NOON)
    again = client.post("/exam/voice/start/", follow=True)
    assert again.redirect_chain[-1][0] == f"/exam/attempt/{attempt.public_id}/20/"
    assert Attempt.objects.count() == 1


def test_after_the_deadline_the_form_leads_to_the_result(exam: Exam, clock: Any) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    give(attempt, 16, now=NOON)
    clock(attempt.deadline_at + timedelta(seconds=1))
    client = browser(agent)
    late = attempt.answers.get(position=20)
    page = client.post(
        f"/exam/attempt/{attempt.public_id}/20/answer/", {"option": shown_key(late)}, follow=True
    )
    assert page.redirect_chain[-1][0].endswith("/result/")
    assert "这个答案没有计入" in text(page)
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right_count) == ("passed", 16)


def test_scripts_are_answered_in_json(exam: Exam, clock: Any) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    client, address = browser(agent), f"/exam/attempt/{attempt.public_id}/1/answer/"
    kept = client.post(address, {"option": "1"}, headers={"accept": "application/json"})
    assert (kept.status_code, kept.json()) == (200, {"saved_at": "12:00:00"})
    clock(attempt.deadline_at + timedelta(seconds=1))
    late = client.post(address, {"option": "2"}, headers={"accept": "application/json"})
    assert (late.status_code, late.json()["reasons"][0]["code"]) == (409, "exam_time_is_up")
    assert client.post(address, {"option": "x"}).status_code == 400


def test_a_failed_result_says_when_and_what_to_read(exam: Exam) -> None:
    agent = ready(exam)
    attempt = sit(exam, agent, 12)
    page = text(browser(agent).get(f"/exam/attempt/{attempt.public_id}/result/"))
    assert "12<small>/ 20 题答对</small>" in page
    assert "明天 12:10" in page
    lesson = Lesson.objects.get()
    for anchor in {one.question.paragraph for one in attempt.answers.filter(position__gt=12)}:
        assert f'href="/study/{lesson.public_id}/#{anchor}"' in page


# --- who may see it --------------------------------------------------------------------------------------------


def test_another_agents_paper_is_not_there(exam: Exam) -> None:
    attempt = start_attempt(exam, ready(exam), now=NOON)
    other, base = browser(ready(exam, "别人")), f"/exam/attempt/{attempt.public_id}"
    for address in ("/", "/1/", "/review/", "/result/"):
        assert other.get(base + address).status_code == 404
    for address in ("/1/answer/", "/finish/"):
        assert other.post(base + address, {"option": "1"}).status_code == 404
    attempt.refresh_from_db()
    assert (attempt.state, attempt.answers.exclude(chosen=None).count()) == ("open", 0)


@pytest.mark.parametrize(
    "name", ["exam", "start", "attempt", "question", "review", "finish", "result", "answer"]
)
def test_signed_out_one_is_sent_to_sign_in(exam: Exam, name: str) -> None:
    args = {"exam": ["voice"], "start": ["voice"], "question": ["X", 1], "answer": ["X", 1]}.get(name, ["X"])
    address = reverse(f"training:{name}", args=args)
    button = name in ("start", "finish", "answer")  # its own address is no page to come back to
    answer = Client().post(address) if button else Client().get(address)
    assert answer.url == f"/accounts/login/?next={'/' if button else address}"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["start", "finish", "answer", "lesson_done"])
def test_looking_changes_nothing(exam: Exam, name: str) -> None:
    args = {"start": ["voice"], "answer": ["X", 1]}.get(name, ["X"])
    assert browser(ready(exam)).get(reverse(f"training:{name}", args=args)).status_code == 405


def test_a_question_page_costs_as_much_with_one_answer_as_with_twenty(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    client, counts = browser(agent), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/exam/attempt/{attempt.public_id}/1/")
        counts.append(len(queries))
        give(attempt, 3, now=NOON)
    assert counts[0] == counts[1]
    assert Answer.objects.exclude(chosen=None).count() == 20


def test_the_home_follows_the_way(exam: Exam, clock: Any) -> None:
    from training.panels import exam_step, home_panel, study_step

    agent, line, asked = cast.agent(), exam.line, StepSettings()

    def study(now: Any = NOON) -> Any:
        return study_step(agent, line, now, asked)

    def sitting(now: Any = NOON) -> Any:
        return exam_step(agent, line, now, asked)

    assert (study().state, study().note) == ("now", "学完 0 课，共 1 课")
    assert sitting().state == "later"
    for _twice in range(2):
        finish_lesson(Lesson.objects.get(), agent, now=NOON)
    assert AuditEntry.objects.filter(verb="lesson_finished", actor=agent.user.public_id).count() == 1
    assert (study().state, study().note) == ("done", "学完 1 课，共 1 课")
    assert (sitting().state, sitting().url) == ("now", "/exam/voice/")
    attempt = start_attempt(exam, agent, now=NOON)
    assert sitting().note == "答题中，还剩 30 分"
    assert home_panel(agent, NOON) is None
    give(attempt, 3, now=NOON)
    browser(agent).post(f"/exam/attempt/{attempt.public_id}/finish/")
    assert (sitting().state, sitting().note) == (
        "waiting",
        "明天 12:00 以后可以再考",
    )
    later = NOON + timedelta(days=2)
    sit(exam, agent, 20, now=later)
    assert (sitting(later).state, sitting(later).note) == (
        "done",
        "合格，有效到 2027年10月7日",
    )
    near = cast.at("2027-10-01 12:00")
    assert (sitting(near).state, sitting(near).note) == ("attention", "合格还有 6 天到期")
    panel = home_panel(agent, near)
    assert panel is not None
    assert (panel["last"], [one.line.code for one in panel["ending"]]) == (None, ["voice"])
    lapsed = cast.at("2027-10-08 12:00")
    assert (sitting(lapsed).state, sitting(lapsed).until) == ("expired", date(2027, 10, 7))
    other = cast.line("chat")
    assert [look(agent, other, NOON, asked).state for look in (study_step, exam_step)] == ["later", "later"]


def test_while_the_clock_of_an_exam_runs_the_home_leads_to_it(exam: Exam, clock: Any) -> None:
    agent = cast.chosen(ready(exam), "voice")
    cast.sop(exam.line, "profile", "study", "exam", version=2)
    client = browser(agent)
    assert 'class="btn primary wide" href="/me/profile/"' in text(client.get("/"))
    attempt = start_attempt(exam, agent, now=NOON)
    clock(NOON + timedelta(seconds=30))
    page = text(client.get("/"))
    assert page.count("btn primary") == 1
    assert f'class="btn primary wide" href="/exam/attempt/{attempt.public_id}/">继续答题</a>' in page
    assert "答题中，还剩 30 分" in page
    assert "还有 30 分" in text(client.get("/exam/voice/"))
    assert "还剩 30 分" in text(client.get(f"/exam/attempt/{attempt.public_id}/1/"))
    clock(attempt.deadline_at)
    assert 'class="btn primary wide" href="/me/profile/"' in text(client.get("/"))


def test_a_running_exam_leads_who_is_on_duty_in_another_line_too(exam: Exam) -> None:
    agent = cast.chosen(ready(exam), "voice", "chat")
    cast.sop(cast.line("chat"), "claim", version=2)
    cast.claim(agent, cast.task(code="chat"))
    client = browser(agent)
    assert 'class="btn primary wide" href="/work/shifts/"' in text(client.get("/"))
    attempt = start_attempt(exam, agent, now=NOON)
    assert f'class="btn primary wide" href="/exam/attempt/{attempt.public_id}/"' in text(client.get("/"))


def test_who_lost_a_qualification_reads_why_and_what_to_do(exam: Exam) -> None:
    from training.actions import revoke_qualification
    from training.models import Qualification
    from training.panels import exam_step

    agent = ready(exam)
    sit(exam, agent, 20)
    later = NOON + timedelta(days=9)
    revoke_qualification(Qualification.objects.get(), "替考", by=cast.operations(), now=later)
    step = exam_step(agent, exam.line, later, StepSettings())
    assert step is not None
    assert (step.state, step.note, step.remedy) == (
        "attention",
        "资格被撤销了：替考",
        "再考一次就能接着领任务。",
    )
    assert (step.url, step.action, step.until) == ("/exam/voice/", "去考试", None)
    sit(exam, agent, 20, now=later)
    over = exam_step(agent, exam.line, cast.at("2028-01-01 12:00"), StepSettings())
    assert over is not None
    assert (over.state, over.until) == ("expired", date(2027, 10, 14))


def test_my_data_of_this_room(exam: Exam) -> None:
    from training.panels import export

    agent = ready(exam)
    sit(exam, agent, 16)
    rows = list(export(agent.user))
    assert [row["kind"] for row in rows] == ["lesson", "attempt", "qualification"]
    assert (rows[1]["right_count"], rows[1]["state"]) == (16, "passed")
