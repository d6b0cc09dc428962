"""Before and after a sitting: what awaits, the start, the result."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from training.actions import start_attempt
from training.models import EXAM, Attempt, Exam
from training.queries import exam_standing, mistakes, rereading
from training.reasons import ALREADY_QUALIFIED, ATTEMPT_OPEN
from training.rules.exam import renewable_on, right_needed
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import wordings


@allow(AGENT)
@never_cache
@require_safe
def exam(request: HttpRequest, line: str) -> HttpResponse:
    """What awaits, what it leads to, and whether I may begin."""
    exam = _open_exam(line)
    standing = exam_standing(_agent(request), exam, clock.now())
    return render(
        request,
        "training/exam.html",
        {
            "exam": exam,
            "standing": standing,
            "may_sit": not standing.reasons,
            # being qualified already is good news, told as such
            "reasons": wordings(one for one in standing.reasons if one.code != ALREADY_QUALIFIED.code),
            "renew_on": renewable_on(standing.qualification.expires_on) if standing.qualification else None,
            "needed": right_needed(exam.question_count, exam.pass_percent),
        },
    )


@allow(AGENT)
@require_POST
def start(request: HttpRequest, line: str) -> HttpResponse:
    """Begin, or go back to the paper that is already open."""
    exam, agent = _open_exam(line), _agent(request)
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


def _open_exam(line: str) -> Exam:
    return get_object_or_404(
        Exam.objects.select_related("line"), line__code=line, line__is_open=True, kind=EXAM
    )


def _agent(request: HttpRequest) -> Any:
    return request.user.agent  # type: ignore[union-attr]
