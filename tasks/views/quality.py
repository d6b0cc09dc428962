"""An agent's reviews: the score on each task, each review with its reasons, one appeal."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.reviewing import appeal_review
from tasks.models import Review, Scoring
from tasks.queries.quality import results_of, reviews_of, scores_by_task, scorings_of
from tasks.rules.reviewing import reasons_not_to_appeal
from tasks.views.asked import acted, page_of
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.months import previous_month
from yunke.ground.roles import AGENT

WORDS = 2_000


@allow(AGENT)
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """My score on each task, this month and the last, and every review."""
    agent, today = request.user.agent, local_on(clock.now())
    first = previous_month(today.replace(day=1))
    return render(
        request,
        "tasks/quality.html",
        {
            "scores": scores_by_task(first, today, agents=[agent.pk]),
            "page": page_of(request, reviews_of(agent), 30),
        },
    )


@allow(AGENT)
@require_safe
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    """One review: every item, who of how many scored it, the reasons, my appeal."""
    found = get_object_or_404(reviews_of(request.user.agent), public_id=public_id)
    appeal = getattr(found, "appeal", None)
    reasons = list(
        reasons_not_to_appeal(
            found.state, found.appeal_until, "x", appealed=appeal is not None, now=clock.now()
        )
    )
    page = {
        "review": found,
        "appeal": appeal,
        "may_appeal": not reasons,
        "cards": [card_rows(one) for one in scorings_of(found)],
        "results": results_of(found),
    }
    return render(request, "tasks/review.html", page)


@allow(AGENT)
@require_POST
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    found = get_object_or_404(Review, public_id=public_id, agent=request.user.agent)
    words, now = request.POST.get("words", "")[:WORDS], clock.now()
    acted(
        request,
        lambda: appeal_review(found, words, now=now),
        lambda one: _("收到了，由没有评过分的另一位同事来看。"),
    )
    return redirect("tasks:my_review", public_id)


def card_rows(scoring: Scoring) -> dict[str, Any]:
    """A scorecard with its items named."""
    return {
        "scoring": scoring,
        "items": [
            one | {"score": scoring.scores.get(one["code"]), "happened": one["code"] in scoring.fatal}
            for one in scoring.rubric.worded()
        ],
    }
