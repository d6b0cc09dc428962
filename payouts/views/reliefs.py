"""Tax reliefs of one paying entity's people: proposed from a document, confirmed by another person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from payouts.actions.reliefs import confirm_relief, propose_relief, refuse_relief
from payouts.forms import ReliefForm
from payouts.models import TaxRelief
from payouts.queries.reliefs import reliefs as all_reliefs
from tasks.models import PayingEntity
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, PREPARER
from yunke.listing import Listing, by_state
from yunke.refusals import wordings

PAGE = 50
RELIEFS = Listing(
    "payouts:reliefs",
    {
        "-newest": "-pk",
        "number": "agent__number",
        "-year": ("-tax_year", "agent__number"),
        "-amount": "-relief_fen",
        "state": (by_state(TaxRelief.STATES), "-pk"),
    },
)


@never_cache
@allow(PREPARER, read=(*FINANCE, AUDITOR))
def reliefs(request: HttpRequest, public_id: str) -> HttpResponse:
    of = get_object_or_404(PayingEntity, public_id=public_id)
    form = ReliefForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            propose_relief(
                of,
                told["agent"],
                tax_year=told["tax_year"],
                relief_fen=told["amount"],
                document=told["document"],
                by=_user(request),
                now=clock.now(),
            )
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, said.sentence)
        else:
            messages.success(request, gettext("已提出，等审批人核。"))
            return redirect(RELIEFS.back(request, public_id))
    page = RELIEFS.shown(request).page(all_reliefs().filter(entity=of), PAGE)
    roles = _user(request).roles
    context = {
        "entity": of,
        "page": page,
        "form": form,
        "may": PREPARER in roles,
        "may_confirm": APPROVER in roles,
    }
    return render(request, "payouts/reliefs.html", context, status=422 if form.errors else 200)


@require_POST
@allow(APPROVER)
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    of = confirm_relief(_relief(public_id), by=_user(request), now=clock.now())
    messages.success(request, gettext("已核准，从还没有批准的月份起用。"))
    return redirect(RELIEFS.back(request, of.entity.public_id))


@require_POST
@allow(APPROVER)
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    of = refuse_relief(_relief(public_id), by=_user(request), now=clock.now())
    return redirect(RELIEFS.back(request, of.entity.public_id))


def _relief(public_id: str) -> TaxRelief:
    return get_object_or_404(TaxRelief.objects.select_related("entity"), public_id=public_id)


def _user(request: HttpRequest) -> Any:
    return request.user
