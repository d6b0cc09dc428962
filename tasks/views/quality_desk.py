"""The reviewers' desk: what was drawn, the scorecard beside it, score and next; appeals; scores; plans."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.reviewing import grant_appeal, score_review, uphold_review, void_review
from tasks.actions.sampling import publish_plan
from tasks.forms.quality import PlanForm, ReviewForm
from tasks.models import QualityPlan, Review, ReviewAppeal, Task
from tasks.queries import quality as lists
from tasks.views.asked import ON_A_PAGE, acted, day_asked
from tasks.views.interview_desk import say
from tasks.views.quality import card_rows
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS, QUALITY
from yunke.listing import Listing, Shown, ways
from yunke.refusals import answer_of, wordings

VIEWS = {
    "waiting": _("待质检"),
    "second": _("待第二人评"),
    "appeals": _("申诉"),
    "reviewed": _("已质检"),
    "void": _("无法质检"),
}
REVIEWS = Listing(
    "tasks:desk_quality",
    {
        "when": "occurred_at",
        "number": "agent__number",
        "-score": F("percent").desc(nulls_last=True),
        "asked": "appeal__asked_at",  # how appeals are worked, and the two last views: neither is a column
        "-reviewed": F("reviewed_at").desc(nulls_last=True),
    },
    keeps=("view", "task"),
)
OWN_ORDER = {"appeals": "asked", "reviewed": "-reviewed", "void": "-reviewed"}
SCORES = Listing(  # a row an agent and task, made of sums: sorted where they are put together
    "tasks:quality_scores",
    {
        "percent": lambda one: one["percent"],
        "number": lambda one: one["agent"],
        "-fatal": lambda one: one["fatal"],
        "-reviews": lambda one: one["reviews"],
    },
    keeps=("task",),
    carries=("from", "to"),
)
READ = (AUDITOR, OPERATIONS)


@allow(QUALITY, read=READ)
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The list; on a wide screen its first stands beside it."""
    return _page(request, None)


@allow(QUALITY, read=READ)
@require_safe
def review(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _review(public_id))


@allow(QUALITY)
@require_POST
def score(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the scorecard and go on to the next of the list."""
    found, now = _review(public_id), clock.now()
    following = _after(request, found)
    return _scored(
        request,
        found,
        lambda form: score_review(
            found, form.scores(), form.fatal(), why=form.cleaned_data["note"], by=request.user, now=now
        ),
        following,
    )


@allow(QUALITY)
@require_POST
def void(request: HttpRequest, public_id: str) -> HttpResponse:
    """There is nothing to hear or read."""
    found, now = _review(public_id), clock.now()
    following, why = _after(request, found), request.POST.get("why", "")
    done = acted(
        request,
        lambda: void_review(found, why, by=request.user, now=now),
        lambda one: gettext("已记为无法质检，下次另抽一件。"),
    )
    return redirect(_back(request, following if done else found))


@allow(QUALITY)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """An appeal: the scoring stands, or a new scorecard takes its place."""
    found, now = _review(public_id), clock.now()
    appeal = get_object_or_404(ReviewAppeal, review=found)
    following = _after(request, found)
    if answer_of(request, "outcome", "grant", "deny") == "deny":
        why = request.POST.get("note", "")
        done = acted(
            request,
            lambda: uphold_review(appeal, why, by=request.user, now=now),
            lambda one: gettext("维持原评分，本人会收到理由。"),
        )
        return redirect(_back(request, following if done else found))
    return _scored(
        request,
        found,
        lambda form: grant_appeal(
            appeal,
            form.scores(),
            form.fatal(),
            why=form.cleaned_data["note"],
            by=request.user,
            now=now,
        ),
        following,
    )


@allow(QUALITY, read=READ)
@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """The quality score of every agent on every task over some days, the lowest first; how far reviewers agree."""
    now = clock.now()
    today = local_on(now)
    first = day_asked(request, "from", today - timedelta(days=30))
    last = day_asked(request, "to", today)
    task = request.GET.get("task", "")[:40]
    rows = lists.scores_by_task(first, last, task=task)
    context = {
        "page": SCORES.shown(request).page(rows, ON_A_PAGE),
        "first": first,
        "last": last,
        "task": task,
        "tasks": Task.objects.exclude(state="draft").order_by("number"),
        "agreement": lists.agreed(now),
    }
    return render(request, "tasks/quality_scores.html", context)


@allow(OPERATIONS, read=(AUDITOR, QUALITY))
def plans(request: HttpRequest) -> HttpResponse:
    """How each line is sampled, by date, and a new plan beside it."""
    form = PlanForm(request.POST or None, initial={"effective_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            publish_plan(**form.cleaned_data, by=request.user, now=clock.now())
        except Refused as refused:
            say(form, refused)
        else:
            messages.success(request, gettext("质检方案已公布。"))
            return redirect("tasks:quality_plans")
    rows = QualityPlan.objects.select_related("line").order_by("line__order", "-effective_on")
    status = 422 if form.errors else 200
    return render(request, "tasks/quality_plans.html", {"form": form, "rows": rows}, status=status)


def _scored(request: HttpRequest, found: Review, act: Any, following: Review | None) -> HttpResponse:
    rubric, reasons = lists.quality_rubric(found.task.line_id), []
    if rubric is None:
        return _page(request, found, status=409)
    form = ReviewForm(rubric, request.POST)
    if form.is_valid():
        try:
            act(form)
        except Refused as refused:
            reasons = wordings(refused.reasons)
        else:
            messages.success(request, gettext("已记下 %(who)s 的质检。") % {"who": found.agent.number})
            return redirect(_back(request, following))
    return _page(request, found, form, reasons, status=422)


def _page(
    request: HttpRequest,
    item: Review | None,
    form: ReviewForm | None = None,
    reasons: list[Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    now, (listed, view, task) = clock.now(), _asked(request)
    page = listed.page(_rows(request), 50)
    shown = list(page.object_list)
    on_item = item is not None
    if item is None and shown:
        item = shown[0]
    counts = lists.desk_counts(request.user, task=task, search=listed.search)
    context = {
        "page": page,
        "rows": shown,
        "view": view,
        "views": [(code, gettext(words), counts[code]) for code, words in VIEWS.items()],
        "search": listed.search,
        "task": task,
        "query": listed.query(),
        "late_from": now - lists.LATE,
        "list_url": listed.url + listed.query(),
        "item": item if on_item else None,
        "review": item,
        "reasons": reasons or [],
        "may_score": QUALITY in request.user.roles,
        **(_item(request, item, form) if item else {}),
        **ways(shown, item, lambda one: _back(request, one)),
    }
    return render(request, "tasks/quality_desk.html", context, status=status)


def _item(request: HttpRequest, one: Review, form: ReviewForm | None) -> dict[str, Any]:
    """A second reviewer sees the first's card only when both are in."""
    scorings = lists.scorings_of(one)
    appeal = getattr(one, "appeal", None)
    mine = any(card.by_id == request.user.pk for card in scorings)
    open_ = one.state in ("waiting", "second") and not mine and one.agent.user_id != request.user.pk
    deciding = appeal is not None and appeal.state == "asked"
    rubric = lists.quality_rubric(one.task.line_id)
    if form is None and rubric and (open_ or deciding):
        form = ReviewForm(rubric)
    return {
        "form": form,
        "rubric": rubric,
        "can_score": open_,
        "mine": mine,
        "appeal": appeal,
        "can_decide": deciding and not mine and one.agent.user_id != request.user.pk,
        "cards": [card_rows(card) for card in scorings] if one.state == "reviewed" else [],
        "results": lists.results_of(one),
        "decisions": one.decisions.order_by("pk") if one.fatal_count else [],
    }


def _asked(request: HttpRequest) -> tuple[Shown, str, str]:
    """The list, which of its views, and of which task."""
    listed = REVIEWS.shown(request)
    view = listed.one_of("view", VIEWS, "waiting")
    listed.first = OWN_ORDER.get(view, listed.first)
    return listed, view, listed.asked.get("task", "")


def _rows(request: HttpRequest) -> QuerySet[Review]:
    listed, view, task = _asked(request)
    return lists.desk(view, by=request.user, task=task, search=listed.search)


def _after(request: HttpRequest, found: Review) -> Review | None:
    """Who comes next in the list, else who came before."""
    after: Review | None = _asked(request)[0].following(_rows(request), found)
    return after


def _review(public_id: str) -> Review:
    rows = Review.objects.select_related("agent__user", "task__line", "rubric", "appeal", "result__kind")
    return get_object_or_404(rows, public_id=public_id)


def _back(request: HttpRequest, one: Review | None) -> str:
    url = reverse("tasks:desk_review", args=[one.public_id]) if one else reverse("tasks:desk_quality")
    return url + REVIEWS.shown(request).query()
