"""What there is to study, and how far somebody has got."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from onboarding.models import Agent
from training.models import Course, Lesson, LessonRead


@dataclass(slots=True)
class CourseProgress:
    """A course with its lessons and the reader's marks on them; nobody's when signed out."""

    course: Course
    lessons: list[Lesson]
    done: dict[int, datetime | None] = field(default_factory=dict)  # lesson's key -> when it was finished

    @property
    def done_count(self) -> int:
        return len(self.done)

    @property
    def next_lesson(self) -> Lesson | None:
        return next((lesson for lesson in self.lessons if lesson.pk not in self.done), None)


@dataclass(slots=True)
class StudyRecord:
    """How far an agent is through all current lessons, for a desk."""

    done: int = 0
    total: int = 0
    last_done_at: datetime | None = None


def current_courses() -> list[Course]:
    """The latest published version of each course of the open lines, in the lines' order."""
    published = (
        Course.objects.filter(line__is_open=True, published_at__isnull=False)
        .select_related("line")
        .order_by("line__order", "line__code", "code", "-version")
    )
    latest: dict[str, Course] = {}
    for course in published:
        latest.setdefault(course.code, course)
    return list(latest.values())


def study_progress(agent: Agent | None) -> list[CourseProgress]:
    """Every current course with the agent's marks, without the lessons' bodies: three queries."""
    courses = current_courses()
    lessons: dict[int, list[Lesson]] = defaultdict(list)
    for lesson in Lesson.objects.filter(course__in=courses).defer("body_zh", "body_en").order_by("number"):
        lessons[lesson.course_id].append(lesson)
    done = (
        dict(
            LessonRead.objects.filter(
                agent=agent, done_at__isnull=False, lesson__course__in=courses
            ).values_list("lesson_id", "done_at")
        )
        if agent
        else {}
    )
    return [
        CourseProgress(
            course, lessons[course.pk], {one.pk: done[one.pk] for one in lessons[course.pk] if one.pk in done}
        )
        for course in courses
    ]


def unread_lessons(agent: Agent, line_id: int) -> int:
    """How many current lessons of a line the agent has not finished."""
    courses = [course.pk for course in current_courses() if course.line_id == line_id]
    finished = LessonRead.objects.filter(agent=agent, done_at__isnull=False).values("lesson_id")
    return Lesson.objects.filter(course__in=courses).exclude(pk__in=finished).count()


def lesson_after(lesson: Lesson) -> Lesson | None:
    """The next lesson of the same course."""
    later = Lesson.objects.filter(course=lesson.course_id, number__gt=lesson.number)
    return later.defer("body_zh", "body_en").order_by("number").first()


def study_records(agent_ids: Collection[int]) -> dict[int, StudyRecord]:
    """How far each of many agents is, at the same number of queries for one as for a thousand."""
    lessons = list(Lesson.objects.filter(course__in=current_courses()).values_list("pk", flat=True))
    records = {agent_id: StudyRecord(total=len(lessons)) for agent_id in agent_ids}
    reads = LessonRead.objects.filter(agent__in=agent_ids, lesson__in=lessons, done_at__isnull=False)
    for agent_id, done_at in reads.order_by(F("done_at")).values_list("agent_id", "done_at"):
        records[agent_id].done += 1
        records[agent_id].last_done_at = done_at
    return records
