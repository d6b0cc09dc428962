"""Loads the courses, exams and question banks that lie in ``training/content`` into the database."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from onboarding.models import Line
from training.models import Answer, Course, Exam, Lesson, Question
from yunke.ground.ids import new_public_id

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("zh", "en")


@dataclass(slots=True)
class Seeded:
    """What a run did. ``held`` are questions left alone because somebody is answering them just now."""

    lessons: int = 0
    questions: int = 0
    held: list[str] = field(default_factory=list)
    lines_missing: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        said = [f"{self.lessons} lessons, {self.questions} questions"]
        if self.held:
            said.append(f"left for the next run, on an open paper: {', '.join(self.held)}")
        if self.lines_missing:
            said.append(f"nothing loaded, no such line: {', '.join(self.lines_missing)}")
        return "; ".join(said)


def seed(now: datetime) -> Seeded:
    """Load every line's content; run again it changes only what the files changed."""
    done = Seeded()
    for folder in sorted(path.parent for path in CONTENT.glob("*/course.json")):
        plan = json.loads((folder / "course.json").read_text(encoding="utf-8"))
        line = Line.objects.filter(code=plan["line"]).first()
        if line is None:
            done.lines_missing.append(plan["line"])
            continue
        with transaction.atomic():
            _load(folder, plan, line, done, now)
    return done


def _load(folder: Path, plan: dict[str, Any], line: Line, done: Seeded, now: datetime) -> None:
    course, _ = Course.objects.update_or_create(
        code=plan["code"],
        version=plan["version"],
        defaults={"line": line} | _both("title", plan["title"]),
        create_defaults={"public_id": new_public_id(now), "line": line, "published_at": now}
        | _both("title", plan["title"]),
    )
    lessons = {one["number"]: _lesson(folder, course, one, now) for one in plan["lessons"]}
    Exam.objects.get_or_create(line=line, defaults={"public_id": new_public_id(now)})
    done.lessons += len(lessons)
    _load_questions(folder, line, lessons, done, now)


def _lesson(folder: Path, course: Course, plan: dict[str, Any], now: datetime) -> Lesson:
    bodies = {
        language: (folder / f"{plan['file']}.{language}.md").read_text(encoding="utf-8")
        for language in LANGUAGES
    }
    words = {"minutes": plan["minutes"]} | _both("title", plan["title"]) | _both("body", bodies)
    lesson, _ = Lesson.objects.update_or_create(
        course=course,
        number=plan["number"],
        defaults=words,
        create_defaults={"public_id": new_public_id(now)} | words,
    )
    return lesson


def _load_questions(
    folder: Path, line: Line, lessons: dict[int, Lesson], done: Seeded, now: datetime
) -> None:
    """By code. What is gone from the files is no longer asked, but old papers keep it.

    A paper keeps an answer as an index into the question's options: a question on an open paper waits.
    """
    zh, en = (
        {
            one["code"]: one
            for one in json.loads((folder / f"questions.{language}.json").read_text(encoding="utf-8"))
        }
        for language in LANGUAGES
    )
    busy = set(Answer.objects.filter(attempt__state="open").values_list("question__code", flat=True))
    for code, question in zh.items():
        fields = _question(question, en[code], lessons) | {"line": line}
        if code in busy and not Question.objects.filter(code=code, **fields).exists():
            done.held.append(code)
            continue
        Question.objects.update_or_create(
            code=code, defaults=fields, create_defaults={"public_id": new_public_id(now)} | fields
        )
        done.questions += 1
    Question.objects.filter(line=line).exclude(code__in=zh).update(is_live=False)


def _question(zh: dict[str, Any], en: dict[str, Any], lessons: dict[int, Lesson]) -> dict[str, Any]:
    words = {name: {"zh": zh[name], "en": en[name]} for name in ("stem", "options", "explanation")}
    return {
        "lesson": lessons[zh["lesson"]],
        "paragraph": zh["paragraph"],
        "key": zh["key"],
        "is_live": True,
        **{column: text for name, both in words.items() for column, text in _both(name, both).items()},
    }


def _both(name: str, words: dict[str, Any]) -> dict[str, Any]:
    """``{"title_zh": ..., "title_en": ...}``"""
    return {f"{name}_{language}": words[language] for language in LANGUAGES}
