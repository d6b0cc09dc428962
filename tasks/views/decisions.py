"""Rewards and penalties: proposed by one, decided by another."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions import decisions as act
from tasks.forms.decisions import DecisionForm
from tasks.models import Decision, Review
from tasks.queries.decisions import decisions_waiting, reasons_not_to_decide, why_dropped
from tasks.views.asked import ON_A_PAGE, acted, state_chips, status_of
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.months import month_text
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY
from yunke.listing import Listing, state_counts, ways
from yunke.refusals import wordings

READ = (AUDITOR,)
DECISIONS = Listing(
    "tasks:desk_decisions",
    {"-proposed": "-proposed_at", "number": "agent__number", "-amount": "-amount_fen"},
    keeps=("state",),
)


@allow(OPERATIONS, QUALITY, read=READ)
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Those that can be decided first, then those that wait for the agent, then the past."""
    return render(request, "tasks/decisions.html", _desk(request, None))


@allow(OPERATIONS, QUALITY, read=READ)
@require_safe
def decision(request: HttpRequest, public_id: str) -> HttpResponse:
    """One with its evidence, the agent's word, and the two buttons."""
    one = _decision(public_id)
    by_proposer = one.proposed_by_id == request.user.pk
    reasons = reasons_not_to_decide(one, request.user, clock.now())
    return render(
        request,
        "tasks/decisions.html",
        _desk(request, one)
        | {
            "reasons": wordings(reasons) if one.state == "proposed" else [],
            "by_proposer": by_proposer,
            "dropped_why": why_dropped(one),
        },
    )


def _desk(request: HttpRequest, one: Decision | None) -> dict[str, object]:
    now, listed = clock.now(), DECISIONS.shown(request)
    state = listed.one_of("state", Decision.STATES.words, "proposed")
    rows = Decision.objects.select_related("agent__user", "task", "clause")
    page = listed.page(rows.filter(state=state), ON_A_PAGE)
    ripe = set(decisions_waiting(now=now).values_list("pk", flat=True)[:1_000])
    return ways(list(page), one, lambda row: DECISIONS.beside(request, "tasks:decision", row.public_id)) | {
        "page": page,
        "rows": [{"row": row, "ripe": row.pk in ripe} for row in page],
        "item": one,
        "state": state,
        "states": state_chips(Decision.STATES, state_counts(Decision.objects.all())),
        "list_url": listed.url + listed.query(),
    }


@allow(OPERATIONS, QUALITY)
def decision_new(request: HttpRequest) -> HttpResponse:
    """Propose a reward or penalty; the agent is told at once."""
    review = Review.objects.filter(public_id=request.GET.get("review", ""), fatal_count__gt=0).first()
    form, reasons = DecisionForm(request.POST or None, initial=_about(review) if review else None), []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            one = act.propose_decision(
                given["task"],
                given["agent"],
                given["kind"],
                given["amount_fen"],
                occurred_on=given["occurred_on"],
                evidence=given["evidence"],
                clause=given["clause"],
                review=given["review"],
                by=request.user,
                now=clock.now(),
            )
        except Refused as refused:
            reasons = wordings(refused.reasons)
        else:
            messages.success(request, _("提出来了，已告诉本人；要另一位同事来决定。"))
            return redirect("tasks:decision", one.public_id)
    page = {"form": form, "reasons": reasons}
    return render(request, "tasks/decision_new.html", page, status=status_of(form, reasons))


@allow(OPERATIONS, QUALITY)
@require_POST
def decision_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """The second person says yes."""
    one = _decision(public_id)
    following = _after(request, one)
    done = acted(
        request, lambda: act.approve_decision(one, by=request.user, now=clock.now()), _approved_words
    )
    return _on(request, following if done else one)


def _about(review: Review) -> dict[str, object]:
    """A fatal error as the beginning of a penalty: whose, where, when, and what the reviewers wrote."""
    said = [one.why for one in review.scorings.order_by("pk") if one.fatal and one.why]
    words = _("质检发现致命错误，通话编号 %(key)s。") % {"key": review.source_key}
    return {
        "kind": "penalty",
        "agent": review.agent.number,
        "task": review.task.public_id,
        "occurred_on": review.local_on,
        "evidence": "\n".join([words, *said]),
        "review": review.public_id,
    }


def _approved_words(one: Decision) -> str:
    assert one.settle_month is not None
    return _("决定了，算在 %(month)s。") % {"month": month_text(one.settle_month)}


@allow(OPERATIONS, QUALITY)
@require_POST
def decision_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """It does not stand."""
    one, why = _decision(public_id), request.POST.get("why", "")[:500]
    following = _after(request, one)
    done = acted(
        request,
        lambda: act.drop_decision(one, why, by=request.user, now=clock.now()),
        lambda row: _("不成立，已告诉本人。"),
    )
    return _on(request, following if done else one)


def _after(request: HttpRequest, one: Decision) -> Decision | None:
    """Which is decided next, of the list as it stands."""
    listed = DECISIONS.shown(request)
    found: Decision | None = listed.following(Decision.objects.filter(state="proposed"), one)
    return found


def _on(request: HttpRequest, one: Decision | None) -> HttpResponse:
    """To this one with the list beside it; to the list where nothing is left."""
    if one is None:
        return redirect(DECISIONS.back(request))
    return redirect(DECISIONS.beside(request, "tasks:decision", one.public_id))


def _decision(public_id: str) -> Decision:
    rows = Decision.objects.select_related(
        "agent__user", "task__entity", "clause__table", "proposed_by", "decided_by", "review"
    )
    return get_object_or_404(rows, public_id=public_id)
