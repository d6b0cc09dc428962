"""The screeners' desk: a list, the evidence beside it, decide and next."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.assessing import assess_claim, decide_appeal
from tasks.actions.claims import decide_claims, reopen_claim, reopen_claims
from tasks.models import Claim, Task
from tasks.queries import screening as lists
from tasks.queries.claims import evidence_of, open_appeals, queue, records_of, room_of, waiting_by_task
from tasks.queries.interviews import counting
from tasks.queries.seats import called_from_queue
from tasks.reasons import REJECTIONS
from tasks.rules.screening import OUTCOMES, UNDO_MINUTES, free_seats
from tasks.states import CLAIM
from tasks.views.asked import acted, opened
from yunke import clock
from yunke.access import allow
from yunke.context import house
from yunke.ground.errors import NOBODY_CHOSEN, Refused
from yunke.ground.roles import AUDITOR, SCREENER
from yunke.listing import Listing, Shown, ways
from yunke.refusals import answer_of, stored_wordings, wordings

ON_A_PAGE = 50
IN_BULK = ("admit", "reserve", "reject")
CLAIMS = Listing(
    "tasks:claims",
    {
        "-waited": lists.ORDERS["waited"],
        "number": lists.ORDERS["number"],
        "-score": lists.ORDERS["score"],
        "expires": lists.ORDERS["expires"],
    },
    keeps=("task", "state", "only"),
)
APPEALS = Listing(
    "tasks:appeals", {"-waited": "asked_at", "number": "claim__agent__number", "task": "claim__task__name"}
)
CHIPS = {
    "late": _("超过 48 小时"),
    "good": _("90 分以上"),
    "worked": _("做过云客的活"),
    "expiring": _("资格快到期"),
}
DONE = {
    "train": _("已收进培训：%(who)s"),
    "assess": _("已转去评定：%(who)s"),
    "wait": _("已排队等席位：%(who)s"),
    "admit": _("已录取 %(who)s"),
    "reserve": _("已列为候补：%(who)s"),
    "reject": _("已退回 %(who)s"),
}


@allow(SCREENER, read=(AUDITOR,))
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """The list; on a wide screen its first candidate stands beside it."""
    return render(request, "tasks/screening.html", _desk(request, None))


@allow(SCREENER, read=(AUDITOR,))
@require_safe
def claim_item(request: HttpRequest, public_id: str) -> HttpResponse:
    """The list with this candidate beside it."""
    return render(request, "tasks/screening.html", _desk(request, _claim(public_id)))


@allow(SCREENER)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Decide one and go on to the next of the same list."""
    claim, now = _claim(public_id), clock.now()
    following = _next(request, claim, now)
    outcome = answer_of(request, "outcome", *OUTCOMES)
    try:
        decide_claims(
            Claim.objects.filter(pk=claim.pk), outcome, by=request.user, now=now, codes=_codes(request)
        )
    except Refused as refused:
        claim.refresh_from_db(fields=["state", "since_at"])
        if not lists.decided_so(claim, outcome, _codes(request), request.user):
            return render(
                request,
                "tasks/screening.html",
                _desk(request, claim) | {"refusals": wordings(refused.reasons)},
                status=409,
            )
    if outcome != "reject":
        _say_done(request, outcome, [claim])
        return redirect(_back(request, following))
    return redirect(_back(request, following, undo=claim.public_id))


@allow(SCREENER)
@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    """Decide all ticked, or none: the page says who stands in the way. ``reopen`` takes a rejection of many back."""
    now, outcome = clock.now(), answer_of(request, "outcome", *OUTCOMES, "reopen")
    if outcome == "reopen":
        return _reopen_many(request)
    ticked = request.POST.getlist("claim")[: ON_A_PAGE * 4]
    try:
        if not ticked:
            raise Refused(NOBODY_CHOSEN())
        done = decide_claims(
            Claim.objects.filter(public_id__in=ticked),
            outcome,
            by=request.user,
            now=now,
            codes=_codes(request),
        )
    except Refused as refused:
        return render(
            request,
            "tasks/screening.html",
            _desk(request, None)
            | {"refusals": wordings(refused.reasons), "ticked": ticked, "bulk_refused": True},
            status=409,
        )
    if outcome != "reject":
        _say_done(request, outcome, done)
        return redirect(_back(request, None))
    return redirect(_back(request, None, undo=done[0].public_id))


def _reopen_many(request: HttpRequest) -> HttpResponse:
    chosen = Claim.objects.filter(public_id__in=request.POST.getlist("claim")[: ON_A_PAGE * 4])
    acted(
        request,
        lambda: reopen_claims(chosen, by=request.user, now=clock.now()),
        lambda done: (
            ngettext("已撤销退回，%(n)s 人重新在等筛选。", "已撤销退回，%(n)s 人重新在等筛选。", len(done))
            % {"n": len(done)}
        ),
    )
    return redirect(_back(request, None))


@allow(SCREENER)
@require_POST
def assess(request: HttpRequest, public_id: str) -> HttpResponse:
    """Our verdict after training; the client writes theirs on the client's page."""
    claim, now = _claim(public_id), clock.now()
    verdict = answer_of(request, "verdict", "pass", "fail")
    assess_claim(claim, "us", verdict, note=request.POST.get("note", "")[:500], by=request.user, now=now)
    messages.success(request, gettext("已记下我方对 %(who)s 的评定。") % {"who": claim.agent.number})
    return redirect(_back(request, claim))


@allow(SCREENER, read=(AUDITOR,))
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """Rejections somebody appeals against, the oldest first, each with its two answers."""
    listed = APPEALS.shown(request)
    page = listed.page(open_appeals(), ON_A_PAGE)
    shown = list(page)
    item = opened(request, shown, lambda one: one.rejected_by_id != request.user.pk)
    rows = [
        {
            "row": one,
            "why": stored_wordings(one.claim.reasons),
            "own": one.rejected_by_id == request.user.pk,
            "url": listed.on(one),
        }
        for one in shown
    ]
    context = {"page": page, "rows": rows, "may_decide": SCREENER in request.user.roles, "item": item}
    return render(request, "tasks/appeals.html", ways(shown, item, listed.on) | context)


@allow(SCREENER)
@require_POST
def appeal_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put the claim back, or let the rejection stand; with a reason the agent reads."""
    appeal, now = get_object_or_404(open_appeals(), public_id=public_id), clock.now()
    granted = answer_of(request, "answer", "grant", "deny") == "grant"
    why = request.POST.get("why", "")[:500]
    listed = APPEALS.shown(request)
    following = listed.following(open_appeals().exclude(rejected_by=request.user), appeal)
    done = acted(
        request,
        lambda: decide_appeal(appeal, granted, why, by=request.user, now=now),
        lambda one: (
            gettext("申诉成立，申请回到原来的位置。") if granted else gettext("维持原决定，本人会看到原因。")
        ),
    )
    return redirect(listed.on(following if done else appeal))


@allow(SCREENER)
@require_POST
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a rejection back."""
    claim = _claim(public_id)
    reopen_claim(claim, by=request.user, now=clock.now())
    messages.success(request, gettext("已撤回，%(who)s 重新在等筛选。") % {"who": claim.agent.number})
    return redirect(_back(request, claim))


def _desk(request: HttpRequest, item: Claim | None) -> dict[str, Any]:
    now, listed = clock.now(), CLAIMS.shown(request)
    task, state, search = _task(listed), listed.one_of("state", lists.STATES, "asked"), listed.search
    counts = lists.counts_of(lists.narrowed(task, state, search), now)
    page = listed.page(_rows_asked(listed, task, now), ON_A_PAGE)
    shown = list(page.object_list)
    if item is None and shown and request.method == "GET":
        item = shown[0]
    return {
        "page": page,
        "rows": _rows(shown, now),
        "total": counts["all"],
        "called": called_from_queue().count(),
        "task": task,
        "state": state,
        "now": now,
        "query": listed.query(),
        "search": search,
        "order": listed.order,
        "only": listed.asked.get("only", ""),
        "claim": item,
        "list_url": listed.url + listed.query(),
        "item": request.resolver_match and request.resolver_match.url_name in ("claim_item", "decide"),
        "undo": lists.rejected_with(request.GET.get("undo", ""), request.user),
        "bulk": [name for name in IN_BULK if SCREENER in request.user.roles and may(state, name)],
        "chips": [(code, gettext(words), counts[code]) for code, words in CHIPS.items()],
        "states": _states(task, search),
        "rail": _rail(request, task),
        "rejections": _rejections(),
        "may_decide": SCREENER in request.user.roles,
        **(_item(item, shown) if item else {}),
    }


def _item(claim: Claim, shown: list[Claim]) -> dict[str, Any]:
    room = room_of(claim.task)
    places = [one.pk for one in shown]
    here = places.index(claim.pk) if claim.pk in places else -1
    return {
        "evidence": evidence_of(claim),
        "record": records_of([claim])[claim.pk],
        "room": room,
        "held": room.admitted + room.reserve,
        "free": free_seats(claim.state, room),
        "why": stored_wordings(claim.reasons),
        "talk": counting([claim.agent_id], claim.task.line_id, clock.today()).get(claim.agent_id),
        "verdicts": list(claim.assessments.select_related("by").order_by("side")),
        "sides_open": set(claim.task.assesses) - {one.side for one in claim.assessments.all()},
        "appeal": getattr(claim, "appeal", None),
        "before": shown[here - 1] if here > 0 else None,
        "after": shown[here + 1] if 0 <= here < len(shown) - 1 else None,
        "can": {name: may(claim.state, name) for name in OUTCOMES},
        "undo_minutes": UNDO_MINUTES,
    }


def may(state: str, outcome: str) -> bool:
    """Whether the table leads from a state to this outcome at all."""
    return CLAIM.allows(state, OUTCOMES[outcome])


def _task(listed: Shown) -> Task | None:
    return Task.objects.filter(public_id=listed.asked.get("task", "")).select_related("line").first()


def _rows_asked(listed: Shown, task: Task | None, now: datetime) -> QuerySet[Claim]:
    rows = lists.narrowed(task, listed.asked.get("state", "asked"), listed.search)
    return lists.chosen(rows, listed.asked.get("only", ""), now)


def _rows(shown: list[Claim], now: datetime) -> list[dict[str, Any]]:
    records = records_of(shown)
    return [
        {
            "claim": claim,
            "score": records[claim.pk][0],
            "study": records[claim.pk][1],
            "band": _band(claim, now),
        }
        for claim in shown
    ]


def _band(claim: Claim, now: datetime) -> str:
    waited = now - claim.asked_at
    if waited >= lists.LATE:
        return gettext("超过 48 小时")
    return gettext("24 到 48 小时") if waited >= lists.LATE / 2 else gettext("24 小时以内")


def _states(task: Task | None, search: str) -> list[tuple[str, str, int]]:
    counts = lists.counts_by_state(task, search)
    return [(state, gettext(CLAIM.words[state]), counts.get(state, 0)) for state in lists.STATES]


def _rail(request: HttpRequest, task: Task | None) -> list[dict[str, Any]]:
    """The queues of the tasks with somebody waiting, by line, above the house's own."""
    lines: dict[str, list[dict[str, Any]]] = {}
    for one, waiting, reserve in waiting_by_task():
        lines.setdefault(one.line.name, []).append(
            {
                "url": f"{reverse('tasks:claims')}?task={one.public_id}",
                "label": one.name,
                "count": waiting,
                "current": one == task,
                "note": gettext("候补 %(number)s 人") % {"number": reserve} if reserve else "",
            }
        )
    queues = list(house(request).get("rail", ()))
    for group in queues:
        for one in group["items"]:
            one["current"] = one["current"] and task is None
    return queues + [{"title": name, "items": items} for name, items in lines.items()]


def _rejections() -> list[tuple[str, str]]:
    return [(code, gettext(kind.text)) for code, kind in REJECTIONS.items()]


def _claim(public_id: str) -> Claim:
    return get_object_or_404(queue(), public_id=public_id)


def _codes(request: HttpRequest) -> list[str]:
    """The ticked reasons; the list's first line, "reason...", is none."""
    return [code for code in request.POST.getlist("code") if code]


def _next(request: HttpRequest, claim: Claim, now: datetime) -> Claim | None:
    """Who stands beside this candidate in the list: asked for while it still stands there."""
    listed = CLAIMS.shown(request)
    found: Claim | None = listed.following(_rows_asked(listed, _task(listed), now), claim)
    return found


def _back(request: HttpRequest, claim: Claim | None, **more: str) -> str:
    url = reverse("tasks:claim_item", args=[claim.public_id]) if claim else reverse("tasks:claims")
    return url + CLAIMS.shown(request).query(**more)


def _say_done(request: HttpRequest, outcome: str, done: list[Claim]) -> None:
    who = done[0].agent.number if len(done) == 1 else gettext("%(number)s 人") % {"number": len(done)}
    words, waiting = gettext(DONE[outcome]) % {"who": who}, messages.get_messages(request)
    said = any(str(one) == words for one in waiting)  # by a key pressed twice
    waiting.used = False
    if not said:
        messages.success(request, words)
