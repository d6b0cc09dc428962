"""The three documents before duty: read, compare, confirm once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from tasks.actions.papers import NAMES, accept_papers
from tasks.models import Claim
from tasks.queries.board import shift_patterns, usual_hours
from tasks.queries.offers import content_of, papers_of
from tasks.rules.margin import shift_example
from tasks.views.claims import own_claim
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import Wording, wordings


@allow(AGENT)
def papers(request: HttpRequest, public_id: str) -> HttpResponse:
    """Read agreement, terms and penalties; confirm them by the hashes shown."""
    claim = own_claim(request, public_id)
    if request.method != "POST":
        return _page(request, claim)
    try:
        accept_papers(
            claim,
            {name: request.POST.get(name, "") for name in NAMES},
            by=request.user.actor,
            now=clock.now(),
        )
    except Refused as refused:
        return _page(request, claim, wordings(refused.reasons), status=409)
    messages.success(request, gettext("三份文件已确认，你上岗了。现在可以约班。"))
    return redirect("tasks:claim", claim.public_id)


def _page(
    request: HttpRequest, claim: Claim, reasons: list[Wording] | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    today = local_on(now)
    current = papers_of(claim.task, today)
    patterns = shift_patterns([claim.task_id], now).get(claim.task_id, [])
    accepted = claim.acceptances.order_by("-pk").first()
    return render(
        request,
        "tasks/papers.html",
        {
            "claim": claim,
            "task": claim.task,
            "papers": current,
            "terms": current.terms,
            "today": today,
            "penalties": current.penalties,
            "agreement": current.agreement,
            "accepted": accepted,
            "now": now,
            "patterns": patterns,
            "example": shift_example(content_of(current.terms), *usual_hours(patterns))
            if current.terms
            else None,
            "complete": all((current.agreement, current.terms, current.penalties)),
            "reasons": reasons or [],
            "all_accepted": bool(
                accepted
                and current.terms
                and current.penalties
                and current.agreement
                and (accepted.agreement_hash, accepted.terms_hash, accepted.penalty_hash)
                == (current.agreement.hash, current.terms.hash, current.penalties.hash)
            ),
        },
        status=status,
    )
