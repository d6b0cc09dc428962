"""An agent's own claims: claim, look, withdraw, leave."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.assessing import appeal_claim
from tasks.actions.claims import claim_task, leave_task, withdraw_claim
from tasks.actions.seats import accept_seat, decline_seat
from tasks.models import Claim, Task
from tasks.panels_interview import talk_step
from tasks.queries.attendance import month_so_far
from tasks.queries.claims import place_of, reasons_not_to_leave_task, verdicts_of
from tasks.queries.seats import open_offer
from tasks.rules.appeals import APPEAL_DAYS, reasons_not_to_appeal
from tasks.rules.claiming import again_on
from tasks.states import WAITING
from tasks.views.asked import acted
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.roles import AGENT
from yunke.refusals import answer_of, stored_wordings, wordings
from yunke.registry import Step


@allow(AGENT)
@require_POST
def claim_it(request: HttpRequest, public_id: str) -> HttpResponse:
    """Claim on the terms that were shown."""
    task = get_object_or_404(Task.objects.exclude(state="draft"), public_id=public_id)
    made = claim_task(
        task, request.user.agent, terms_hash=request.POST.get("terms_hash", ""), now=clock.now()
    )
    talk = _talk(made, clock.now())
    if talk and talk.action:
        messages.success(request, gettext("领到了。要先面试，再由筛选员决定。"))
    else:
        messages.success(request, gettext("领到了，在等筛选。结果会发短信，也会出现在首页。"))
    return redirect("tasks:claim", made.public_id)


@allow(AGENT)
@require_safe
def claim(request: HttpRequest, public_id: str) -> HttpResponse:
    """Where my claim stands, and what I can do."""
    found, now = own_claim(request, public_id), clock.now()
    verdicts = verdicts_of([found.pk]).get(found.pk, {})
    return render(
        request,
        "tasks/claim.html",
        {
            "claim": found,
            "now": now,
            "place": place_of(found) if found.state in WAITING else None,
            "talk": _talk(found, now),
            "sides": [side for side in found.task.assesses if side not in verdicts],
            "verdicts": verdicts,
            "offer": open_offer(found, now),
            "so_far": month_so_far(found.agent_id, found.task_id, local_on(now))
            if found.state == "on_duty"
            else None,
            "against_leaving": wordings(reasons_not_to_leave_task(found)) if found.state == "on_duty" else [],
            "appeal": getattr(found, "appeal", None),
            "may_appeal": not any(
                reasons_not_to_appeal(
                    found.state, found.decided_at, "x", appealed=hasattr(found, "appeal"), now=now
                )
            ),
            "appeal_days": APPEAL_DAYS,
            "why": stored_wordings(found.reasons),
            "again_on": again_on(found.decided_at)
            if found.state == "rejected" and found.decided_at
            else None,
        },
    )


def _talk(claim: Claim, now: datetime) -> Step | None:
    """The interview that a claim not yet decided on needs; a button on it is the agent's to press."""
    asks = claim.state == "asked" and claim.task.asks_interview
    return talk_step(claim.agent, claim.task.line, now) if asks else None


@allow(AGENT)
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own_claim(request, public_id)
    withdraw_claim(found, by=request.user.actor, now=clock.now())
    messages.success(request, gettext("已撤回《%(task)s》的申请。") % {"task": found.task.name})
    return redirect("tasks:board")


@allow(AGENT)
@require_POST
def seat(request: HttpRequest, public_id: str) -> HttpResponse:
    """The answer to a seat that came free: still coming, or not any more."""
    found, now = own_claim(request, public_id), clock.now()
    coming = answer_of(request, "answer", "accept", "decline") == "accept"
    acted(
        request,
        lambda: (accept_seat if coming else decline_seat)(found, now=now),
        lambda one: (
            gettext("席位是你的了。看过并确认三份文件就上岗。")
            if coming
            else gettext("知道了，席位给下一位，你的申请撤回了。")
        ),
    )
    return redirect("tasks:claim", found.public_id)


@allow(AGENT)
@require_POST
def leave(request: HttpRequest, public_id: str) -> HttpResponse:
    found = own_claim(request, public_id)
    leave_task(found, by=request.user.actor, now=clock.now())
    messages.success(request, gettext("已退出《%(task)s》，做过的照旧结算。") % {"task": found.task.name})
    return redirect("tasks:board")


@allow(AGENT)
@require_POST
def appeal(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say once why the rejection is wrong; somebody else looks again."""
    found, now = own_claim(request, public_id), clock.now()
    words = request.POST.get("words", "")[:2_000]
    acted(
        request,
        lambda: appeal_claim(found, words, now=now),
        lambda one: gettext("收到了，由没有退回你的另一位同事重新看。"),
    )
    return redirect("tasks:claim", found.public_id)


def own_claim(request: HttpRequest, public_id: str) -> Claim:
    """The agent's own claim; another's is not there."""
    rows = Claim.objects.select_related("task__line", "task__entity", "terms", "agent__user", "appeal")
    return get_object_or_404(rows, public_id=public_id, agent=request.user.agent)
