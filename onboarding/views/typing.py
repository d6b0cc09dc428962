"""The typing test: the text, the box, the clock, the result."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.typing import finish_typing, save_typing, start_typing
from onboarding.models import TypingTest
from onboarding.queries.typing import latest_typing, typing_goals
from onboarding.rules.typing import LEAST_LETTERS, SECONDS
from onboarding.rules.typing_texts import TEXTS
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import Wording, stored_wordings, wordings


@never_cache
@allow(AGENT)
@require_safe
def typing(request: HttpRequest) -> HttpResponse:
    agent: Any = request.user.agent  # type: ignore[union-attr]
    return render(request, "onboarding/typing.html", _page(agent, latest_typing(agent)))


def _page(agent: Any, test: TypingTest | None, refused: list[Wording] | None = None) -> dict[str, Any]:
    now = clock.now()
    open_one = test if test and test.state == "started" else None
    gone = (now - open_one.submitted_at).total_seconds() if open_one else 0
    return {
        "test": test,
        "open": open_one,
        "shown": TEXTS[open_one.text_code] if open_one else "",
        "left": max(round(SECONDS - gone), 0),
        "minutes": SECONDS // 60,
        "least": LEAST_LETTERS,
        "numbers": typing_goals(agent, now),
        "reasons": stored_wordings(test.reasons) if test else [],
        "refused": refused or [],
    }


@allow(AGENT)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    start_typing(request.user.agent, now=clock.now())  # type: ignore[union-attr]
    return redirect("onboarding:typing")


@allow(AGENT)
@require_POST
def save(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every few seconds, by the page itself."""
    save_typing(_mine(request, public_id), request.POST.get("typed", ""), now=clock.now())
    return HttpResponse(status=204)


@allow(AGENT)
@require_POST
def finish(request: HttpRequest, public_id: str) -> HttpResponse:
    test, text = _mine(request, public_id), request.POST.get("typed", "")
    try:
        finish_typing(test, text, _signs(request), now=clock.now())
    except Refused as refused:
        if test.state != "started":
            raise
        test.typed = text
        page = _page(test.agent, test, wordings(refused.reasons))
        return render(request, "onboarding/typing.html", page, status=409)
    return redirect("onboarding:typing")


def _mine(request: HttpRequest, public_id: str) -> TypingTest:
    return get_object_or_404(
        TypingTest.objects.select_related("agent__user"),
        agent=request.user.agent,  # type: ignore[union-attr]
        public_id=public_id,
    )


def _signs(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.POST.get("signs") or "{}")
    except ValueError:
        said = {}
    return said if isinstance(said, dict) else {}
