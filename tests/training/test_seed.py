"""Loading content: twice is once, a correction corrects, a new version is a new course."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.training import sittings
from training import seed as loader
from training.actions import start_attempt
from training.models import Course, Exam, Lesson, Question
from training.queries import study_progress, unread_lessons

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the first voice course that a test may change; its other courses are left out."""
    folder = tmp_path / "content" / "voice"
    folder.mkdir(parents=True)
    for path in (loader.CONTENT / "voice").glob("intro.*"):
        shutil.copy(path, folder)
    plan = json.loads((loader.CONTENT / "voice" / "line.json").read_text(encoding="utf-8"))
    plan["courses"] = plan["courses"][:1]
    (folder / "line.json").write_text(json.dumps(plan), encoding="utf-8")
    monkeypatch.setattr(loader, "CONTENT", tmp_path / "content")
    return folder


def edit(path: Path, change: Any) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_without_the_line_nothing_is_made(content: Path) -> None:
    done = loader.seed(sittings.NOON)
    assert (done.lines_missing, done.lessons, done.questions) == (["voice"], 0, 0)
    assert str(done).endswith("no such line: voice")
    assert not Course.objects.exists()


@pytest.mark.database
def test_twice_is_once_and_asks_seldom(content: Path) -> None:
    cast.line()
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            done = loader.seed(sittings.NOON)
        counts.append(len(queries))
        assert (done.lessons, done.questions) == (1, 32)
    assert (Course.objects.count(), Lesson.objects.count(), Exam.objects.count()) == (1, 1, 1)
    assert Question.objects.filter(is_live=True).count() == 32
    assert max(counts) < 20


def test_what_people_read_and_answer_lies_in_the_files() -> None:
    """Every lesson of the three lines, the whole bank: loaded in sets, so that a first start is not slower."""
    for code in ("voice", "chat", "annotation"):
        cast.line(code)
    with CaptureQueriesContext(connection) as queries:
        done = loader.seed(sittings.NOON)
    assert (done.lessons, done.lines_missing) == (Lesson.objects.count(), [])
    assert done.questions == Question.objects.filter(is_live=True).count()
    assert len(queries) < 60


def test_a_corrected_question_keeps_its_row(content: Path) -> None:
    sittings.voice_exam()
    before = Question.objects.get(code="v-01")
    edit(content / "intro.questions.json", lambda rows: rows[0]["zh"].update(stem="改过的题干？"))
    edit(content / "intro.questions.json", lambda rows: rows.pop())
    loader.seed(sittings.NOON)
    after = Question.objects.get(code="v-01")
    assert (after.pk, after.public_id, after.stem_zh) == (before.pk, before.public_id, "改过的题干？")
    assert Question.objects.filter(is_live=False).count() == 1


def test_a_question_on_an_open_paper_waits(content: Path) -> None:
    exam = sittings.voice_exam()
    attempt = start_attempt(exam, sittings.ready(exam), now=sittings.NOON)
    asked = attempt.answers.first().question.code
    edit(
        content / "intro.questions.json",
        lambda rows: [row["zh"]["options"].reverse() for row in rows if row["code"] == asked],
    )
    assert loader.seed(sittings.NOON).held == [asked]
    sittings.give(attempt, 0, now=sittings.NOON)
    type(attempt).objects.update(state="failed")
    assert loader.seed(sittings.NOON).held == []


@pytest.mark.database
def test_a_new_version_of_a_course_disturbs_nobody_who_finished_it(content: Path) -> None:
    exam = sittings.voice_exam()
    reader, newcomer = sittings.ready(exam), cast.agent("新来的")
    new = {"code": "more", "minutes": 5, "title": {"zh": "新的一课", "en": "A new lesson"}}
    for language in ("zh", "en"):
        (content / f"more.{language}.md").write_text("# x", encoding="utf-8")
    edit(content / "line.json", lambda plan: plan["courses"][0].update(version=2))
    edit(content / "line.json", lambda plan: plan["courses"][0]["lessons"].append(new))
    loader.seed(sittings.NOON + sittings.MINUTE)
    assert list(Course.objects.order_by("version").values_list("code", "version")) == [
        ("voice-intro", 1),
        ("voice-intro", 2),
    ]
    assert Question.objects.get(code="v-01").lesson.course.version == 2
    (kept,), (fresh,) = study_progress(reader), study_progress(newcomer)
    assert (kept.course.version, kept.done_count, kept.next_lesson) == (2, 2, None)
    assert (fresh.done_count, len(fresh.lessons)) == (0, 2)
    assert (unread_lessons(reader, exam.line_id), unread_lessons(newcomer, exam.line_id)) == (0, 2)


def test_a_corrected_version_in_the_files_retires_the_old_one(content: Path) -> None:
    sittings.voice_exam()
    edit(content / "intro.questions.json", lambda rows: rows[0].update(version=2))
    loader.seed(sittings.NOON)
    assert list(
        Question.objects.filter(code="v-01").order_by("version").values_list("version", "is_live")
    ) == [(1, False), (2, True)]


def test_what_staff_corrected_or_switched_off_stays_so(content: Path) -> None:
    sittings.voice_exam()
    Question.objects.filter(code="v-01").update(version=2, stem_zh="工作人员改的？")
    Question.objects.filter(code="v-02").update(switched_off_at=sittings.NOON)
    loader.seed(sittings.NOON)
    assert Question.objects.get(code="v-01").stem_zh == "工作人员改的？"
    assert Question.objects.get(code="v-02").switched_off_at == sittings.NOON


def test_lessons_change_places(content: Path) -> None:
    sittings.voice_exam()
    new = {"code": "first", "minutes": 5, "title": {"zh": "先读这一课", "en": "Read this first"}}
    for language in ("zh", "en"):
        (content / f"first.{language}.md").write_text("# x", encoding="utf-8")
    edit(content / "line.json", lambda plan: plan["courses"][0]["lessons"].insert(0, new))
    loader.seed(sittings.NOON)
    assert list(Lesson.objects.order_by("number").values_list("number", "code")) == [
        (1, "first"),
        (2, "intro"),
    ]
