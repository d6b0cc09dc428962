"""Advances: proposed, granted by another, recorded by a third once the bank has paid."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from payouts.actions.advances import (
    PROPOSERS,
    grant_advance,
    propose_advance,
    record_advance_paid,
    refuse_advance,
)
from payouts.forms import AdvanceForm, AdvancePaidForm, AdvanceRefusedForm
from payouts.models import Advance
from payouts.queries.advances import advances as all_advances
from payouts.queries.advances import said_of
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, RELEASER
from yunke.listing import Listing, by_state
from yunke.refusals import wordings

PAGE = 50
ADVANCES = Listing(
    "payouts:advances",
    {
        "-newest": "-pk",
        "number": "agent__number",
        "-amount": "-amount_fen",
        "state": (by_state(Advance.STATES), "-pk"),
    },
)


@never_cache
@allow(*PROPOSERS, read=(*FINANCE, AUDITOR))
def advances(request: HttpRequest) -> HttpResponse:
    form = AdvanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            propose_advance(
                told["entity"],
                told["agent"],
                told["amount"],
                told["why"],
                beyond=told["beyond"],
                by=_user(request),
                now=clock.now(),
            )
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, said.sentence)
        else:
            messages.success(request, gettext("已提出，等审批人批。"))
            return redirect(ADVANCES.back(request))
    return _page(request, form)


@require_POST
@allow(APPROVER)
def grant(request: HttpRequest, public_id: str) -> HttpResponse:
    grant_advance(_advance(public_id), by=_user(request), now=clock.now())
    messages.success(request, gettext("已批。用网银付出后，由发放人登记流水号。"))
    return redirect(ADVANCES.back(request))


@require_POST
@allow(APPROVER, *PROPOSERS)
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """By the approver; by whoever proposed it, it is taken back."""
    form, of = AdvanceRefusedForm(request.POST), _advance(public_id)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    refuse_advance(of, why=why, by=_user(request), now=clock.now())
    mine = of.proposed_by_id == _user(request).pk
    messages.success(request, gettext("已撤回。") if mine else gettext("没有批，提出的人会收到原因。"))
    return redirect(ADVANCES.back(request))


@require_POST
@allow(RELEASER)
def paid(request: HttpRequest, public_id: str) -> HttpResponse:
    """The bank has paid it: its day and number, from the bank's receipt."""
    of, form = _advance(public_id), AdvancePaidForm(request.POST)
    if not form.is_valid():
        return _page(request, AdvanceForm(), wrong=(of, form))
    told = form.cleaned_data
    record_advance_paid(
        of, paid_on=told["paid_on"], reference=told["reference"], by=_user(request), now=clock.now()
    )
    messages.success(request, gettext("已登记，从开着的这个月扣回。"))
    return redirect(ADVANCES.back(request))


def _page(
    request: HttpRequest, form: AdvanceForm, *, wrong: tuple[Advance, AdvancePaidForm] | None = None
) -> HttpResponse:
    user = _user(request)
    page = ADVANCES.shown(request).page(all_advances(), PAGE)
    said = said_of(page)
    rows = [
        {
            "advance": one,
            "said": said.get(one.public_id, {}),
            "mine": one.proposed_by_id == user.pk,
            "form": wrong[1]
            if wrong and wrong[0].pk == one.pk
            else AdvancePaidForm(auto_id=f"id_{one.public_id}_%s"),
            "may_decide": APPROVER in user.roles and one.proposed_by_id != user.pk,
            "may_record": RELEASER in user.roles and user.pk not in (one.proposed_by_id, one.decided_by_id),
        }
        for one in page
    ]
    context = {"page": page, "rows": rows, "form": form, "may": bool(set(PROPOSERS) & user.roles)}
    return render(request, "payouts/advances.html", context, status=422 if form.errors or wrong else 200)


def _advance(public_id: str) -> Advance:
    return get_object_or_404(
        Advance.objects.select_related("entity", "agent__user", "proposed_by"), public_id=public_id
    )


def _user(request: HttpRequest) -> Any:
    return request.user
