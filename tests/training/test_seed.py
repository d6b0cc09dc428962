"""Loading content: twice is once, a correction corrects, a new version is a new course."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import cast
from tests.training import sittings
from training import seed as loader
from training.actions import start_attempt
from training.models import Course, Exam, Lesson, Question

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the voice content that a test may change."""
    shutil.copytree(loader.CONTENT, tmp_path / "content")
    monkeypatch.setattr(loader, "CONTENT", tmp_path / "content")
    return tmp_path / "content" / "voice"


def edit(path: Path, change: Any) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def test_without_the_line_nothing_is_made() -> None:
    done = loader.seed(sittings.NOON)
    assert (done.lines_missing, done.lessons, done.questions) == (["voice"], 0, 0)
    assert str(done).endswith("no such line: voice")
    assert not Course.objects.exists()


def test_twice_is_once() -> None:
    cast.line()
    first, second = loader.seed(sittings.NOON), loader.seed(sittings.NOON)
    assert (first.lessons, first.questions) == (second.lessons, second.questions) == (1, 32)
    assert (Course.objects.count(), Lesson.objects.count(), Exam.objects.count()) == (1, 1, 1)
    assert Question.objects.filter(is_live=True).count() == 32


def test_the_exams_settings_are_the_operators() -> None:
    exam = sittings.voice_exam()
    Exam.objects.filter(pk=exam.pk).update(minutes=45)
    loader.seed(sittings.NOON)
    assert Exam.objects.get(pk=exam.pk).minutes == 45


def test_a_corrected_question_keeps_its_row(content: Path) -> None:
    sittings.voice_exam()
    before = Question.objects.get(code="v-01")
    edit(content / "questions.zh.json", lambda rows: rows[0].update(stem="改过的题干？"))
    edit(content / "questions.zh.json", lambda rows: rows.pop())
    loader.seed(sittings.NOON)
    after = Question.objects.get(code="v-01")
    assert (after.pk, after.public_id, after.stem_zh) == (before.pk, before.public_id, "改过的题干？")
    assert Question.objects.filter(is_live=False).count() == 1


def test_a_question_on_an_open_paper_waits(content: Path) -> None:
    exam = sittings.voice_exam()
    attempt = start_attempt(exam, sittings.ready(exam), now=sittings.NOON)
    asked = attempt.answers.first().question.code
    edit(
        content / "questions.zh.json",
        lambda rows: [row["options"].reverse() for row in rows if row["code"] == asked],
    )
    assert loader.seed(sittings.NOON).held == [asked]
    sittings.give(attempt, 0, now=sittings.NOON)
    type(attempt).objects.update(state="failed")
    assert loader.seed(sittings.NOON).held == []


def test_a_new_version_is_a_new_course(content: Path) -> None:
    exam = sittings.voice_exam()
    reader = sittings.ready(exam)
    edit(content / "course.json", lambda plan: plan.update(version=2))
    loader.seed(sittings.NOON + sittings.MINUTE)
    assert list(Course.objects.order_by("version").values_list("code", "version")) == [
        ("voice-intro", 1),
        ("voice-intro", 2),
    ]
    assert Question.objects.get(code="v-01").lesson.course.version == 2
    from training.queries import study_progress

    (course,) = study_progress(reader)
    assert (course.course.version, course.done_count) == (2, 0)
