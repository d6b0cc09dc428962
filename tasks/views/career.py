"""The agent's ladder: my rank, what is missing, applying; and the doors that open with a rank."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.career import apply_for_rank, speak_to_step_back, withdraw_application
from tasks.queries.career import outlooks, team_figures
from tasks.queries.mentoring import FIRST_DAYS, began_on, mentees_of, mentorships, minutes_of, team_of
from tasks.views.asked import acted, objection, page_of
from training.models import RankCase
from training.queries.ranks import LADDER, history_of, needs_of, reasons_not_to_rise
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.months import month_of
from yunke.ground.roles import AGENT, LEAD, MENTOR
from yunke.refusals import wordings


@allow(AGENT)
@require_safe
def career(request: HttpRequest) -> HttpResponse:
    """Where I stand, every number the next rank asks for beside mine, my cases and my history."""
    agent, now = request.user.agent, clock.now()
    outlook = outlooks([agent.pk], now)[agent.pk]
    rows = list(RankCase.objects.filter(agent=agent).order_by("-pk")[:10])
    opened = next((one for one in rows if one.state == "open"), None)
    reasons = reasons_not_to_rise(
        outlook.rank,
        outlook.values,
        needs_of(outlook.rule),
        active=agent.state == "active",
        case_open=opened is not None,
    )
    return render(
        request,
        "tasks/career.html",
        {
            "outlook": outlook,
            "ladder": LADDER,
            "reasons": [one for one in wordings(reasons) if one.code != "rank_short"],
            "may_apply": outlook.ready and opened is None and agent.state == "active",
            "open": opened,
            "may_speak": opened is not None
            and opened.kind == "down"
            and opened.word_at is None
            and now <= opened.word_until,
            "cases": [one for one in rows if one.state != "open"],
            "history": history_of(agent)[:20],
            "mentored": mentorships().filter(mentee=agent, ends_on=None),
        },
    )


@allow(AGENT)
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    words, now = request.POST.get("words", "")[:2_000], clock.now()
    acted(
        request,
        lambda: apply_for_rank(request.user.agent, words, now=now),
        lambda one: _("申请收到了，由运营决定，结果会发短信。"),
    )
    return redirect("tasks:career")


@allow(AGENT)
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    case, now = _mine(request, public_id, "up"), clock.now()
    acted(
        request,
        lambda: withdraw_application(case, by=request.user, now=now),
        lambda one: _("申请撤回了，随时可以再申请。"),
    )
    return redirect("tasks:career")


@allow(AGENT)
@require_POST
def speak(request: HttpRequest, public_id: str) -> HttpResponse:
    """My word to a step back; ``agree`` means no objection."""
    case, now = _mine(request, public_id, "down"), clock.now()
    if (words := objection(request)) is None:
        messages.warning(request, _("写一写经过再提交；没有异议就按“没有异议”。"))
        return redirect("tasks:career")
    acted(
        request,
        lambda: speak_to_step_back(case, words, now=now),
        lambda one: _("收到了，由没有提出的另一个人决定。"),
    )
    return redirect("tasks:career")


@allow(MENTOR)
@require_safe
def mentees(request: HttpRequest) -> HttpResponse:
    """Those I stand beside, with their first thirty days."""
    now = clock.now()
    rows = list(mentees_of(request.user.agent)[:100])
    pairs = [(row.mentee_id, row.task_id) for row in rows]
    today = local_on(now)
    began, minutes = began_on(pairs), minutes_of(pairs, month_of(today))
    return render(
        request,
        "tasks/mentees.html",
        {
            "first_days": FIRST_DAYS,
            "rows": [
                {
                    "row": row,
                    "began": began.get(pair),
                    "day": min((today - began[pair]).days + 1, FIRST_DAYS) if pair in began else 0,
                    "minutes": minutes.get(pair, 0),
                }
                for row, pair in zip(rows, pairs, strict=True)
            ],
        },
    )


@allow(LEAD)
@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Who is on duty for my tasks: the next shift, this month's minutes, absences of a month."""
    now = clock.now()
    page = page_of(request, team_of(request.user.agent), 50)
    claims = list(page)
    figures = team_figures(claims, month_of(local_on(now)), now)
    return render(
        request,
        "tasks/team.html",
        {"page": page, "rows": [{"claim": one, **figures[one.pk]} for one in claims]},
    )


def _mine(request: HttpRequest, public_id: str, kind: str) -> RankCase:
    rows = RankCase.objects.select_related("agent__user")
    return get_object_or_404(rows, public_id=public_id, agent=request.user.agent, kind=kind)
