"""A sitting, one question a page. Works without scripts; with them, exam.js saves as one chooses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from training.actions import close_overdue, finish_attempt, save_answer
from training.forms import AnswerForm
from training.models import Answer, Attempt
from training.queries import first_unanswered, gold_lesson, paper
from training.rules.exam import right_needed, seconds_left
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import PAY_ZONE
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import as_json, wordings


@allow(AGENT)
@never_cache
@require_safe
def attempt(request: HttpRequest, public_id: str) -> HttpResponse:
    """Come back: on to the first open question, or to the result when time is up or the paper is in."""
    attempt, now = _attempt(request, public_id), clock.now()
    if attempt.state == "open" and attempt.deadline_at < now:
        attempt = close_overdue(attempt, now=now)
    if attempt.state != "open":
        return redirect("training:result", attempt.public_id)
    return redirect("training:question", attempt.public_id, first_unanswered(attempt))


@allow(AGENT)
@never_cache
@require_safe
def question(request: HttpRequest, public_id: str, position: int) -> HttpResponse:
    """One question of the paper, the map of all, the time left."""
    attempt = _attempt(request, public_id)
    if _is_over(attempt) or not 1 <= position <= attempt.question_count:
        return redirect("training:attempt", attempt.public_id)
    places = paper(attempt)
    return render(
        request,
        "training/question.html",
        _sitting(attempt, places)
        | {
            "place": places[position - 1],
            "is_last": position == attempt.question_count,
        },
    )


@allow(AGENT)
@never_cache
@require_safe
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """Before handing in: what is still open, what I wanted to see again."""
    attempt = _attempt(request, public_id)
    if _is_over(attempt):
        return redirect("training:attempt", attempt.public_id)
    places = paper(attempt)
    return render(
        request,
        "training/review.html",
        _sitting(attempt, places)
        | {
            "open_places": [one for one in places if one.chosen is None],
            "marked_places": [one for one in places if one.look_again],
            "needed": right_needed(attempt.question_count, attempt.pass_percent),
        },
    )


@allow(AGENT)
@require_POST
def answer(request: HttpRequest, public_id: str, position: int) -> HttpResponse:
    """Keep an answer; to a script in JSON, to a form by going where its button says."""
    answer = get_object_or_404(
        Answer, attempt__public_id=public_id, attempt__agent=_agent(request), position=position
    )
    form, now = AnswerForm(request.POST), clock.now()
    in_json = request.headers.get("Accept") == "application/json"
    if not form.is_valid():
        return HttpResponse(status=400)
    try:
        save_answer(answer, now=now, **form.cleaned_data)
    except Refused as refused:
        if in_json:
            return JsonResponse({"reasons": as_json(refused.reasons)}, status=409)
        messages.warning(request, wordings(refused.reasons)[0].text)
        return redirect("training:attempt", public_id)
    if in_json:
        return JsonResponse({"saved_at": f"{now.astimezone(PAY_ZONE):%H:%M:%S}"})
    return _go(request.POST.get("go", ""), public_id, position)


@allow(AGENT)
@require_POST
def finish(request: HttpRequest, public_id: str) -> HttpResponse:
    """Hand the paper in."""
    attempt, by = _attempt(request, public_id), request.user.actor  # type: ignore[union-attr]
    finish_attempt(attempt, by=by, now=clock.now())
    return redirect("training:result", attempt.public_id)


def _go(wish: str, public_id: str, position: int) -> HttpResponse:
    """Where a button of the form leads: ``prev``, ``next``, ``review`` or a question's number."""
    if wish == "review":
        return redirect("training:review", public_id)
    steps = {"prev": position - 1, "next": position + 1}
    target = steps.get(wish) or (int(wish) if wish.isascii() and wish.isdigit() else position)
    return redirect("training:question", public_id, max(1, min(target, 10_000)))


def _sitting(attempt: Attempt, places: list[Any]) -> dict[str, Any]:
    seconds = seconds_left(attempt.deadline_at, clock.now())
    return {
        "attempt": attempt,
        "exam": attempt.exam,
        "places": places,
        "answered": sum(1 for one in places if one.chosen is not None),
        "guidelines": gold_lesson(attempt.exam) if attempt.exam.is_gold else None,
        "seconds_left": seconds,
        "minutes_left": -(-seconds // 60),
    }


def _is_over(attempt: Attempt) -> bool:
    return attempt.state != "open" or attempt.deadline_at < clock.now()


def _attempt(request: HttpRequest, public_id: str) -> Attempt:
    mine = Attempt.objects.select_related("exam__line", "agent__user")
    return get_object_or_404(mine, public_id=public_id, agent=_agent(request))


def _agent(request: HttpRequest) -> Any:
    return request.user.agent  # type: ignore[union-attr]
