"""What there is to study, and how far somebody has got."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from onboarding.models import Agent
from training.models import Course, Lesson, LessonRead
from training.rules.study import LessonKey, carried


@dataclass(slots=True)
class CourseProgress:
    """A course with its lessons and the reader's marks on them; nobody's when signed out."""

    course: Course
    lessons: list[Lesson]
    done: dict[int, datetime] = field(default_factory=dict)  # lesson's key -> when it was finished

    @property
    def done_count(self) -> int:
        return len(self.done)

    @property
    def next_lesson(self) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.pk not in self.done), None)


@dataclass(slots=True)
class StudyRecord:
    """How far an agent is through a line's current lessons, for a desk."""

    done: int = 0
    total: int = 0


def current_courses() -> list[Course]:
    """The latest published version of each course of the open lines, line by line."""
    latest: dict[str, Course] = {}
    for course in _published():
        latest.setdefault(course.code, course)
    return list(latest.values())


def _published() -> QuerySet[Course]:
    """Every published version, the newest of a course first."""
    return (
        Course.objects.filter(line__is_open=True, published_at__isnull=False)
        .select_related("line")
        .order_by("line__order", "line__code", "code", "-version")
    )


def study_progress(agent: Agent | None) -> list[CourseProgress]:
    """Every current course with the agent's marks, in the order they are studied, without bodies: three queries."""
    shelf = Shelf()
    done = shelf.done([agent.pk])[agent.pk] if agent else {}
    return [
        CourseProgress(course, lessons, {one.pk: done[one.pk] for one in lessons if one.pk in done})
        for course, lessons in shelf.courses
    ]


def first_lesson(line: str) -> Lesson | None:
    """The lesson of a line that anybody may read."""
    lessons = [one for one in Shelf().lessons if one.course.line.code == line]
    return lessons[0] if lessons else None


def unread_lessons(agent: Agent, line_id: int) -> int:
    """How many current lessons of a line the agent has not finished."""
    shelf = Shelf(line_id)
    return len(shelf.lessons) - len(shelf.done([agent.pk])[agent.pk])


def lesson_after(lesson: Lesson) -> Lesson | None:
    """The next current lesson of the line."""
    later = [one for one in Shelf(lesson.course.line_id).lessons if one.number > lesson.number]
    return later[0] if later else None


def study_records(agent_ids: Collection[int]) -> dict[int, dict[str, StudyRecord]]:
    """Agent -> code of an open line -> how far, at the same number of queries for one as for a thousand."""
    shelf = Shelf()
    found: dict[int, dict[str, StudyRecord]] = {}
    for agent_id, done in shelf.done(agent_ids).items():
        lines = found.setdefault(agent_id, {})
        for lesson in shelf.lessons:
            record = lines.setdefault(lesson.course.line.code, StudyRecord())
            record.total += 1
            record.done += lesson.pk in done
    return found


class Shelf:
    """The current lessons of a line, or of all open lines, without their bodies: two queries, one more for marks."""

    def __init__(self, line_id: int | None = None) -> None:
        published = [one for one in _published() if line_id in (None, one.line_id)]
        current: dict[str, Course] = {}
        for course in published:
            current.setdefault(course.code, course)
        self._all = list(
            Lesson.objects.filter(course__in=published)
            .select_related("course__line")
            .defer("body_zh", "body_en")
            .order_by("course__line__order", "course__line__code", "number")
        )
        chosen = {course.pk for course in current.values()}
        self.lessons = [one for one in self._all if one.course_id in chosen]

    @property
    def courses(self) -> list[tuple[Course, list[Lesson]]]:
        """Each course with its lessons, by the place of its first lesson on the line's way."""
        found: dict[int, tuple[Course, list[Lesson]]] = {}
        for one in self.lessons:
            found.setdefault(one.course_id, (one.course, []))[1].append(one)
        return list(found.values())

    def done(self, agent_ids: Collection[int]) -> dict[int, dict[int, datetime]]:
        """Agent -> current lesson -> when it was finished; an earlier version's marks are carried over."""
        reads = LessonRead.objects.filter(
            agent__in=agent_ids, done_at__isnull=False, lesson__in=[one.pk for one in self._all]
        )
        keys = {one.pk: _key(one) for one in self._all}
        finished: dict[int, dict[LessonKey, datetime]] = {agent_id: {} for agent_id in agent_ids}
        for agent_id, lesson_id, done_at in reads.values_list("agent_id", "lesson_id", "done_at"):
            if done_at:
                finished[agent_id][keys[lesson_id]] = done_at
        current = {keys[one.pk]: one.pk for one in self.lessons}
        return {
            agent_id: {current[key]: at for key, at in carried(current, keys.values(), marks).items()}
            for agent_id, marks in finished.items()
        }


def _key(lesson: Lesson) -> LessonKey:
    return LessonKey(lesson.course.code, lesson.course.version, lesson.code)
