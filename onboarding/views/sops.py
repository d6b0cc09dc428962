"""The operator's pages of the SOP: each line's version in force, what waits, and a new version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.sop import decide_sop, propose_sop
from onboarding.forms.sop import SopForm
from onboarding.models import Line, Sop
from onboarding.queries.sop import sop_of, step_rows, versions_of
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS
from yunke.refusals import answer_of, wordings


@allow(OPERATIONS, read=(AUDITOR,))
@require_safe
def sops(request: HttpRequest) -> HttpResponse:
    """Every line with the steps that count today, and the version that waits."""
    now, user = clock.now(), request.user
    found = versions_of(Line.objects.all(), now)
    rows = [
        {
            "line": line,
            "now": now_in_force,
            "steps": step_rows(now_in_force),
            "waiting": waiting,
            "asked": step_rows(waiting),
        }
        for line, now_in_force, waiting in found
    ]
    return render(
        request,
        "onboarding/sops.html",
        {"rows": rows, "can_act": OPERATIONS in user.roles, "me": user.pk},  # type: ignore[union-attr]
    )


@allow(OPERATIONS)
def new_version(request: HttpRequest, line: str) -> HttpResponse:
    """The steps that count today as a form; sent, they wait for a second person."""
    found, now, user = get_object_or_404(Line, code=line), clock.now(), request.user
    current = sop_of(found, now)
    form = SopForm(
        request.POST if request.method == "POST" else None,
        steps=list(current.steps.all()) if current else [],
        initial={"effective_on": local_on(now)},
    )
    refused: list[Any] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            propose_sop(
                found,
                form.rows(),
                effective_on=given["effective_on"],
                why=given["why"],
                by=user,  # type: ignore[arg-type]
                now=now,
            )
        except Refused as said:
            refused = wordings(said.reasons)
        else:
            messages.success(request, gettext("提出了，等另一位运营同意后生效。"))
            return redirect("onboarding:sops")
    status = 409 if refused else 422 if form.errors else 200
    return render(
        request, "onboarding/sop_new.html", {"line": found, "form": form, "reasons": refused}, status=status
    )


@allow(OPERATIONS)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a proposed version in force, or take it away."""
    sop = get_object_or_404(Sop.objects.select_related("line"), public_id=public_id)
    agree = answer_of(request, "decision", "agree", "withdraw") == "agree"
    decide_sop(sop, agree=agree, by=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(request, gettext("已生效。") if agree else gettext("已撤回，没有改变什么。"))
    return redirect("onboarding:sops")
