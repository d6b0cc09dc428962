"""The agent's own standing: may I work, leaving, coming back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.standing import come_back
from tasks.actions.standing import leave_yunke
from tasks.queries.agents import what_keeps
from tasks.views.asked import acted
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AGENT
from yunke.refusals import wordings


@allow(AGENT)
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    agent = request.user.agent
    keeps = wordings(what_keeps(agent))
    return render(request, "tasks/standing.html", {"agent": agent, "panel": {"agent": agent}, "keeps": keeps})


@allow(AGENT)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    acted(
        request,
        lambda: leave_yunke(request.user.agent, now=clock.now()),
        lambda one: _("你已离开云客，随时可以回来。"),
    )
    return redirect("tasks:standing")


@allow(AGENT)
@require_POST
def back(request: HttpRequest) -> HttpResponse:
    acted(
        request,
        lambda: come_back(request.user.agent, now=clock.now()),
        lambda one: _("欢迎回来。"),
    )
    return redirect("home")
