"""What could not be sent, for administrators: to whom, by which way, what kind of failure; and once more."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.errors import gettext_noop as _
from yunke.ground.roles import ADMINISTRATOR, AUDITOR
from yunke.listing import Listing
from yunke.models import Notice
from yunke.notices import worded
from yunke.parked import parked_count, parked_notices, send_again
from yunke.refusals import wordings
from yunke.registry import Queue, registry

ON_A_PAGE = 100
NOTICES = Listing(
    "notices", {"-when": "-due_at", "error": ("error", "-due_at"), "way": ("channel", "-due_at")}
)
WAYS = {"sms": _("短信"), "app": _("站内消息")}


def register() -> None:
    roles = frozenset({ADMINISTRATOR, AUDITOR})
    registry.queue(Queue("notices", _("发不出去的通知"), "settings", 80, "notices", roles, parked_count))


@allow(ADMINISTRATOR, read=(AUDITOR,))
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    page = NOTICES.shown(request).page(parked_notices(), ON_A_PAGE)
    users: Any = (
        get_user_model().objects.filter(public_id__in={one.recipient for one in page}).select_related("agent")
    )
    names = {user.public_id: str(user) for user in users}
    return render(request, "notices.html", {
        "page": page,
        "rows": [_row(one, names) for one in page],
        "kinds": parked_notices().order_by("error").values("error").annotate(count=Count("pk")),
        "can_act": ADMINISTRATOR in request.user.roles,  # type: ignore[union-attr]
    })  # fmt: skip


@allow(ADMINISTRATOR)
@require_POST
def notices_again(request: HttpRequest) -> HttpResponse:
    """The ticked ones, or all of them."""
    chosen = None if request.POST.get("which") == "all" else request.POST.getlist("row")[:ON_A_PAGE]
    try:
        count = send_again(chosen, by=request.user.actor, now=clock.now())  # type: ignore[union-attr]
    except Refused as refused:
        for one in wordings(refused.reasons):
            messages.warning(request, one.sentence)
    else:
        messages.success(request, gettext("%(count)s 条通知重新排队，马上再发。") % {"count": count})
    return redirect(NOTICES.back(request))


def _row(one: Notice, names: dict[str, str]) -> dict[str, Any]:
    return {
        "notice": one,
        "who": names.get(one.recipient, one.recipient),
        "way": gettext(WAYS.get(one.channel, one.channel)),
        "text": worded(one.template, one.facts),
    }
