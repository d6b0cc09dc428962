"""An agent's phone interviews: book a time, move it, cancel it, put it into the calendar."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onboarding.models import Agent, Line
from tasks.actions.interviews import book_interview, cancel_interview, move_interview
from tasks.models import Interview, InterviewSlot
from tasks.queries.interviews import asker, interviews_of, offer_of, open_slots, past_of, policy
from tasks.rules.ics import calendar_file
from tasks.rules.interviews import (
    again_on,
    change_until,
    reasons_not_to_book,
    reasons_not_to_change,
    reasons_not_to_interview,
)
from tasks.views.asked import acted
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.roles import AGENT
from yunke.refusals import wordings


@allow(AGENT)
@require_safe
def interviews(request: HttpRequest) -> HttpResponse:
    """My next interview, the free times of each line I am qualified for, and what came of the last ones."""
    agent, now = request.user.agent, clock.now()
    rows = list(interviews_of(agent)[:20])
    booked = [_booked(one, now) for one in rows if one.state == "booked"]
    asked = request.GET.get("move")
    moving = next((one["row"] for one in booked if one["row"].public_id == asked and not one["fixed"]), None)
    return render(
        request,
        "tasks/interviews.html",
        {
            "booked": booked,
            "moving": moving,
            "lines": [_line(agent, line, moving, now) for line in _lines(agent, moving, now)],
            "past": [_past(one) for one in rows if one.state in ("held", "no_show")],
            "policy": policy(),
            "now": now,
        },
    )


@allow(AGENT)
@require_POST
def book(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take this time, or move the interview named by ``move`` to it."""
    slot = get_object_or_404(InterviewSlot.objects.select_related("line", "interviewer"), public_id=public_id)
    agent, now = request.user.agent, clock.now()
    if moving := request.POST.get("move"):
        old = _mine(request, moving)
        acted(request, lambda: move_interview(old, slot, now=now), lambda one: _("时间改好了。"))
        return redirect("tasks:interviews")
    line = get_object_or_404(Line, code=request.POST.get("line", ""), is_open=True)
    acted(
        request,
        lambda: book_interview(slot, agent, line, now=now),
        lambda one: _("约好了。前一天和一小时前会提醒你。"),
    )
    return redirect("tasks:interviews")


@allow(AGENT)
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    found, now = _mine(request, public_id), clock.now()
    acted(request, lambda: cancel_interview(found, now=now), lambda one: _("取消了，可以再约一个时间。"))
    return redirect("tasks:interviews")


@allow(AGENT)
@require_safe
def calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """The appointment as a file that a phone's calendar opens."""
    found = _mine(request, public_id)
    body = calendar_file(
        uid=f"{found.public_id}@yunke",
        stamp=found.booked_at,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        title=_("云客电话面试：%(line)s") % {"line": found.line.name},
        words=_("找个安静的地方，保持电话畅通。要改时间，请在云客的“电话面试”里改。"),
        url=request.build_absolute_uri(reverse("tasks:interviews")),
    )
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return answer


def _lines(agent: Agent, moving: Interview | None, now: Any) -> list[Line]:
    if moving:
        return [moving.line]
    return list(Line.objects.filter(code__in=asker(agent, now).lines, is_open=True))


def _line(agent: Agent, line: Line, moving: Interview | None, now: Any) -> dict[str, Any]:
    """One line with what stands between, or its free times by day."""
    person, past = asker(agent, now), past_of(agent, line)
    if moving:  # its own time is given back first
        own = (moving.starts_at, moving.ends_at)
        person = replace(person, held=tuple(one for one in person.held if one != own))
    reasons = [] if moving else list(reasons_not_to_interview(line.code, person, past, policy(), now=now))
    free = [] if reasons else open_slots(line, now)
    slots = [
        slot for slot in free if not any(reasons_not_to_book(offer_of(slot), line.code, person, now=now))
    ]
    return {
        "line": line,
        "reasons": wordings(reasons),
        "days": [(day, list(some)) for day, some in groupby(slots, key=lambda one: local_on(one.starts_at))],
    }


def _booked(one: Interview, now: Any) -> dict[str, Any]:
    return {
        "row": one,
        "fixed": any(reasons_not_to_change(one.starts_at, policy(), now=now)),
        "until": change_until(one.starts_at, policy()),
    }


def _past(one: Interview) -> dict[str, Any]:
    """What the agent sees of a result: each item's score and the advice, never the note."""
    items = [
        item | {"score": one.scores.get(item["code"]), "happened": item["code"] in one.fatal}
        for item in (one.rubric.worded() if one.rubric else [])
    ]
    refused = one.recommendation == "refuse" and one.scored_at
    return {
        "row": one,
        "items": [item for item in items if not item["fatal"] or item["happened"]],
        "again_on": again_on(local_on(one.scored_at), policy()) if refused else None,
    }


def _mine(request: HttpRequest, public_id: str) -> Interview:
    return get_object_or_404(interviews_of(request.user.agent), public_id=public_id)
