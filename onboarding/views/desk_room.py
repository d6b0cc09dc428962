"""The desk's queue of recordings: listen, judge the Mandarin, next. Each play is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.room import judge_room, record_played
from onboarding.forms.room import HOW
from onboarding.models import RoomCheck
from onboarding.phones import masked
from onboarding.queries.room import next_room, rooms, rooms_by_state
from onboarding.reasons.checks import ROOM_REFUSALS
from onboarding.states import ROOM
from onboarding.views.room import room_page
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, SCREENER
from yunke.refusals import Wording, wordings

FILTERS = ("listening", "passed", "refused", "failed")
PAGE = 50
TYPES = {"webm": "audio/webm", "ogg": "audio/ogg", "mp4": "audio/mp4", "wav": "audio/wav"}


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "onboarding/desk_room.html", _list_page(request))


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    return _item(request, _check(public_id))


def _item(
    request: HttpRequest, check: RoomCheck, status: int = 200, refused: Sequence[Wording] = ()
) -> HttpResponse:
    context = _list_page(request) | _item_page(request, check) | {"refused": refused}
    return render(request, "onboarding/desk_room.html", context, status=status)


def _check(public_id: str) -> RoomCheck:
    return get_object_or_404(RoomCheck.objects.select_related("agent__user"), public_id=public_id)


def _list_page(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    state = request.GET.get("state", "listening")
    state = state if state in FILTERS else "listening"
    words, counts = request.GET.get("q", ""), rooms_by_state(user)
    page = Paginator(rooms(state, words=words, by=user), PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in (("state", state), ("q", words)) if value and value != "listening"}
    return {
        "rows": page,
        "page": page,
        "state": state,
        "words": words,
        "list_url": reverse("onboarding:desk_room"),
        "query": f"?{urlencode(kept)}" if kept else "",
        "chips": [
            {"state": one, "word": gettext(ROOM.words[one]), "count": counts.get(one, 0)} for one in FILTERS
        ],
        "can_decide": SCREENER in user.roles,
    }


def _item_page(request: HttpRequest, check: RoomCheck) -> dict[str, Any]:
    user: Any = request.user
    said = list(check.judgements.select_related("by").order_by("pk"))
    page = room_page(check)
    mine = any(one.by_id == user.pk for one in said)
    page["reasons"] = [replace(one, url="") for one in page["reasons"]]
    return page | {
        "item": check,
        "phone": masked(check.agent.user.phone),
        "how": dict(HOW).get(check.spoken_how, ""),
        "said_by": said if check.state != "listening" else [],  # a second listener hears it afresh
        "still": max(check.listeners - len(said), 1),
        "refusals": [{"code": code, "word": gettext(kind.text)} for code, kind in ROOM_REFUSALS.items()],
        "may_judge": SCREENER in user.roles and check.state == "listening" and not mine,
        "mine": mine and check.state == "listening",
        "following": next_room(check, user),
    }


@allow(SCREENER)
@require_POST
def judge(request: HttpRequest, public_id: str) -> HttpResponse:
    """One listener's word, then the next recording."""
    check, user, passed = _check(public_id), request.user, request.POST.get("decision") == "pass"
    try:
        check = judge_room(
            check,
            passed=passed,
            codes=request.POST.getlist("codes"),
            by=user,  # type: ignore[arg-type]
            now=clock.now(),
        )
    except Refused as refused:
        check.refresh_from_db()
        return _item(request, check, status=409, refused=wordings(refused.reasons))
    messages.success(request, _told(check) % {"number": check.agent.number})
    following = next_room(check, user)  # type: ignore[arg-type]
    return (
        redirect("onboarding:desk_room_item", following.public_id)
        if following
        else redirect("onboarding:desk_room")
    )


def _told(check: RoomCheck) -> str:
    if check.state == "listening":
        return gettext("%(number)s：你的意见记下了，还要另一位听。")
    if check.state == "passed":
        return gettext("%(number)s 的环境通过了。")
    return gettext("%(number)s 的环境没有通过，对方会看到原因。")


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def recording(request: HttpRequest, public_id: str) -> FileResponse:
    """The recording as an attachment; each play is recorded."""
    check = _check(public_id)
    if not check.recording:
        raise Http404
    record_played(check, by=request.user, now=clock.now())  # type: ignore[arg-type]
    return FileResponse(
        check.recording.open("rb"),
        as_attachment=True,
        filename=f"room.{check.container}",
        content_type=TYPES.get(check.container, "application/octet-stream"),
    )
