"""The desk's agents: found by number, name or phone; suspended, let in again, a qualification withdrawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.standing import lift_suspension, suspend_agent
from onboarding.models import Agent
from onboarding.queries.people import masked_phone
from tasks.queries.agents import agents as rows_of
from tasks.queries.agents import opened
from tasks.views.asked import ON_A_PAGE, acted, state_chips
from training.actions import revoke_qualification
from training.models import Qualification
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY
from yunke.listing import Listing, by_state, state_counts

READ = (OPERATIONS, QUALITY, AUDITOR)
AGENTS = Listing(
    "tasks:agents",
    {"number": "number", "name": "user__name", "state": (by_state(Agent.STATES), "number")},
    keeps=("state",),
)


@allow(read=READ)
@require_safe
def agents(request: HttpRequest) -> HttpResponse:
    listed = AGENTS.shown(request)
    state = listed.one_of("state", Agent.STATES.words)
    page = listed.page(rows_of(listed.search, state), ON_A_PAGE)
    return render(request, "tasks/agents.html", {
        "page": page, "words": listed.search, "state": state,
        "rows": [{"agent": one, "phone": masked_phone(one.user)} for one in page],
        "states": state_chips(Agent.STATES, state_counts(rows_of(listed.search)), _("全部")),
    })  # fmt: skip


@allow(read=READ)
@require_safe
def agent(request: HttpRequest, public_id: str) -> HttpResponse:
    one, roles = _agent(public_id), request.user.roles
    return render(request, "tasks/agent.html", opened(one, clock.now()) | {
        "one": one, "phone": masked_phone(one.user),
        "sees_tasks": bool({OPERATIONS, AUDITOR} & roles),
        "may_suspend": OPERATIONS in roles and one.user_id != request.user.pk,
        "may_revoke": bool({OPERATIONS, QUALITY} & roles) and one.user_id != request.user.pk,
    })  # fmt: skip


@allow(OPERATIONS)
@require_POST
def suspend(request: HttpRequest, public_id: str) -> HttpResponse:
    one, why = _agent(public_id), request.POST.get("why", "")
    acted(
        request,
        lambda: suspend_agent(one, why, by=request.user, now=clock.now()),
        lambda _done: _("已暂停，约好的班退掉了，本人会收到消息。"),
    )
    return redirect("tasks:agent", one.public_id)


@allow(OPERATIONS)
@require_POST
def lift(request: HttpRequest, public_id: str) -> HttpResponse:
    one, why = _agent(public_id), request.POST.get("why", "")
    acted(
        request,
        lambda: lift_suspension(one, why, by=request.user, now=clock.now()),
        lambda _done: _("已恢复，本人会收到消息。"),
    )
    return redirect("tasks:agent", one.public_id)


@allow(OPERATIONS, QUALITY)
@require_POST
def revoke(request: HttpRequest, public_id: str) -> HttpResponse:
    held = get_object_or_404(Qualification.objects.select_related("agent__user", "line"), public_id=public_id)
    why = request.POST.get("why", "")
    acted(
        request,
        lambda: revoke_qualification(held, why, by=request.user, now=clock.now()),
        lambda _done: _("资格已撤销，本人会收到消息，可以重新考。"),
    )
    return redirect("tasks:agent", held.agent.public_id)


def _agent(public_id: str) -> Agent:
    return get_object_or_404(Agent.objects.select_related("user"), public_id=public_id)
