"""The public board and a task's page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from onboarding.models import Agent
from tasks.models import Task
from tasks.queries.board import BoardRow, board_rows, cards, lines_of, shift_patterns, usual_hours
from tasks.queries.claims import claimer, filled_of, held_limit, live_claim, room_of
from tasks.queries.offers import agreement_of, coming_terms, content_of, offered, offered_terms, penalties_on
from tasks.reasons import REJECTED_RECENTLY
from tasks.rules.claiming import Claimer, beyond_the_agent, reasons_not_to_claim, reasons_not_to_offer
from tasks.rules.margin import shift_example
from yunke import clock
from yunke.access import allow
from yunke.context import house
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason
from yunke.ground.roles import ANYONE
from yunke.refusals import wordings

ON_A_PAGE = 18
GROUPS = ("can", "cannot", "rejected", "barred")  # as the board tells them; with seats before without
SHOWN_TO_ANYONE = ("open", "paused", "closed")


@allow(ANYONE)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What can be claimed, with every term; then what is missing for the rest."""
    now, agent = clock.now(), agent_of(request)
    search = request.GET.get("q", "").strip()[:60]
    found = board_rows(now, search=search)
    person = claimer(agent, now, lines_of(found)) if agent else None
    rows = _weighed(found, person, now)
    chosen = [row for row in rows if _wanted(row, request)]
    barred = {row.task: beyond_the_agent(row.reasons) for row in chosen} if agent else {}
    groups = {row.task: _group(row, barred.get(row.task)) for row in chosen}
    chosen.sort(key=lambda row: (GROUPS.index(groups[row.task]), not row.seats_left))
    page = Paginator(chosen, ON_A_PAGE).get_page(request.GET.get("page"))
    shown = cards(page.object_list, now)
    return render(
        request,
        "tasks/board.html",
        {
            "page": page,
            "can": [card for card in shown if groups[card.row.task] == "can"],
            **{
                name: [
                    (card, wordings(barred.get(card.row.task) or card.row.reasons))
                    for card in shown
                    if groups[card.row.task] == name
                ]
                for name in GROUPS[1:]
            },
            "open_count": (open_count := sum(not row.reasons for row in rows)),
            "others": len(rows) - open_count,
            "chips": _chips(rows, request),
            "search": search,
            "agent": agent,
            "claimer": person,
            "limit": held_limit(),
            "now": now,
            **_places(request),
        },
    )


@allow(ANYONE)
@require_safe
def task(request: HttpRequest, public_id: str) -> HttpResponse:
    """One task: all its terms and papers, then the claim or what stands in its way."""
    now = clock.now()
    found = get_object_or_404(
        Task.objects.select_related("line", "client", "entity"),
        public_id=public_id,
        state__in=SHOWN_TO_ANYONE,
    )
    return render(request, "tasks/task.html", task_page(request, found, now) | _places(request))


def task_page(request: HttpRequest, found: Task, now: datetime) -> dict[str, Any]:
    agent, today = agent_of(request), local_on(now)
    terms, room = offered_terms(found, today), room_of(found)
    patterns = shift_patterns([found.pk], now).get(found.pk, [])
    return {
        "task": found,
        "terms": terms,
        "coming": coming_terms(found, today),
        "now": now,
        "today": today,
        "penalties": penalties_on(found, today),
        "agreement": agreement_of(found.entity_id, today),
        "example": shift_example(content_of(terms), *usual_hours(patterns)) if terms else None,
        "patterns": patterns,
        "seats_left": max(0, found.seats - room.admitted),
        "room": room,
        "agent": agent,
        "mine": live_claim(agent, found) if agent else None,
        "reasons": wordings(_reasons(found, agent, now)),
    }


def agent_of(request: HttpRequest) -> Agent | None:
    """The agent who looks; staff and visitors are none."""
    return getattr(request.user, "agent", None) if request.user.is_authenticated else None


def _places(request: HttpRequest) -> dict[str, Any]:
    """The board is part of "work": the bottom bar says so."""
    places = house(request).get("places")
    if places is None:
        return {}
    work = reverse("tasks:work")
    return {"places": [place | {"current": place["url"] == work} for place in places]}


def _reasons(found: Task, agent: Agent | None, now: datetime) -> list[Reason]:
    facts = offered(found, filled_of(found))
    if agent is None:
        return list(reasons_not_to_offer(facts, now=now))
    person = claimer(agent, now, [facts.line])
    return list(reasons_not_to_claim(facts, person, limit=held_limit(), now=now))


def _weighed(rows: list[BoardRow], person: Claimer | None, now: datetime) -> list[BoardRow]:
    for row in rows:
        row.reasons = list(
            reasons_not_to_claim(row.facts, person, limit=held_limit(), now=now)
            if person
            else reasons_not_to_offer(row.facts, now=now)
        )
    return rows


def _group(row: BoardRow, barred: list[Reason] | None) -> str:
    if barred:
        return "rejected" if any(one.code == REJECTED_RECENTLY.code for one in barred) else "barred"
    return "cannot" if row.reasons else "can"


def _wanted(row: BoardRow, request: HttpRequest) -> bool:
    line, only = request.GET.get("line"), request.GET.get("only")
    return (not line or row.facts.line == line) and _fits(row, only)


def _fits(row: BoardRow, only: str | None) -> bool:
    return {"evening": row.evening, "base": row.hourly_fen > 0}.get(only or "", True)


def _chips(rows: list[BoardRow], request: HttpRequest) -> list[dict[str, Any]]:
    """Each filter with how many it leaves; lines in the order they stand on the board."""
    line, only = request.GET.get("line", ""), request.GET.get("only", "")
    lines = dict(sorted({row.facts.line: row.line_name for row in rows}.items()))
    chips = [_chip(gettext("全部"), "", "", len(rows), not line and not only)]
    chips += [
        _chip(name, code, "", sum(row.facts.line == code for row in rows), line == code)
        for code, name in lines.items()
    ]
    return chips + [
        _chip(name, "", code, sum(_fits(row, code) for row in rows), only == code)
        for code, name in (("evening", gettext("有晚班")), ("base", gettext("有底薪")))
    ]


def _chip(label: str, line: str, only: str, count: int, current: bool) -> dict[str, Any]:
    return {"label": label, "line": line or None, "only": only or None, "count": count, "current": current}
