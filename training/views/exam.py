"""Before and after a sitting: what awaits, the start, the result."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from training.actions import start_attempt
from training.models import EXAM, GOLD, Attempt, Exam
from training.queries import exam_standing, gold_lesson, mistakes, rereading
from training.reasons import ALREADY_QUALIFIED, ATTEMPT_OPEN, GOLD_PASSED
from training.rules.exam import renewable_on, right_needed
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import wordings

GOOD_NEWS = (ALREADY_QUALIFIED.code, GOLD_PASSED.code)  # told as such, not as what stands in the way


@allow(AGENT)
@never_cache
@require_safe
def exam(request: HttpRequest, line: str) -> HttpResponse:
    """What awaits, what it leads to, and whether I may begin."""
    return _before(request, _open_exam(line), "training/exam.html")


@allow(AGENT)
@never_cache
@require_safe
def gold(request: HttpRequest, line: str) -> HttpResponse:
    """The same before gold items: by which rules, how exact, how often."""
    return _before(request, _open_exam(line, GOLD), "training/gold.html")


def _before(request: HttpRequest, exam: Exam, template: str) -> HttpResponse:
    standing = exam_standing(_agent(request), exam, clock.now())
    return render(
        request,
        template,
        {
            "exam": exam,
            "standing": standing,
            "may_sit": not standing.reasons,
            # being qualified already is good news, told as such
            "reasons": wordings(one for one in standing.reasons if one.code not in GOOD_NEWS),
            "renew_on": renewable_on(standing.qualification.expires_on) if standing.qualification else None,
            "needed": right_needed(standing.figures.question_count, standing.figures.pass_percent),
            "guidelines": gold_lesson(exam) if exam.is_gold else None,
        },
    )


@allow(AGENT)
@require_POST
def start(request: HttpRequest, line: str) -> HttpResponse:
    """Begin, or go back to the paper that is already open."""
    return _start(_open_exam(line), _agent(request))


@allow(AGENT)
@require_POST
def gold_start(request: HttpRequest, line: str) -> HttpResponse:
    """The same with gold items."""
    return _start(_open_exam(line, GOLD), _agent(request))


def _start(exam: Exam, agent: Any) -> HttpResponse:
    try:
        attempt = start_attempt(exam, agent, now=clock.now())
    except Refused as refused:
        if ATTEMPT_OPEN.code not in refused.codes:
            raise
        attempt = Attempt.objects.get(exam=exam, agent=agent, state="open")
    return redirect("training:attempt", attempt.public_id)


@allow(AGENT)
@never_cache
@require_safe
def result(request: HttpRequest, public_id: str) -> HttpResponse:
    """The score, what it means, what went wrong and where to read it; never which option was right."""
    attempt = get_object_or_404(
        Attempt.objects.select_related("exam__line"), public_id=public_id, agent=_agent(request)
    )
    if attempt.state == "open":
        return redirect("training:attempt", attempt.public_id)
    now = clock.now()
    standing = exam_standing(_agent(request), attempt.exam, now)
    return render(
        request,
        "training/result.html",
        {
            "attempt": attempt,
            "exam": attempt.exam,
            "needed": right_needed(attempt.question_count, attempt.pass_percent),
            "qualification": getattr(attempt, "qualification", None),
            "timed_out": attempt.finished_at == attempt.deadline_at,
            "again_at": standing.again_at,
            "may_sit": not standing.reasons,
            "rereading": rereading(attempt),
            "mistakes": mistakes(attempt),
        },
    )


def _open_exam(line: str, kind: str = EXAM) -> Exam:
    return get_object_or_404(
        Exam.objects.select_related("line"), line__code=line, line__is_open=True, kind=kind
    )


def _agent(request: HttpRequest) -> Any:
    return request.user.agent  # type: ignore[union-attr]
