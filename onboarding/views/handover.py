"""From the phone to a computer: the code as a picture and in letters, and the page that spends it."""

from __future__ import annotations

from typing import Any

import segno
from allauth.core.internal.ratelimit import respond_429
from allauth.core.ratelimit import consume
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from onboarding.actions.handover import LASTS, make_handover, open_handover, waiting_handover
from onboarding.models import Handover
from onboarding.narrow import KEY, LASTS_SECONDS
from onboarding.queries.people import masked_phone
from onboarding.reasons.checks import HANDOVER_ELSEWHERE, STEP_WORDS
from onboarding.rules.identity import masked_name
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT, ANYONE

OWN_COMPUTER = ("localhost", "127.0.0.1", "[::1]")


@never_cache
@allow(AGENT)
def handover(request: HttpRequest, step: str) -> HttpResponse:
    """On the phone: a button, then the code. It is shown once; whoever loads the page again makes another."""
    if step not in Handover.STEPS:
        raise Http404
    page = {"step": step, "name": gettext(STEP_WORDS[step]), "minutes": LASTS.seconds // 60}
    if request.method == "POST":
        made, code = make_handover(request.user.agent, step, now=clock.now())  # type: ignore[union-attr]
        address = request.build_absolute_uri(reverse("onboarding:go_open", args=[code]))
        page |= {
            "handover": made,
            "code": "-".join(code[at : at + 4] for at in range(0, len(code), 4)),
            "door": request.build_absolute_uri(reverse("onboarding:go")),
            "picture": drawing(address),
            "no_microphone": not request.is_secure() and request.get_host().split(":")[0] not in OWN_COMPUTER,
        }
    return render(request, "onboarding/handover.html", page)


@never_cache
@allow(AGENT)
@require_safe
def state(request: HttpRequest, step: str) -> HttpResponse:
    """The line that says whether it was opened, asked again every few seconds; without a body while nothing has
    changed, so that a screen reader does not say it again."""
    rows = Handover.objects.filter(agent=request.user.agent, step=step)  # type: ignore[union-attr]
    last = rows.order_by("-made_at", "-pk").first()
    if last is None:
        raise Http404
    now = clock.now()
    if last.state == "waiting" and now < last.expires_at:
        return HttpResponse(status=204)
    return render(request, "onboarding/_handover_state.html", {"handover": last, "step": step, "now": now})


@never_cache
@allow(ANYONE)
@require_safe
def go(request: HttpRequest) -> HttpResponse:
    """On the computer: type the code."""
    code = request.GET.get("code", "").strip()[:40]
    if code and code.replace("-", "").replace(" ", "").isalnum():
        return redirect("onboarding:go_open", code.replace(" ", "-"))
    return render(request, "onboarding/go.html", {})


@never_cache
@allow(ANYONE)
def go_open(request: HttpRequest, code: str) -> HttpResponse:
    """On the computer: say whose step it is, and open it on a press of the button."""
    if not consume(request, action="open_handover"):
        return respond_429(request)
    found, user = waiting_handover(code, now=clock.now()), request.user
    if user.is_authenticated and user.pk != found.agent.user_id:
        raise Refused(HANDOVER_ELSEWHERE())
    if request.method != "POST":
        owner = found.agent.user
        page: dict[str, Any] = {
            "name": masked_name(owner.name) if owner.name else masked_phone(owner),
            "step": gettext(STEP_WORDS[found.step]),
            "code": code,
        }
        return render(request, "onboarding/go_open.html", page)
    opened = open_handover(code, now=clock.now())
    narrow = not user.is_authenticated or KEY in request.session  # the step before was opened here, too
    if not user.is_authenticated:
        login(request, opened.agent.user)
    if narrow:
        request.session[KEY] = opened.step
        request.session.set_expiry(LASTS_SECONDS)
    return redirect(f"onboarding:{opened.step}")


def drawing(address: str) -> str:
    """Inline, without style attributes; dark on white in both colour schemes."""
    return segno.make(address, micro=False).svg_inline(
        scale=6, border=3, dark="#000", light="#fff", svgclass="qr"
    )
