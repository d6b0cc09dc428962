"""The agent's home: each chosen line as a path, one sentence that says where I stand, one primary button."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AGENT, ANYONE, CLIENT
from yunke.models import Notice
from yunke.notices import APP, worded
from yunke.registry import Path, Step, registry
from yunke.sections import first_door

OPEN_DOORS = ("attention", "now", "expired", "stopped")  # states in which the agent has something to do
NEWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Current:
    """The step that leads the page, and its place in its path."""

    path: Path
    position: int
    name: str
    step: Step


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
    paths, panels = registry.paths(user.agent, now), _panels(user.agent, now)
    working = [path for path in paths if _finished(path)]
    current, asked = _current(paths), _asked(panels)
    call = next(iter(asked), None)
    unchosen = not any(path.line for path in paths)
    runs = current is not None and current.step.runs_until is not None
    if unchosen and current and current.step.state != "attention":
        current = None  # choosing comes first
    if working and call and not runs:  # who is on duty hears of the work first, of another line's steps below
        current = None
    shown = current.path if current else next((path for path in paths if path not in working), None)
    return {
        "paths": [_shown(path, opened=path is shown or len(paths) == 1) for path in paths],
        "current": current,
        "unchosen": unchosen,
        "call": None if current else call,
        "also": [step for step in asked if step.state == "attention" and (current or step is not call)],
        "finished": bool(working) and not current,
        "waiting": [(name, step) for path in paths for name, step in path.steps if step.state == "waiting"],
        "panels": panels,
        "news": _news(user.public_id),
    }


def next_step(agent: Any, now: datetime) -> Current | None:
    """What is the agent's to do now, wherever a page wants to lead on."""
    return _current(registry.paths(agent, now))


def _current(paths: list[Path]) -> Current | None:
    """The step of the agent's whose clock runs; else the first, in the lines' order, and what was refused before others."""
    found = [
        Current(path, place, name, step)
        for path in paths
        for place, (name, step) in enumerate(path.steps, 1)
        if step.state in OPEN_DOORS
    ]
    return min(
        found, key=lambda one: (one.step.runs_until is None, one.step.state != "attention"), default=None
    )


def _shown(path: Path, *, opened: bool) -> dict[str, Any]:
    """A path for ``parts/path.html``, with how far it has come for its folded line."""
    steps = [
        {"name": name} | {field.name: getattr(step, field.name) for field in fields(step)}
        for name, step in path.steps
    ]
    done = sum(step["state"] == "done" for step in steps)
    return {"name": path.name, "line": path.line, "steps": steps, "done": done, "opened": opened}


def _finished(path: Path) -> bool:
    return bool(path.steps) and all(step.state == "done" for _name, step in path.steps)


def _asked(panels: list[dict[str, Any]]) -> list[Step]:
    """What panels ask for (``call``), the first panel's first; then what one could do (``offer``)."""
    asked = (panel.get(kind) for kind in ("call", "offer") for panel in panels)
    return [step for step in asked if step]


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
