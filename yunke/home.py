"""The agent's home: the SOP as a path, one sentence that says where I stand, one primary button."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AGENT, ANYONE, CLIENT
from yunke.models import Notice
from yunke.notices import APP, worded
from yunke.registry import Step, registry
from yunke.sections import first_door

OPEN_DOORS = ("attention", "now", "stopped")  # states in which the agent has something to do
NEWS_SHOWN = 5


@allow(ANYONE)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everybody's first page: the agent's path, the staff's first queue, or the front door."""
    user: Any = request.user
    if not user.is_authenticated:
        return render(request, "front.html")
    if door := first_door(user.roles):
        return redirect(door)
    if AGENT in user.roles:
        return render(request, "home.html", _agent_home(user, clock.now()))
    return redirect("tasks:client") if CLIENT in user.roles else render(request, "no_role.html")


def _agent_home(user: Any, now: datetime) -> dict[str, Any]:
    steps, panels = _path(user.agent, now), _panels(user.agent, now)
    position, current = next(
        ((place, step) for place, step in enumerate(steps, 1) if step["state"] in OPEN_DOORS), (0, None)
    )
    return {
        "steps": steps,
        "current": current,
        "position": position,
        "total": len(steps),
        "call": None if current else _call(panels),
        "finished": all(step["state"] == "done" for step in steps),
        "waiting": [step for step in steps if step["state"] == "waiting"],
        "panels": panels,
        "news": _news(user.public_id),
    }


def _call(panels: list[dict[str, Any]]) -> Step | None:
    """What a panel asks for (``call``), the first panel's first; else what one could do (``offer``)."""
    asked = (panel.get(kind) for kind in ("call", "offer") for panel in panels)
    return next((step for step in asked if step), None)


def _path(agent: Any, now: datetime) -> list[dict[str, Any]]:
    kinds = sorted(registry.steps.values(), key=lambda kind: kind.order)
    return [_shown(gettext(kind.name), kind.look(agent, now)) for kind in kinds]


def _shown(name: str, step: Step) -> dict[str, Any]:
    return {
        "name": name,
        "state": step.state,
        "note": step.note,
        "url": step.url,
        "action": step.action,
        "word": "",
        "done": None,
        "total": None,
    }


def _panels(agent: Any, now: datetime) -> list[dict[str, Any]]:
    built = (
        (panel, panel.build(agent, now)) for panel in sorted(registry.panels.values(), key=lambda p: p.order)
    )
    return [{"template": panel.template, **context} for panel, context in built if context is not None]


def _news(recipient: str) -> list[dict[str, Any]]:
    rows = Notice.objects.filter(recipient=recipient, channel=APP).order_by("-pk")[:NEWS_SHOWN]
    return [
        {
            "text": worded(row.template, row.facts),
            "url": row.url,
            "at": row.due_at,
            "new": row.read_at is None,
        }
        for row in rows
    ]
