"""The desk's queue of recordings: listen, judge the Mandarin, next. Each play is recorded."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.room import judge_room, measure_again, record_played
from onboarding.forms.room import HOW
from onboarding.models import RoomCheck, User
from onboarding.queries.room import rooms, rooms_by_state
from onboarding.reasons.checks import ROOM_REFUSALS
from onboarding.states import ROOM
from onboarding.views.desk import Desk, desk_listing
from onboarding.views.room import room_page
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AUDITOR, SCREENER

TYPES = {"webm": "audio/webm", "ogg": "audio/ogg", "mp4": "audio/mp4", "wav": "audio/wav"}


class RoomDesk(Desk[RoomCheck]):
    """Nothing by the dozen: a recording is heard before it is judged."""

    name = "desk_room"
    listing = desk_listing(name, apart=F("measures__snr_db").desc(nulls_last=True), heard="-heard_by")
    item_template = "onboarding/_room_item.html"
    states = ROOM
    filters = ("listening", "received", "parked", "passed", "refused", "failed")
    refusals = ROOM_REFUSALS

    def rows(self, state: str, words: str, by: User) -> QuerySet[RoomCheck]:
        return rooms(state, words=words, by=by)

    def counts(self, words: str, by: User) -> dict[str, int]:
        return rooms_by_state(by, words)

    def every(self) -> QuerySet[RoomCheck]:
        return RoomCheck.objects.select_related("agent__user")

    def decide(
        self, check: RoomCheck, *, passed: bool, codes: Collection[str], by: User, now: datetime
    ) -> RoomCheck:
        return judge_room(check, passed=passed, codes=codes, by=by, now=now)

    def said(self, check: RoomCheck, passed: bool) -> str:
        if check.state == "listening":
            return gettext("%(number)s：你的意见记下了，还要另一位听。")
        if check.state == "passed":
            return gettext("%(number)s 的环境通过了。")
        return gettext("%(number)s 的环境没有通过，对方会看到原因。")

    def beside(self, request: HttpRequest, check: RoomCheck) -> dict[str, Any]:
        user: Any = request.user
        said = list(check.judgements.select_related("by").order_by("pk"))
        mine = any(one.by_id == user.pk for one in said)
        waits, page = check.state == "listening", room_page(check)
        page["reasons"] = [replace(one, url="") for one in page["reasons"]]
        return page | {
            "how": dict(HOW).get(check.spoken_how, ""),
            "said_by": [] if waits else said,  # a second listener hears it afresh
            "still": max(check.listeners - len(said), 1),
            "can_decide": SCREENER in user.roles and not mine,
            "mine": mine and waits,
            "trouble": _trouble(check),
        }


def _trouble(check: RoomCheck) -> str:
    """What kept a recording from being measured, for those who mend it."""
    return next((one["facts"]["error"] for one in check.reasons if "error" in one["facts"]), "")


DESK = RoomDesk()


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return DESK.listed(request)


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    return DESK.opened(request, DESK.find(public_id))


@allow(SCREENER)
@require_POST
def judge(request: HttpRequest, public_id: str) -> HttpResponse:
    """One listener's word, then the next recording."""
    return DESK.decided(request, public_id)


@allow(SCREENER)
@require_POST
def again(request: HttpRequest, public_id: str) -> HttpResponse:
    """Have a parked recording measured once more."""
    check = DESK.find(public_id)
    measure_again(check, by=request.user, now=clock.now())  # type: ignore[arg-type]
    messages.success(
        request,
        gettext("%(number)s 的录音会在一分钟内再量一次，不用对方重录。") % {"number": check.agent.number},
    )
    return redirect(DESK.listing.beside(request, "onboarding:desk_room_item", check.public_id))


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def recording(request: HttpRequest, public_id: str) -> FileResponse:
    """The recording as an attachment; each play is recorded."""
    check = DESK.find(public_id)
    if not check.recording:
        raise Http404
    try:
        sound = check.recording.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    record_played(check, by=request.user, now=clock.now())  # type: ignore[arg-type]
    return FileResponse(
        sound,
        as_attachment=True,
        filename=f"room.{check.container}",
        content_type=TYPES.get(check.container, "application/octet-stream"),
    )
