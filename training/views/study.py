"""Learning: the courses, a lesson, and the reader's word that it is finished."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from onboarding.models import Agent, Line
from onboarding.queries.sop import chosen_lines
from training.actions import finish_lesson, open_lesson
from training.models import EXAM, Exam, Lesson, LessonRead
from training.queries import (
    CourseProgress,
    Standing,
    exam_standing,
    first_lesson,
    lesson_after,
    open_exams,
    study_progress,
)
from training.rules.lesson_text import lesson_html, paragraphs
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AGENT, ANYONE

PUBLIC_LESSON = 1  # the first lesson of a line needs no account


@dataclass(slots=True)
class LineStudy:
    """A line on the study page: its courses, what it asks to prove, and whether the reader chose it."""

    line: Line
    courses: list[CourseProgress] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    chosen: bool = False

    @property
    def next_lesson(self) -> Lesson | None:
        return next((one.next_lesson for one in self.courses if one.next_lesson), None)

    @property
    def done(self) -> int:
        return sum(one.done_count for one in self.courses)

    @property
    def total(self) -> int:
        return sum(len(one.lessons) for one in self.courses)


@allow(ANYONE)
@require_safe
def study(request: HttpRequest) -> HttpResponse:
    """The lines I chose with my marks on their lessons, and what to do next; the other lines below."""
    agent, now = agent_of(request), clock.now()
    lines = _lines(agent, now)
    mine = [one for one in lines if one.chosen] or lines
    return render(
        request,
        "training/study.html",
        {
            "agent": agent,
            "mine": mine,
            "others": [one for one in lines if one not in mine],
            "next": next(((one.line, one.next_lesson) for one in mine if one.next_lesson), None),
            "standing": _leading([standing for one in mine for standing in one.standings]),
        },
    )


def _lines(agent: Agent | None, now: datetime) -> list[LineStudy]:
    chosen = {line.pk for line in chosen_lines(agent)} if agent else set()
    found: dict[int, LineStudy] = {}
    for progress in study_progress(agent):
        line = progress.course.line
        found.setdefault(line.pk, LineStudy(line, chosen=line.pk in chosen)).courses.append(progress)
    for exam in open_exams() if agent else []:
        if exam.line_id in found and (not chosen or exam.line_id in chosen):
            found[exam.line_id].standings.append(exam_standing(agent, exam, now))
    return list(found.values())


def _leading(standings: list[Standing]) -> Standing | None:
    """The one the page's head speaks of: under way, else possible now, else waited for, else any."""
    ranks = (
        lambda one: one.open,
        lambda one: not one.reasons,
        lambda one: one.again_at,
        lambda one: not (one.qualification or one.passed),
        lambda one: True,
    )
    return next((one for rank in ranks for one in standings if rank(one)), None)


@allow(ANYONE)
@require_safe
def first(request: HttpRequest, line: str) -> HttpResponse:
    """A line's first lesson, which needs no account: an address that stays when the course is published anew."""
    if found := first_lesson(line):
        return redirect("training:lesson", found.public_id)
    raise Http404


@allow(ANYONE)
@require_safe
def lesson(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One lesson to read; an agent's first look is noted."""
    lesson = get_object_or_404(
        Lesson.objects.select_related("course__line"), public_id=public_id, course__published_at__isnull=False
    )
    if lesson.number != PUBLIC_LESSON and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    agent = agent_of(request)
    if agent:
        open_lesson(lesson, agent, now=clock.now())
    return render(
        request,
        "training/lesson.html",
        {
            "agent": agent,
            "lesson": lesson,
            "html": mark_safe(lesson_html(lesson.body)),  # noqa: S308 - our own renderer, raw HTML is off
            "paragraphs": paragraphs(lesson.body),
            "read": LessonRead.objects.filter(agent=agent, lesson=lesson).first() if agent else None,
            "following": lesson_after(lesson),
            "exam": Exam.objects.filter(line=lesson.course.line, kind=EXAM).select_related("line").first(),
        },
    )


@allow(AGENT)
@require_POST
def done(request: HttpRequest, public_id: str) -> HttpResponse:
    """The reader says the lesson is finished; on to the next one, or to the exam."""
    lesson = get_object_or_404(
        Lesson.objects.select_related("course__line"), public_id=public_id, course__published_at__isnull=False
    )
    finish_lesson(lesson, request.user.agent, now=clock.now())  # type: ignore[union-attr]
    if following := lesson_after(lesson):
        return redirect("training:lesson", following.public_id)
    if Exam.objects.filter(line=lesson.course.line, kind=EXAM).exists():
        return redirect("training:exam", lesson.course.line.code)
    return redirect("training:study")


def agent_of(request: HttpRequest) -> Agent | None:
    """The agent who looks, if it is one."""
    return getattr(request.user, "agent", None) if request.user.is_authenticated else None
