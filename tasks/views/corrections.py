"""Corrections of facts a closed month has paid: found, proposed by one, approved by another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions import corrections as act
from tasks.forms.decisions import CorrectionForm, FactForm
from tasks.models import Correction, Result, Segment
from tasks.queries.decisions import (
    CORRECTIONS_FIRST,
    corrections_listed,
    corrections_of,
    facts_of_day,
    is_month_closed,
    value_after_corrections,
)
from tasks.views.asked import ON_A_PAGE, acted, opened, status_of
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.months import month_text
from yunke.ground.roles import APPROVER, AUDITOR, OPERATIONS, PREPARER
from yunke.listing import Listing, ways
from yunke.refusals import wordings

READ = (AUDITOR, PREPARER, APPROVER)
LIST = Listing(
    "tasks:desk_corrections",
    {
        "state": CORRECTIONS_FIRST,
        "number": "agent__number",
        "task": "task__name",
        "-day": Coalesce("segment__local_on", "result__local_on").desc(),
    },
)
FACTS: dict[str, type[Segment] | type[Result]] = {"segment": Segment, "result": Result}


@allow(OPERATIONS, read=READ)
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Those that wait for a second person first."""
    listed = LIST.shown(request)
    page = listed.page(corrections_listed(), ON_A_PAGE)
    shown = list(page)
    item = opened(request, shown, lambda one: _waits_for(one, request))
    return render(
        request,
        "tasks/corrections.html",
        ways(shown, item, listed.on)
        | {
            "page": page,
            "rows": [
                {
                    "row": row,
                    "measure": act.measure_of(act.corrected_fact(row)),
                    "on": act.corrected_fact(row).local_on,
                    "url": listed.on(row),
                }
                for row in shown
            ],
            "waiting": Correction.objects.filter(state="proposed").count(),
            "item": item,
            "may_write": OPERATIONS in request.user.roles,
        },
    )


def _waits_for(one: Correction, request: HttpRequest) -> bool:
    """Whether it waits, and for somebody who has not proposed it."""
    return one.state == "proposed" and one.proposed_by_id != request.user.pk


@allow(OPERATIONS, read=READ)
@require_safe
def correction_find(request: HttpRequest) -> HttpResponse:
    """Whose fact of which day; then the facts to choose from."""
    form = FactForm(request.GET or None)
    facts: list[dict[str, Any]] = []
    if request.GET and form.is_valid():
        given = form.cleaned_data
        segments, results = facts_of_day(given["task"], given["agent"], given["on"])
        facts = [{"fact": one, "kind": "segment", "closed": is_month_closed(one)} for one in segments]
        facts += [{"fact": one, "kind": "result", "closed": is_month_closed(one)} for one in results[:200]]
    return render(
        request,
        "tasks/correction_find.html",
        {
            "form": form,
            "facts": facts,
            "asked": bool(request.GET) and form.is_valid(),
            "may_write": OPERATIONS in request.user.roles,
        },
    )


@allow(OPERATIONS)
def correction_new(request: HttpRequest, kind: str, public_id: str) -> HttpResponse:
    """What the fact should have been, and why."""
    fact = _fact(kind, public_id)
    measure = act.measure_of(fact)
    then = value_after_corrections(fact, measure)
    form, reasons = CorrectionForm(request.POST or None, measure=measure, initial={measure: then}), []
    if request.method == "POST" and form.is_valid():
        try:
            act.propose_correction(
                fact, form.value, form.cleaned_data["why"], by=request.user, now=clock.now()
            )
        except Refused as refused:
            reasons = wordings(refused.reasons)
        else:
            messages.success(request, _("提出来了，等另一位同事核准。"))
            return redirect("tasks:desk_corrections")
    return render(
        request,
        "tasks/correction_new.html",
        {
            "fact": fact,
            "kind": kind,
            "measure": measure,
            "then": then,
            "form": form,
            "reasons": reasons,
            "earlier": corrections_of(fact).exclude(state="proposed"),
            "most": act.most_correct(fact),
        },
        status=status_of(form, reasons),
    )


@allow(OPERATIONS)
@require_POST
def correction_approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """The second person agrees."""
    one = _correction(public_id)
    return _decided(request, one, act.approve_correction, _approved_words)


def _approved_words(one: Correction) -> str:
    assert one.settle_month is not None
    return _("核准了，差额算在 %(month)s。") % {"month": month_text(one.settle_month)}


@allow(OPERATIONS)
@require_POST
def correction_refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """It stays as it was."""
    one = _correction(public_id)
    return _decided(request, one, act.refuse_correction, lambda row: _("不改。"))


def _decided(request: HttpRequest, one: Correction, decide: Any, words: Any) -> HttpResponse:
    """Do it and go on to the next of the list that this person may decide."""
    listed = LIST.shown(request)
    waiting = corrections_listed().filter(state="proposed").exclude(proposed_by=request.user)
    following = listed.following(waiting, one)
    done = acted(request, lambda: decide(one, by=request.user, now=clock.now()), words)
    return redirect(listed.on(following if done else one))


def _fact(kind: str, public_id: str) -> Segment | Result:
    if kind not in FACTS:
        raise Http404
    fact: Segment | Result = get_object_or_404(
        FACTS[kind].objects.select_related("task", "agent__user"), public_id=public_id
    )
    return fact


def _correction(public_id: str) -> Correction:
    return get_object_or_404(
        Correction.objects.select_related("agent__user", "task", "segment__entity", "result__entity"),
        public_id=public_id,
    )
