"""Learning: the courses, a lesson, and the reader's word that it is finished."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from onboarding.models import Agent
from training.actions import finish_lesson, open_lesson
from training.models import EXAM, Exam, Lesson, LessonRead
from training.queries import exam_standing, lesson_after, open_exams, study_progress
from training.rules.lesson_text import lesson_html, paragraphs
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AGENT, ANYONE

PUBLIC_LESSON = 1  # the first lesson of a line needs no account


@allow(ANYONE)
@require_safe
def study(request: HttpRequest) -> HttpResponse:
    """Every course with my marks on it, and what to do next."""
    agent, now = agent_of(request), clock.now()
    courses = study_progress(agent)
    return render(
        request,
        "training/study.html",
        {
            "agent": agent,
            "courses": courses,
            "next": next(((one, one.next_lesson) for one in courses if one.next_lesson), None),
            "standings": [exam_standing(agent, exam, now) for exam in open_exams()] if agent else [],
        },
    )


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
