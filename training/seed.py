"""Loads the courses, exams and question banks that lie in ``training/content`` into the database, in sets.

A folder is a line: ``line.json`` says its courses and their lessons in order; beside it lies each lesson in both
languages, the questions about it, and for annotation the gold items.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F

from onboarding.models import Line
from training.models import EXAM, GOLD, Answer, Course, Exam, Lesson, Question
from yunke.ground.ids import new_public_id

CONTENT = Path(__file__).parent / "content"
LANGUAGES = ("zh", "en")
OUT_OF_THE_WAY = 1_000  # lessons that change places step aside first: a place holds one at a time


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


def seed(now: datetime, *, only: Collection[str] = ()) -> Seeded:
    """Load every line's content; run again it changes only what the files changed.

    ``only`` names courses to load by code and retires nothing: for who needs one of them.
    """
    done = Seeded()
    lines = {line.code: line for line in Line.objects.all()}
    for folder in sorted(path.parent for path in CONTENT.glob("*/line.json")):
        plan = json.loads((folder / "line.json").read_text(encoding="utf-8"))
        if plan["line"] not in lines:
            done.lines_missing.append(plan["line"])
            continue
        if only:
            plan["courses"] = [one for one in plan["courses"] if one["code"] in only]
        if plan["courses"]:
            with transaction.atomic():
                _load(folder, plan, lines[plan["line"]], done, now, whole=not only)
    return done


def _load(
    folder: Path, plan: dict[str, Any], line: Line, done: Seeded, now: datetime, *, whole: bool
) -> None:
    courses = _courses(plan, line, now)
    lessons = _lessons(folder, plan, courses, now)
    _exams(folder, line, now)
    bank = {one["code"]: one for one in _bank(folder, lessons)}
    done.lessons += len(lessons)
    _questions(bank, line, lessons, done, now)
    if whole:
        Question.objects.filter(line=line, is_live=True).exclude(code__in=bank).update(is_live=False)


def _courses(plan: dict[str, Any], line: Line, now: datetime) -> dict[str, Course]:
    """By code, in the version of the files. One that is there keeps the moment it was published."""
    wanted = {
        (one["code"], one["version"]): {"line_id": line.pk} | _both("title", one["title"])
        for one in plan["courses"]
    }
    held = {
        (one.code, one.version): one for one in Course.objects.filter(code__in=[key[0] for key in wanted])
    }
    fresh = {
        key: fields | {"code": key[0], "version": key[1], "published_at": now}
        for key, fields in wanted.items()
        if key not in held
    }
    _put(Course, held, wanted | fresh, now)
    return {code: held[code, version] for code, version in wanted}


def _lessons(
    folder: Path, plan: dict[str, Any], courses: dict[str, Course], now: datetime
) -> dict[str, Lesson]:
    """By code, numbered through the whole line."""
    planned = [
        (courses[course["code"]], lesson) for course in plan["courses"] for lesson in course["lessons"]
    ]
    wanted = {
        lesson["code"]: {
            "course_id": course.pk,
            "code": lesson["code"],
            "number": number,
            "minutes": lesson["minutes"],
        }
        | _both("title", lesson["title"])
        | _both("body", {one: _text(folder / f"{lesson['code']}.{one}.md") for one in LANGUAGES})
        for number, (course, lesson) in enumerate(planned, 1)
    }
    held = {one.code: one for one in Lesson.objects.filter(course__in=courses.values())}
    moved = [one.pk for code, one in held.items() if code in wanted and one.number != wanted[code]["number"]]
    if moved:
        Lesson.objects.filter(pk__in=moved).update(number=F("number") + OUT_OF_THE_WAY)
    _put(Lesson, held, wanted, now)
    return {code: held[code] for code in wanted}


def _exams(folder: Path, line: Line, now: datetime) -> None:
    """Those that are missing; gold where the line has such items."""
    held = set(Exam.objects.filter(line=line).values_list("kind", flat=True))
    Exam.objects.bulk_create(
        Exam(public_id=new_public_id(now), line=line, kind=kind)
        for kind in (EXAM, GOLD)
        if kind not in held and (kind == EXAM or (folder / "gold.json").exists())
    )


def _bank(folder: Path, lessons: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The questions about each lesson, then the gold items of the line."""
    for lesson in lessons:
        path = folder / f"{lesson}.questions.json"
        for one in json.loads(_text(path)) if path.exists() else ():
            yield {"lesson": lesson, "kind": EXAM} | one
    gold = folder / "gold.json"
    for one in json.loads(_text(gold)) if gold.exists() else ():
        if one["lesson"] in lessons:
            yield {"kind": GOLD} | one


def _questions(
    bank: dict[str, dict[str, Any]], line: Line, lessons: dict[str, Lesson], done: Seeded, now: datetime
) -> None:
    """By code. A version that staff have corrected since is left alone; old papers keep what they asked.

    A paper keeps an answer as an index into the question's options: a question on an open paper waits.
    """
    held = {one.code: one for one in Question.objects.filter(code__in=bank).order_by("version")}
    busy = set(Answer.objects.filter(attempt__state="open").values_list("question_id", flat=True))
    wanted, retired = {}, []
    for code, one in bank.items():
        fields, row = _question(one, lessons) | {"line_id": line.pk, "code": code}, held.get(code)
        if row and row.version > fields["version"]:
            continue
        if row and row.pk in busy and _differs(row, fields):
            done.held.append(code)
            continue
        if row and row.version < fields["version"]:
            retired.append(held.pop(code).pk)
        wanted[code] = fields
    Question.objects.filter(pk__in=retired).update(is_live=False)
    _put(Question, held, wanted, now)
    done.questions += len(wanted)


def _question(one: dict[str, Any], lessons: dict[str, Lesson]) -> dict[str, Any]:
    words = (
        _both(name, {language: one[language][name] for language in LANGUAGES})
        for name in ("stem", "options", "explanation")
    )
    fields = {
        "lesson_id": lessons[one["lesson"]].pk,
        "kind": one["kind"],
        "version": one.get("version", 1),
        "paragraph": one["paragraph"],
        "key": one["key"],
        "is_live": True,
    }
    return fields | {column: text for both in words for column, text in both.items()}


def _put(model: Any, held: dict[Any, Any], wanted: dict[Any, dict[str, Any]], now: datetime) -> None:
    """Make what is missing and change what differs, a statement each; ``held`` then has every row."""
    fresh, changed = [], []
    for key, fields in wanted.items():
        row = held.get(key)
        if row is None:
            held[key] = model(public_id=new_public_id(now), **fields)
            fresh.append(held[key])
        elif _differs(row, fields):
            for name, value in fields.items():
                setattr(row, name, value)
            changed.append(row)
    model.objects.bulk_create(fresh)
    if changed:
        names = {name.removesuffix("_id") for key in wanted for name in wanted[key]}
        model.objects.bulk_update(changed, sorted(names))


def _differs(row: Any, fields: dict[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in fields.items())


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _both(name: str, words: dict[str, Any]) -> dict[str, Any]:
    """``{"title_zh": ..., "title_en": ...}``"""
    return {f"{name}_{language}": words[language] for language in LANGUAGES}
