"""A sitting as a story: started, answered, handed in; and what it refuses."""

from datetime import date, timedelta
from typing import Any

import pytest

from onboarding.models import IdentityCheck, Sop
from tests import cast
from tests.onboarding.doors import signed_in
from tests.training.sittings import MINUTE, NOON, ask, give, gold_exam, ready, shown_key, sit, voice_exam
from training.actions import close_overdue, finish_attempt, save_answer, start_attempt
from training.jobs import close_overdue_attempts
from training.models import Answer, Attempt, Exam, LessonRead, Qualification, Question
from training.queries import exam_standing, figures_of, first_unanswered, live_questions, mistakes, rereading
from training.rules.exam import ExamFigures
from yunke.ground.errors import Refused
from yunke.models import AuditEntry, Notice

pytestmark = [pytest.mark.django_db]
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def exam() -> Exam:
    return voice_exam()


def refused(act, *args, **named) -> list[str]:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as caught:
        act(*args, **named)
    return caught.value.codes


def test_the_paper_is_fixed_at_the_start(exam: Exam) -> None:
    attempt = start_attempt(exam, ready(exam), now=NOON)
    answers = list(Answer.objects.filter(attempt=attempt))
    assert [one.position for one in answers] == list(range(1, 21))
    assert len({one.question_id for one in answers}) == 20
    assert all(sorted(one.option_order) == [0, 1, 2, 3] for one in answers)
    assert (attempt.deadline_at, attempt.pass_percent) == (NOON + 30 * MINUTE, 80)
    ask(exam, minutes=5, pass_percent=100)
    attempt.refresh_from_db()
    assert (attempt.deadline_at, attempt.pass_percent) == (NOON + 30 * MINUTE, 80)


def test_only_live_questions_of_the_line_are_asked(exam: Exam) -> None:
    Question.objects.filter(code__in=["v-01", "v-02"]).update(is_live=False)
    Question.objects.filter(code="v-03").update(line=cast.line("chat"))
    attempt = start_attempt(exam, ready(exam), now=NOON)
    asked = set(attempt.answers.values_list("question__code", flat=True))
    assert not asked & {"v-01", "v-02", "v-03"}


def test_passing_qualifies(exam: Exam) -> None:
    agent = ready(exam)
    attempt = sit(exam, agent, 16)
    assert (attempt.state, attempt.right_count, attempt.finished_at) == ("passed", 16, NOON + 10 * MINUTE)
    held = Qualification.objects.get(agent=agent)
    assert (held.state, held.line.code, held.expires_on, held.attempt) == (
        "valid",
        "voice",
        date(2027, 10, 5),
        attempt,
    )
    told = AuditEntry.objects.exclude(verb="lesson_finished").order_by("pk")
    assert list(told.values_list("verb", "to_state", "actor")) == [
        ("attempt_started", "open", agent.user.public_id),
        ("attempt_passed", "passed", agent.user.public_id),
        ("qualification_granted", "valid", agent.user.public_id),
    ]


def test_failing_says_when_again(exam: Exam) -> None:
    agent = ready(exam)
    attempt = sit(exam, agent, 15)
    assert (attempt.state, attempt.right_count) == ("failed", 15)
    assert not Qualification.objects.exists()
    free_at = NOON + 10 * MINUTE + timedelta(hours=24)
    assert refused(start_attempt, exam, agent, now=free_at - SECOND) == ["exam_cooling_down"]
    assert start_attempt(exam, agent, now=free_at).state == "open"


def test_after_three_failures_in_thirty_days_one_waits(exam: Exam) -> None:
    agent, day = ready(exam), timedelta(days=1)
    for number in range(3):
        sit(exam, agent, 0, now=NOON + 2 * number * day)
    assert refused(start_attempt, exam, agent, now=NOON + 29 * day) == ["exam_attempts_spent"]
    assert exam_standing(agent, exam, NOON + 29 * day).again_at == NOON + 10 * MINUTE + 30 * day
    assert start_attempt(exam, agent, now=NOON + 10 * MINUTE + 30 * day).state == "open"


def test_the_operator_may_set_no_limit(exam: Exam) -> None:
    ask(exam, attempt_limit=0)
    agent = ready(exam)
    for number in range(4):
        sit(exam, agent, 0, now=NOON + 2 * number * timedelta(days=1))
    assert Attempt.objects.filter(state="failed").count() == 4


def test_who_needs_more_time_has_it(exam: Exam, monkeypatch: pytest.MonkeyPatch) -> None:
    from training.queries import exams

    monkeypatch.setattr(exams, "extra_time_percent", lambda agent: 50)
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    save_answer(attempt.answers.get(position=1), option=0, now=NOON + 44 * MINUTE)
    assert attempt.deadline_at == NOON + 45 * MINUTE


def test_mistakes_are_explained_and_what_was_left_open_is_not(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    for answer in attempt.answers.select_related("question")[:2]:
        wrong = (shown_key(answer) + (answer.position == 1)) % 4
        save_answer(answer, option=wrong, now=NOON)
    finish_attempt(attempt, by=agent.user.actor, now=NOON + MINUTE)
    first, *others = mistakes(attempt)
    asked = attempt.answers.get(position=1)
    assert (first.position, first.explanation) == (1, asked.question.explanation_zh)
    assert first.chosen == asked.question.options_zh[asked.chosen]
    assert (first.anchor, first.lesson) == (asked.question.paragraph, asked.question.lesson)
    assert [one.position for one in others] == list(range(3, 21))
    assert {(one.chosen, one.explanation) for one in others} == {("", "")}


def test_what_is_unanswered_is_wrong(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    assert finish_attempt(attempt, by=agent.user.actor, now=NOON + MINUTE).right_count == 0
    assert sum(part.missed for part in rereading(attempt)) == 20


def test_rereading_names_the_paragraphs_that_were_missed(exam: Exam) -> None:
    attempt = sit(exam, ready(exam), 18)
    missed = [one.question.paragraph for one in attempt.answers.filter(position__gt=18)]
    assert sorted(part.anchor for part in rereading(attempt) for _ in range(part.missed)) == sorted(missed)


def test_the_last_answer_counts_and_a_repeat_changes_nothing(exam: Exam) -> None:
    attempt = start_attempt(exam, ready(exam), now=NOON)
    answer = attempt.answers.get(position=7)
    save_answer(answer, option=1, now=NOON + MINUTE)
    save_answer(answer, option=3, now=NOON + 2 * MINUTE)
    save_answer(answer, option=3, now=NOON + 2 * MINUTE)
    answer.refresh_from_db()
    assert (answer.chosen, answer.saved_at) == (answer.option_order[3], NOON + 2 * MINUTE)
    assert Answer.objects.exclude(chosen=None).count() == 1


def test_the_mark_is_kept_apart_from_the_answer(exam: Exam) -> None:
    attempt = start_attempt(exam, ready(exam), now=NOON)
    answer = attempt.answers.get(position=1)
    save_answer(answer, option=2, look_again=True, now=NOON)
    save_answer(answer, look_again=False, now=NOON)
    answer.refresh_from_db()
    assert (answer.chosen, answer.look_again) == (answer.option_order[2], False)


def test_an_option_that_is_not_there(exam: Exam) -> None:
    answer = start_attempt(exam, ready(exam), now=NOON).answers.get(position=1)
    assert refused(save_answer, answer, option=4, now=NOON) == ["no_such_option"]
    assert refused(save_answer, answer, option=-1, now=NOON) == ["no_such_option"]


@pytest.mark.database
def test_coming_back_goes_on_at_the_first_open_question(exam: Exam) -> None:
    attempt = start_attempt(exam, ready(exam), now=NOON)
    for position in (1, 2, 4):
        save_answer(attempt.answers.get(position=position), option=0, now=NOON)
    assert first_unanswered(attempt) == 3
    give(attempt, 0, now=NOON)
    assert first_unanswered(attempt) == 20


# --- the deadline is the server's --------------------------------------------------------------------------


def test_an_answer_counts_until_the_last_second(exam: Exam) -> None:
    attempt = start_attempt(exam, ready(exam), now=NOON)
    answer = attempt.answers.get(position=1)
    save_answer(answer, option=0, now=attempt.deadline_at)
    assert refused(save_answer, answer, option=1, now=attempt.deadline_at + SECOND) == ["exam_time_is_up"]
    answer.refresh_from_db()
    assert (answer.chosen, answer.saved_at) == (answer.option_order[0], attempt.deadline_at)


def test_a_closed_paper_takes_nothing_more(exam: Exam) -> None:
    attempt = sit(exam, ready(exam), 10)
    answer = attempt.answers.get(position=20)
    assert refused(save_answer, answer, option=shown_key(answer), now=NOON + 11 * MINUTE) == [
        "attempt_closed"
    ]


@pytest.mark.database
def test_handed_in_twice_the_first_score_stands(exam: Exam) -> None:
    agent = ready(exam)
    attempt = sit(exam, agent, 16)
    again = finish_attempt(attempt, by=agent.user.actor, now=NOON + 20 * MINUTE)
    assert (again.finished_at, again.right_count) == (NOON + 10 * MINUTE, 16)
    assert Qualification.objects.count() == 1


@pytest.mark.database
def test_the_sweep_scores_what_was_saved(exam: Exam, clock) -> None:  # type: ignore[no-untyped-def]
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    give(attempt, 17, now=NOON + MINUTE)
    clock(attempt.deadline_at)
    assert close_overdue_attempts() == 0
    clock(attempt.deadline_at + 40 * MINUTE)  # however late the sweep is
    assert close_overdue_attempts() == 1
    assert close_overdue_attempts() == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.right_count, attempt.finished_at) == ("passed", 17, attempt.deadline_at)
    notice = Notice.objects.get(recipient=agent.user.public_id)
    assert (notice.template, notice.facts["right"]) == ("exam_closed_passed", 17)


def test_the_cool_down_of_a_swept_paper_counts_from_its_deadline(exam: Exam) -> None:
    agent = ready(exam)
    attempt = start_attempt(exam, agent, now=NOON)
    close_overdue(attempt, now=attempt.deadline_at + timedelta(hours=5))
    assert exam_standing(agent, exam, attempt.deadline_at + timedelta(hours=24)).reasons == ()


@pytest.mark.database
def test_starting_anew_scores_the_old_paper_first(exam: Exam) -> None:
    agent = ready(exam)
    old = start_attempt(exam, agent, now=NOON)
    assert refused(start_attempt, exam, agent, now=old.deadline_at + SECOND) == ["exam_cooling_down"]
    old.refresh_from_db()
    assert old.state == "failed"


# --- who may not sit -----------------------------------------------------------------------------------------


def test_a_second_start_is_refused(exam: Exam) -> None:
    agent = ready(exam)
    start_attempt(exam, agent, now=NOON)
    assert refused(start_attempt, exam, agent, now=NOON + MINUTE) == ["attempt_open"]
    assert Attempt.objects.count() == 1


def test_what_is_missing_is_all_named(exam: Exam) -> None:
    agent = ready(exam, state="suspended")
    IdentityCheck.objects.update(state="refused")
    LessonRead.objects.update(done_at=None)
    assert refused(start_attempt, exam, agent, now=NOON) == [
        "exam_barred",
        "exam_needs_real_name",
        "lessons_unread",
    ]


def test_a_qualified_agent_sits_again_only_near_the_end(exam: Exam) -> None:
    agent = ready(exam)
    sit(exam, agent, 20)
    early, due = cast.at("2027-09-04 12:00"), cast.at("2027-09-05 12:00")
    assert refused(start_attempt, exam, agent, now=early) == ["already_qualified"]
    sit(exam, agent, 20, now=due)
    assert list(Qualification.objects.order_by("pk").values_list("state", "expires_on")) == [
        ("lapsed", date(2027, 10, 5)),
        ("valid", date(2028, 10, 4)),
    ]


def test_failing_to_renew_leaves_what_is_held(exam: Exam) -> None:
    agent = ready(exam)
    sit(exam, agent, 20)
    sit(exam, agent, 0, now=cast.at("2027-09-10 12:00"))
    assert Qualification.objects.get().state == "valid"


# --- by the line's SOP -------------------------------------------------------------------------------------


def test_a_sitting_keeps_the_figures_of_the_version_it_began_with(exam: Exam) -> None:
    ask(exam, question_count=10, minutes=45, pass_percent=90, cool_down_hours=2, valid_days=100)
    agent, other = ready(exam, "甲"), ready(exam, "乙")
    attempt, failing = (start_attempt(exam, one, now=NOON) for one in (agent, other))
    assert (attempt.question_count, attempt.pass_percent) == (10, 90)
    assert attempt.deadline_at == NOON + 45 * MINUTE
    ask(exam, question_count=12, pass_percent=100, cool_down_hours=48, valid_days=30)
    give(attempt, 9, now=NOON + MINUTE)
    give(failing, 8, now=NOON + MINUTE)
    for one in (attempt, failing):
        finish_attempt(one, by=one.agent.user.actor, now=NOON + 10 * MINUTE)
    assert str(Qualification.objects.get(agent=agent).expires_on) == "2027-01-13"
    assert exam_standing(other, exam, NOON + HOUR).again_at == NOON + 10 * MINUTE + 2 * HOUR
    again = start_attempt(exam, other, now=NOON + 10 * MINUTE + 2 * HOUR)
    assert (again.question_count, again.pass_percent, again.valid_days) == (12, 100, 30)


@pytest.mark.database
def test_two_people_change_the_figures_on_the_page_of_the_sop(exam: Exam, clock: Any) -> None:
    clock(NOON)
    cast.sop(exam.line)
    agent, first, second = ready(exam), cast.operations(), cast.operations()
    page = signed_in(first)
    form = page.get("/desk/sop/voice/new/").context["form"]
    stands = {name: form[name].value() for name in form.fields}
    assert [stands[f"exam-{one}"] for one in ("question_count", "minutes", "pass_percent")] == [20, 30, 80]
    kept = {name: value for name, value in stands.items() if value not in (None, False)}
    changed = kept | {"why": "卷子短一些", "exam-question_count": "12", "exam-minutes": "15"}
    assert page.post("/desk/sop/voice/new/", changed).status_code == 302
    proposed = exam.line.sops.get(state="proposed")
    assert exam_standing(agent, exam, NOON).figures.question_count == 20
    signed_in(second).post(f"/desk/sop/{proposed.public_id}/decide/", {"decision": "agree"})
    assert exam_standing(agent, exam, NOON).figures.question_count == 12
    shown = signed_in(agent.user).get("/exam/voice/").content.decode()
    assert "12 道" in shown
    assert "15 分，" in shown


def proposed(exam: Exam, kind: str, thresholds: dict[str, int]) -> Any:
    """Asked for by program: a next version with this paper in it."""
    steps = [{"kind": "real_name"}, {"kind": kind, "thresholds": thresholds}, {"kind": "claim"}]
    asked = {"effective_on": "2026-10-05", "why": "换了题数", "steps": steps}
    to = f"/api/v1/sops/{exam.line.code}/propose/"
    return signed_in(cast.operations()).post(to, asked, content_type="application/json")


@pytest.mark.parametrize(
    ("make", "kind", "live", "named"),
    [(voice_exam, "exam", 32, "“考试”的“一份卷子几题”"), (gold_exam, "gold", 26, "“金标题”的“一份卷子几题”")],
)
def test_a_paper_asks_no_more_questions_than_its_bank_has_in_use(
    db: None, clock: Any, make: Any, kind: str, live: int, named: str
) -> None:
    clock(NOON)
    exam = make()
    answer = proposed(exam, kind, {"question_count": live + 1})
    (said,) = answer.json()["reasons"]
    assert (answer.status_code, said["code"]) == (409, "paper_over_bank")
    assert said["text"] == f"{named}是 {live + 1}，这种业务的题库里在用的只有 {live} 题。"
    assert said["remedy"] == f"填 {live} 或更小，或先在题库里加题。"
    Question.objects.filter(pk=live_questions(exam)[0].pk).update(
        switched_off_at=NOON
    )  # out of use does not count
    (said,) = proposed(exam, kind, {"question_count": live}).json()["reasons"]
    assert said["facts"]["live"] == live - 1
    assert proposed(exam, kind, {"question_count": live - 1}).status_code == 201


def test_a_line_without_questions_is_asked_no_paper_by_the_page_either(db: None, clock: Any) -> None:
    clock(NOON)
    cast.sop(cast.line("chat"), "real_name", "exam", "claim")
    page = signed_in(cast.operations())
    form = page.get("/desk/sop/chat/new/").context["form"]
    stands = {name: form[name].value() for name in form.fields}
    kept = {name: value for name, value in stands.items() if value not in (None, False)}
    answer = page.post("/desk/sop/chat/new/", kept | {"why": "照旧再来一版"})
    assert answer.status_code == 409
    told = answer.content.decode()
    assert "“考试”的“一份卷子几题”是 20，这种业务的题库里在用的只有 0 题。" in told
    assert "先在题库里加题，或去掉这一步。" in told
    assert not Sop.objects.filter(state="proposed").exists()


def test_a_line_whose_sop_says_nothing_asks_what_an_installation_begins_with(exam: Exam) -> None:
    assert figures_of(exam, NOON) == ExamFigures(20, 30, 80, 24, 3, 30, 365)
