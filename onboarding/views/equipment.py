"""An agent's computer and line: measured by the page, declared, photographed."""

from __future__ import annotations

import base64
import os
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from onboarding.actions.equipment import hand_in_equipment, withdraw_equipment
from onboarding.forms.equipment import CARRIERS, HEADSETS, LINE_TYPES, EquipmentForm, declared_of
from onboarding.models import Agent, EquipmentCheck
from onboarding.queries.equipment import latest_equipment
from onboarding.reasons.checks import LINE_LIMIT, PIECE_TOO_BIG
from onboarding.rules.curve import curves
from onboarding.rules.line import MOST_BYTES
from onboarding.words import equipment_rows
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import stored_wordings

PIECES_EACH_WAY = 10  # a second each: 20 seconds, 40 MB at most
MEGABYTES = 2 * PIECES_EACH_WAY * MOST_BYTES // 1024 // 1024


@never_cache
@allow(AGENT)
def equipment(request: HttpRequest) -> HttpResponse:
    agent: Agent = request.user.agent  # type: ignore[union-attr]
    last = latest_equipment(agent)
    form = (
        EquipmentForm(request.POST, request.FILES)
        if request.method == "POST"
        else EquipmentForm(initial=declared_of(last))
    )
    if request.method == "POST" and form.is_valid() and _handed_in(request, agent, form):
        return redirect("onboarding:equipment")
    context = equipment_page(last) | {
        "form": form,
        "megabytes": MEGABYTES,
        "pieces": PIECES_EACH_WAY,
        "piece_bytes": MOST_BYTES,
    }
    return render(request, "onboarding/equipment.html", context, status=422 if form.errors else 200)


def _handed_in(request: HttpRequest, agent: Agent, form: EquipmentForm) -> bool:
    given = form.cleaned_data
    try:
        hand_in_equipment(
            agent,
            raw=given["measured"],
            declared=form.declared,
            photo=given["photo"],
            address=address_of(request),
            now=clock.now(),
        )
    except Refused as refused:
        form.add_reasons(refused)
        return False
    return True


def address_of(request: HttpRequest) -> str:
    """Where the visitor comes from; behind our proxy, what the proxy says last."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return said.split(",")[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


def equipment_page(check: EquipmentCheck | None) -> dict[str, Any]:
    """What a page shows of a check; staff's pages show the same."""
    if check is None:
        return {"check": None, "may_measure": True}
    measures = check.measures
    return {
        "check": check,
        "may_measure": check.state != "submitted",
        "measured": equipment_rows(measures, check.thresholds),
        "reasons": stored_wordings(check.reasons),
        "curves": curves(measures.get("down_curve", []), measures.get("up_curve", [])),
        "microphones": measures.get("microphones", []),
        "browser": measures.get("browser", ""),
        "carrier": dict(CARRIERS).get(check.carrier, check.carrier),
        "seen": dict(CARRIERS).get(check.carrier_seen, gettext("看不出来")),
        "line_type": dict(LINE_TYPES).get(check.line_type, check.line_type),
        "headset": dict(HEADSETS).get(check.headset, check.headset),
    }


@allow(AGENT)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    check = get_object_or_404(EquipmentCheck, agent=user.agent, state="submitted")
    withdraw_equipment(check, by=user, now=clock.now())
    messages.success(request, gettext("已撤回，可以重新测。"))
    return redirect("onboarding:equipment")


@never_cache
@allow(AGENT)
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest) -> HttpResponse:
    """A ping (``?ping``), or a piece: fetched by GET, taken and thrown away by POST. So many a person and no more."""
    kind = "ping_line" if "ping" in request.GET else "measure_line"
    if not ratelimit.consume(request, action=kind, user=request.user):
        raise Refused(LINE_LIMIT())
    if kind == "ping_line":
        return HttpResponse(status=204)
    if request.method == "GET":
        as_it_is = {"Content-Encoding": "identity"}  # what is packed on the way measures the packing
        noise = base64.b64encode(os.urandom(MOST_BYTES // 4 * 3))
        return HttpResponse(noise, content_type="application/octet-stream", headers=as_it_is)
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise Refused(PIECE_TOO_BIG(limit=MOST_BYTES))
    try:
        return HttpResponse(str(len(request.body)), content_type="text/plain")
    except UnreadablePostError:  # its second was over: the page hung up
        return HttpResponse(status=204)
