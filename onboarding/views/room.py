"""An agent's room: the recorder, where the last recording stands, its numbers and its picture."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from onboarding.actions.room import hand_in_recording, withdraw_room
from onboarding.forms.room import RoomForm
from onboarding.models import Agent, RoomCheck
from onboarding.queries.needs import needs_of
from onboarding.queries.room import WAITING, latest_room, room_numbers
from onboarding.rules.needs import CAPTIONS, ways_to_speak
from onboarding.rules.room import FAIL, verdicts
from onboarding.rules.room_picture import Picture, drawn
from onboarding.texts import ALOUD, TEXTS, VOICE
from onboarding.words import number, room_rows
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import refused_page, stored_wordings, wordings


@never_cache
@allow(AGENT)
def room(request: HttpRequest) -> HttpResponse:
    agent: Agent = request.user.agent  # type: ignore[union-attr]
    needs = needs_of(agent)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    asked = room_numbers(agent, clock.now())[0][1]
    seconds = asked["quiet_for"], asked["speech_for"]
    form = RoomForm(*given, ways=ways_to_speak(needs), asked=seconds)
    if request.method == "POST" and form.is_valid():
        try:
            _hand_in(agent, form)
        except Refused as refused:
            if getattr(request, "htmx", False):  # the recorder keeps the page, and the recording
                return refused_page(request, refused)
            for said in wordings(refused.reasons):
                form.add_error("recording", said.sentence)
        else:
            return redirect("onboarding:room")
    context = room_page(latest_room(agent)) | {
        "form": form,
        "text": TEXTS[VOICE],
        "asked": asked,
        "seconds": sum(seconds),
        "aloud": ALOUD,
        "captions": CAPTIONS in needs,
    }
    return render(request, "onboarding/room.html", context, status=422 if form.errors else 200)


def _hand_in(agent: Agent, form: RoomForm) -> RoomCheck:
    given = form.cleaned_data
    return hand_in_recording(
        agent,
        given["recording"],
        consented=given["agree"],
        settings=given["settings"],
        quiet_seconds=given["quiet_seconds"],
        spoken_how=given["spoken_how"] or "read",
        now=clock.now(),
    )


def room_page(check: RoomCheck | None) -> dict[str, Any]:
    """What a page shows of a recording; staff's pages show the same."""
    if check is None:
        return {"check": None, "may_record": True}
    return {
        "check": check,
        "quiet": check.thresholds.get("quiet_for"),
        "speech": check.thresholds.get("speech_for"),
        "may_record": check.state not in WAITING,
        "measured": room_rows(check.measures, check.thresholds),
        "reasons": stored_wordings(check.reasons),
        "picture": picture_of(check),
        "headline": _headline(check),
        "said": _said(check),
        "target": round(_allowed(check)) if check.measures else None,
    }


def picture_of(check: RoomCheck) -> Picture | None:
    if not check.picture:
        return None
    measures = check.measures
    whole = min(measures["seconds"], measures["quiet_seconds"] + check.thresholds["speech_for"] + 0.5)
    return drawn(
        check.picture,
        quiet_share=measures["quiet_seconds"] / whole,
        speech_dbfs=measures["speech_dbfs"],
        allowed_dbfs=_allowed(check),
    )


def _allowed(check: RoomCheck) -> float:
    """How loud this person's quiet may be, given how loud they speak."""
    return float(check.measures["speech_dbfs"] - float(check.thresholds.get("snr_db") or 0))


def _headline(check: RoomCheck) -> str:
    """The answer in one line."""
    failed = [one for one in verdicts(check.measures, check.thresholds) if one.outcome == FAIL]
    if check.state == "failed" and failed and failed[0].measure == "snr_db":
        return gettext("房间还差一点：再安静 %(missing)s 分贝就过") % {"missing": number(failed[0].missing)}
    if check.state == "failed" and check.measures:
        return gettext("差一点：%(count)s 项要改，改好再录一次") % {"count": len(failed)}
    return ""


def _said(check: RoomCheck) -> str:
    """The picture in words."""
    if not check.measures:
        return ""
    return gettext(
        "安静的时候约 %(noise)s 分贝，说话的时候约 %(speech)s 分贝，相差 %(snr)s 分贝，要求 %(wanted)s 分贝。"
    ) % {
        "noise": _level(check.measures["noise_dbfs"]),
        "speech": _level(check.measures["speech_dbfs"]),
        "snr": number(check.measures["snr_db"]),
        "wanted": number(float(check.thresholds.get("snr_db") or 0)),
    }


def _level(value: float) -> str:
    return f"{round(value)}".replace("-", "−")


@allow(AGENT)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    check = get_object_or_404(RoomCheck, agent=user.agent, state__in=WAITING)
    withdraw_room(check, by=user, now=clock.now())
    messages.success(request, gettext("已撤回，录音也删了，可以重新录。"))
    return redirect("onboarding:room")
