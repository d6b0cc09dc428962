"""The profile: one subject a page, drafts that save themselves, all answers looked over before they are sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.profile import save_draft, send_profile
from onboarding.forms.profile import FORMS, Section
from onboarding.models import Agent
from onboarding.queries.profile import TITLES, in_words, profile_of, typed
from onboarding.rules import profile as asked
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import PAY_ZONE
from yunke.ground.roles import AGENT


@allow(AGENT)
@require_safe
def profile(request: HttpRequest) -> HttpResponse:
    """On with the first page that lacks an answer; all told, the look over everything."""
    answers = typed(profile_of(_agent(request)))
    lacking = [asked.NEEDED[name] for name in asked.missing(answers)]
    section = next((one for one in asked.SECTIONS if one in lacking), None)
    return (
        redirect("onboarding:profile_section", section) if section else redirect("onboarding:profile_check")
    )


@allow(AGENT)
def section(request: HttpRequest, section: str) -> HttpResponse:
    """One page: kept as a draft, then the next one; or back to the look over, where one came from."""
    found = profile_of(_agent(request))
    form = _form(request, section, typed(found))
    if request.method == "POST" and form.is_valid():
        save_draft(_agent(request), form.answers(), now=clock.now())
        following = _following(section)
        if request.POST.get("back") or following is None:
            return redirect("onboarding:profile_check")
        return redirect("onboarding:profile_section", following)
    context = {
        "form": form,
        "section": section,
        "title": gettext(TITLES[section]),
        "place": asked.SECTIONS.index(section) + 1,
        "total": len(asked.SECTIONS),
        "before": _before(section),
        "back": request.GET.get("from") == "check" or request.POST.get("back"),
        "saved_at": found.saved_at if found and found.draft else None,
        "slots": asked.SLOTS.values(),
        "week": _week(form["hours"].value() or []) if section == "hours" else [],
    }
    return render(request, "onboarding/profile.html", context, status=422 if form.errors else 200)


@allow(AGENT)
@require_POST
def draft(request: HttpRequest, section: str) -> JsonResponse:
    """What stands on the page just now, kept as far as it is valid; nothing is refused."""
    now = clock.now()
    save_draft(_agent(request), _form(request, section, {}).answers(), now=now)
    return JsonResponse(
        {"saved": gettext("%(time)s 已自动保存") % {"time": f"{now.astimezone(PAY_ZONE):%H:%M}"}}
    )


@allow(AGENT)
def check(request: HttpRequest) -> HttpResponse:
    """All answers, each with its way back; then they are sent."""
    agent = _agent(request)
    found = profile_of(agent)
    answers = typed(found)
    if request.method == "POST":
        send_profile(agent, now=clock.now())
        messages.success(request, gettext("档案已提交；以后有变化随时能改。"))
        return redirect("/")
    lacking = set(asked.missing(answers))
    sections = [
        {"code": one, "title": gettext(TITLES[one]), "rows": in_words(answers, one)} for one in asked.SECTIONS
    ]
    changed = bool(found and (found.draft or not found.sent_at))
    return render(
        request,
        "onboarding/profile_check.html",
        {"sections": sections, "lacking": lacking, "sent_at": found and found.sent_at, "changed": changed},
    )


def _agent(request: HttpRequest) -> Agent:
    user: Any = request.user
    found: Agent = user.agent
    return found


def _form(request: HttpRequest, section: str, answers: dict[str, Any]) -> Section:
    if section not in FORMS:
        raise Http404
    return FORMS[section](request.POST if request.method == "POST" else None, initial=answers)


def _week(ticked: list[str]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The grid, a row a day."""
    return [
        (
            gettext(word),
            [
                {"value": f"{day}-{slot}", "ticked": f"{day}-{slot}" in ticked, "hours": hours}
                for slot, hours in asked.SLOTS.items()
            ],
        )
        for day, word in asked.DAYS.items()
    ]


def _following(section: str) -> str | None:
    place = asked.SECTIONS.index(section) + 1
    return asked.SECTIONS[place] if place < len(asked.SECTIONS) else None


def _before(section: str) -> str | None:
    place = asked.SECTIONS.index(section)
    return asked.SECTIONS[place - 1] if place else None
