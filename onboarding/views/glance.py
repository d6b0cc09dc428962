"""The room just before work: fifteen seconds, and the answer at once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from onboarding.actions.glance import glance_at_room
from onboarding.forms.room import RoomForm
from onboarding.models import Agent
from onboarding.queries.glances import glance_line, glance_thresholds, todays_glance
from onboarding.queries.needs import needs_of
from onboarding.queries.people import given_consents
from onboarding.rules.glance import QUIET_FOR, SPEECH_FOR
from onboarding.rules.needs import CAPTIONS, ways_to_speak
from onboarding.texts import ALOUD, TEXTS, VOICE
from onboarding.words import room_rows
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import refused_page, stored_wordings, wordings


@never_cache
@allow(AGENT)
def room_today(request: HttpRequest) -> HttpResponse:
    """Record, hear at once whether it will do, go on to the clock."""
    agent: Agent = request.user.agent  # type: ignore[union-attr]
    posted, now = request.method == "POST", clock.now()
    given = given_consents(agent.user).get(VOICE)
    # earlier words knew no fifteen seconds
    consented = given is not None and given.text_version == TEXTS[VOICE].version
    needs = needs_of(agent)
    ways = ways_to_speak(needs)
    form = (
        RoomForm(request.POST, request.FILES, ways=ways, asked=(QUIET_FOR, SPEECH_FOR))
        if posted
        else RoomForm(initial={"agree": consented}, ways=ways, asked=(QUIET_FOR, SPEECH_FOR))
    )
    if posted and form.is_valid():
        said = form.cleaned_data
        try:
            glance_at_room(
                agent,
                said["recording"],
                consented=said["agree"],
                quiet_seconds=said["quiet_seconds"],
                now=now,
            )
        except Refused as refused:
            if getattr(request, "htmx", False):  # the recorder keeps the page, and the recording
                return refused_page(request, refused)
            for one in wordings(refused.reasons):
                form.add_error("recording", one.sentence)
        else:
            return redirect("onboarding:room_today")
    line = glance_line(agent, now)
    glance = todays_glance(agent, line, now)
    page = {
        "glance": glance,
        "measured": room_rows(glance.measures, glance.thresholds) if glance and glance.measures else [],
        "reasons": stored_wordings(glance.reasons) if glance else [],
        "may_record": glance is None or glance.outcome == "failed",
        "consented": consented,
        "form": form,
        "text": TEXTS[VOICE],
        "asked": glance_thresholds(agent, line, now),
        "seconds": QUIET_FOR + SPEECH_FOR,
        "aloud": ALOUD,
        "captions": CAPTIONS in needs,
    }
    return render(request, "onboarding/room_today.html", page, status=422 if form.errors else 200)
