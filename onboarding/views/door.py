"""The door: one minute of questions before anything of oneself is asked, and what they lead to."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from onboarding.actions.door import answer_door
from onboarding.codes import proven_phone
from onboarding.forms.door import DoorForm, typed
from onboarding.models import Agent
from onboarding.queries.door import answers_of, fits
from onboarding.rules.door import Answers
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import ANYONE
from yunke.refusals import wordings

KEPT = "door"  # in the session until there is an account


@allow(ANYONE)
def door(request: HttpRequest) -> HttpResponse:
    """Four questions; nothing else is needed to see which lines fit."""
    form = DoorForm(request.POST if request.method == "POST" else None, initial=typed(told_by(request)))
    if request.method == "POST" and form.is_valid():
        _keep(request, form.told())
        return redirect(_onward(request, "onboarding:door_fit"))
    context = {"form": form, "next": get_next_redirect_url(request) or ""}
    return render(request, "onboarding/door.html", context, status=422 if form.errors else 200)


@allow(ANYONE)
def fit(request: HttpRequest) -> HttpResponse:
    """Each line: it fits, or what is missing and what would change it; the way on only where one fits."""
    told = told_by(request)
    if told is None:
        return redirect(_onward(request, "onboarding:door"))
    agent = _agent(request)
    found, proven = fits(told, clock.now(), agent), proven_phone(request, now=clock.now())
    context = {
        "fitting": [one for one in found if one.proposed],
        "names": gettext("、").join(one.line.name for one in found if one.proposed),
        "aside": [
            {"line": one.line, "reasons": wordings(one.aside)} for one in found if one.fits and one.aside
        ],
        "others": [{"line": one.line, "reasons": wordings(one.reasons)} for one in found if not one.fits],
        "agent": agent,
        "signup_url": _onward(request, "onboarding:join" if proven else "account_signup"),
        "door_url": _onward(request, "onboarding:door"),
    }
    return render(request, "onboarding/door_fit.html", context)


def told_by(request: HttpRequest) -> Answers | None:
    """What this visitor answered: kept with the account, or in the session before there is one."""
    if agent := _agent(request):
        return answers_of(agent)
    kept = request.session.get(KEPT)
    return Answers(**kept) if kept else None


def fits_a_line(request: HttpRequest) -> bool:
    told = told_by(request)
    return told is not None and any(one.fits for one in fits(told, clock.now()))


def _keep(request: HttpRequest, told: Answers) -> None:
    if agent := _agent(request):
        answer_door(agent, told, now=clock.now())
    else:
        request.session[KEPT] = asdict(told)


def _agent(request: HttpRequest) -> Agent | None:
    user: Any = request.user
    return getattr(user, "agent", None) if user.is_authenticated else None


def _onward(request: HttpRequest, name: str) -> str:
    return str(passthrough_next_redirect_url(request, reverse(name), "next"))
