"""Sessions that were opened by a handover's code: one step of the path and nothing else.

Who looks over a shoulder, or takes a picture of the phone, has the code for ten minutes and until it is opened.
With it they could do this one step in the agent's name, or see its own numbers: no pay, no profile, no papers, no
other step, no API, no token, no change of the account, because whatever is not named here is refused. The session
ends after an hour, by signing out, and with all others by "sign out elsewhere". A code taken first by somebody
else is seen at once: the phone says "opened" while the agent's own computer says that the code is spent; the
agent makes a new one and the step itself can be withdrawn. The opening is a button, so that no preview of the
link spends it, and the record says when it was opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse

from onboarding.reasons.checks import ONLY_THIS_STEP
from yunke.ground.errors import Refused
from yunke.refusals import as_json, refused_page

KEY = "only_step"
LASTS_SECONDS = 3_600
DOORS = {
    "equipment": ("onboarding:equipment", "onboarding:line", "onboarding:equipment_withdraw"),
    "room": ("onboarding:room", "onboarding:room_withdraw"),
    "room_today": ("onboarding:room_today",),
    "typing": (
        "onboarding:typing",
        "onboarding:typing_start",
        "onboarding:typing_save",
        "onboarding:typing_finish",
    ),
}
ALWAYS = frozenset(("account_logout", "set_language", "health", "onboarding:go", "onboarding:go_open"))


class NarrowMiddleware:
    """Refuses every door that is not the step's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, named: Any) -> HttpResponseBase | None:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not (step := request.session.get(KEY)):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ALWAYS or name in DOORS.get(step, ()):
            return None
        reason = ONLY_THIS_STEP(step=step)
        if request.path.startswith("/api/"):
            return JsonResponse({"reasons": as_json([reason])}, status=403)
        return refused_page(request, Refused(reason), status=403, back=reverse(f"onboarding:{step}"))
