"""The interviewers' desk: who is to be called, the scorecard beside them, score and next; times; scorecards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.interviews import (
    mark_no_show,
    publish_rubric,
    put_up_slots,
    score_interview,
    withdraw_slot,
)
from tasks.forms.interviews import RubricForm, ScoreForm, SlotsForm
from tasks.models import Interview, InterviewSlot, Rubric
from tasks.queries import interviews as lists
from tasks.queries.claims import attendance_of
from tasks.views.asked import acted
from training.queries import exam_scores
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS, SCREENER
from yunke.listing import Listing, Shown
from yunke.refusals import wordings

VIEWS = {
    "to_score": _("待打分"),
    "coming": _("要打的"),
    "held": _("已面试"),
    "missed": _("没接通"),
}
INTERVIEWS = Listing(
    "tasks:desk_interviews",
    {"when": "starts_at", "number": "agent__number", "-score": F("percent").desc(nulls_last=True)},
    keeps=("view", "who"),
)


@allow(SCREENER, read=(AUDITOR,))
@require_safe
def interviews(request: HttpRequest) -> HttpResponse:
    """The list; on a wide screen its first stands beside it."""
    return _page(request, None)


@allow(SCREENER, read=(AUDITOR,))
@require_safe
def interview(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _interview(public_id))


@allow(SCREENER)
@require_POST
def score(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the result and go on to the next of the list."""
    found, now = _interview(public_id), clock.now()
    rubric, following = lists.rubric_of(found.line_id), _after(request, found)
    form = ScoreForm(rubric, request.POST) if rubric else None
    reasons: list[Any] = []
    if form is None or form.is_valid():
        try:
            score_interview(
                found,
                form.scores() if form else {},
                form.fatal() if form else [],
                note=form.cleaned_data["note"] if form else "",
                by=request.user,
                now=now,
            )
        except Refused as refused:
            reasons = wordings(refused.reasons)
        else:
            said = {"who": found.agent.number, "percent": found.percent}
            messages.success(request, gettext("已记下 %(who)s：%(percent)s 分。") % said)
            return redirect(_back(request, following))
    return _page(request, found, form, reasons, status=422)


@allow(SCREENER)
@require_POST
def missed(request: HttpRequest, public_id: str) -> HttpResponse:
    """The call was not taken."""
    found, following = _interview(public_id), _after(request, _interview(public_id))
    now = clock.now()
    done = acted(
        request,
        lambda: mark_no_show(found, by=request.user, now=now),
        lambda one: gettext("已记 %(who)s 没接通，本人会收到消息。") % {"who": found.agent.number},
    )
    return redirect(_back(request, following if done else found))


@allow(SCREENER, read=(AUDITOR,))
def slots(request: HttpRequest) -> HttpResponse:
    """My free times, and more of them."""
    now = clock.now()
    form = SlotsForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            made = put_up_slots(request.user, form.spans(), line=form.cleaned_data["line"], now=now)
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, gettext("放出了 %(number)s 个时间。") % {"number": len(made)})
            return redirect("tasks:interview_slots")
    return render(
        request,
        "tasks/interview_slots.html",
        {"form": form, "rows": lists.slots_of(request.user, now)[:200]},
        status=422 if form.errors else 200,
    )


@allow(SCREENER)
@require_POST
def slot_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    slot = get_object_or_404(InterviewSlot, public_id=public_id, interviewer=request.user)
    now = clock.now()
    acted(request, lambda: withdraw_slot(slot, by=request.user, now=now), lambda one: gettext("已收回。"))
    return redirect("tasks:interview_slots")


@allow(OPERATIONS, read=(AUDITOR,))
def rubrics(request: HttpRequest) -> HttpResponse:
    """The scorecards in force, and a new version beside them."""
    found = Rubric.objects.select_related("line").order_by("purpose", "line__order", "-version")
    chosen = found.filter(public_id=request.GET.get("from", "")).first()
    form = RubricForm(request.POST or None, initial=RubricForm.initial_of(chosen) if chosen else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = publish_rubric(
                said["line"],
                form.items_said(),
                said["pass_percent"],
                purpose=said["purpose"],
                by=request.user,
                now=clock.now(),
            )
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, gettext("第 %(version)s 版评分表已发布。") % {"version": made.version})
            return redirect("tasks:rubrics")
    return render(
        request,
        "tasks/rubrics.html",
        {
            "form": form,
            "weighed": form.rows("item"),
            "deciding": form.rows("fatal"),
            "rows": [{"row": one, "items": one.worded()} for one in found],
        },
        status=422 if form.errors else 200,
    )


def _page(
    request: HttpRequest,
    item: Interview | None,
    form: ScoreForm | None = None,
    reasons: list[Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    now, (listed, view, mine) = clock.now(), _asked(request)
    page = listed.page(_rows(request), 50)
    shown = list(page.object_list)
    if item is None and shown and request.method == "GET":
        item = shown[0]
    counts = lists.desk_counts(view, now, request.user, mine=mine, search=listed.search)
    context = {
        "page": page,
        "rows": shown,
        "view": view,
        "views": [(code, gettext(words), counts[code]) for code, words in VIEWS.items()],
        "whose": [("", gettext("全部"), counts[""]), ("me", gettext("我来打的"), counts["me"])],
        "who": "me" if mine else "",
        "search": listed.search,
        "query": listed.query(),
        "late_from": now - lists.LATE,
        "list_url": listed.url + listed.query(),
        "item": item
        if request.resolver_match and request.resolver_match.url_name != "desk_interviews"
        else None,
        "interview": item,
        "reasons": reasons or [],
        "may_score": SCREENER in request.user.roles,
        # the number in full is for whoever calls, while there is somebody to call
        "may_call": item is not None
        and item.state == "booked"
        and item.slot.interviewer_id == request.user.pk,
        **(_item(item, form, now) if item else {}),
    }
    return render(request, "tasks/interview_desk.html", context, status=status)


def _item(one: Interview, form: ScoreForm | None, now: Any) -> dict[str, Any]:
    open_ = one.state in ("booked", "no_show") and one.starts_at <= now
    rubric = one.rubric or lists.rubric_of(one.line_id)
    if form is None and rubric and open_:
        form = ScoreForm(rubric)
    return {
        "form": form,
        "can_score": open_,
        "can_miss": open_ and one.state == "booked",
        "rubric": rubric,
        "given": [
            item | {"score": one.scores.get(item["code"]), "happened": item["code"] in one.fatal}
            for item in (rubric.worded() if rubric and one.state == "held" else [])
        ],
        "exam": exam_scores({one.agent_id})[one.agent_id].get(one.line.code),
        "attendance": attendance_of(one.agent),
        "earlier": lists.interviews_of(one.agent).exclude(pk=one.pk).exclude(state="cancelled")[:5],
    }


def _asked(request: HttpRequest) -> tuple[Shown, str, bool]:
    """The list, which of its views, and whether only one's own."""
    listed = INTERVIEWS.shown(request)
    view = listed.one_of("view", VIEWS, "to_score")
    if view in ("held", "missed"):
        listed.first = "-when"
    return listed, view, listed.asked.get("who") == "me"


def _rows(request: HttpRequest) -> QuerySet[Interview]:
    listed, view, mine = _asked(request)
    return lists.desk(view, clock.now(), mine=request.user if mine else None, search=listed.search)


def _after(request: HttpRequest, found: Interview) -> Interview | None:
    """Who comes next in the list, else who came before."""
    after: Interview | None = _asked(request)[0].following(_rows(request), found)
    return after


def _interview(public_id: str) -> Interview:
    rows = Interview.objects.select_related("agent__user", "line", "slot__interviewer", "rubric", "scored_by")
    return get_object_or_404(rows, public_id=public_id)


def _back(request: HttpRequest, one: Interview | None) -> str:
    url = reverse("tasks:desk_interview", args=[one.public_id]) if one else reverse("tasks:desk_interviews")
    return url + INTERVIEWS.shown(request).query()


def say(form: forms.Form, refused: Refused) -> None:
    for said in wordings(refused.reasons):
        form.add_error(None, forms.ValidationError(said.sentence, code=said.code))
