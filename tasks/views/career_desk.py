"""The desk of the ladder: cases with their numbers, rules by date, step backs, mentors beside newcomers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.career import decide_case, propose_step_back
from tasks.actions.mentoring import begin_mentorship, end_mentorship
from tasks.forms.career import MentorshipForm, RankRuleForm, StepBackForm
from tasks.models import Mentorship
from tasks.queries.career import eligible, outlooks, reasons_against
from tasks.queries.mentoring import mentorships
from tasks.views.asked import ON_A_PAGE, acted, state_chips
from training.actions.ranks import publish_rank_rule
from training.models import RankCase, RankRule
from training.queries.ranks import cases, history_of
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS
from yunke.listing import Listing, state_counts, ways
from yunke.refusals import answer_of, wordings

READ = (AUDITOR,)
CASES = Listing(
    "tasks:desk_career",
    {"-waited": "opened_at", "number": "agent__number", "-decided": F("decided_at").desc(nulls_last=True)},
    keeps=("state",),
)
MENTORSHIPS = Listing(
    "tasks:mentorships",
    {"-since": "-starts_on", "mentor": "mentor__number", "mentee": "mentee__number", "task": "task__name"},
)


@allow(OPERATIONS, read=READ)
@require_safe
def career(request: HttpRequest) -> HttpResponse:
    """Cases that wait, the oldest first."""
    return _desk(request, None)


@allow(OPERATIONS, read=READ)
@require_safe
def case(request: HttpRequest, public_id: str) -> HttpResponse:
    return _desk(request, _case(public_id))


@allow(OPERATIONS)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Agree or not, with the reason the agent reads."""
    found, now = _case(public_id), clock.now()
    agreed, why = answer_of(request, "answer", "agree", "drop") == "agree", request.POST.get("why", "")
    following = CASES.shown(request).following(cases("open"), found)
    done = acted(
        request,
        lambda: decide_case(found, agreed, why, by=request.user, now=now),
        lambda one: _("已决定，本人会收到消息。"),
    )
    onto = following if done else found
    return redirect(CASES.beside(request, "tasks:rank_case", onto.public_id) if onto else CASES.back(request))


@allow(OPERATIONS, read=READ)
def step_back(request: HttpRequest) -> HttpResponse:
    """Propose one rank less, with the reason; a second person decides after the agent's word."""
    form = StepBackForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked and (
        made := _try(form, lambda: propose_step_back(**form.cleaned_data, by=request.user, now=clock.now()))
    ):
        messages.success(request, _("已提出，本人会收到消息，可以答复。"))
        return redirect("tasks:rank_case", made.public_id)
    return _form(request, form, _("提议退一级"), _("提出"), "tasks:desk_career")


@allow(OPERATIONS, read=READ)
def rules(request: HttpRequest) -> HttpResponse:
    """The rules by date, and a new one beside them."""
    form = RankRuleForm(request.POST or None, initial={"effective_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _try(
            form,
            lambda: publish_rank_rule(
                said["rank"], said["effective_on"], form.needs(), by=request.user, now=clock.now()
            ),
        ):
            messages.success(request, _("晋升条件已公布，客服能看到自己还差什么。"))
            return redirect("tasks:rank_rules")
    rows = RankRule.objects.order_by("-effective_on", "rank")
    return render(
        request, "tasks/rank_rules.html", {"form": form, "rows": rows}, status=422 if form.errors else 200
    )


@allow(OPERATIONS, read=READ)
def mentoring(request: HttpRequest) -> HttpResponse:
    """Who stands beside whom, and a new pair beside the list."""
    form = MentorshipForm(request.POST or None, initial={"starts_on": clock.today()})
    asked = request.method == "POST" and form.is_valid()
    if asked and _try(form, lambda: begin_mentorship(**form.cleaned_data, by=request.user, now=clock.now())):
        messages.success(request, _("已安排，两个人都会收到消息。"))
        return redirect("tasks:mentorships")
    return render(
        request,
        "tasks/mentorships.html",
        {"form": form, "page": MENTORSHIPS.shown(request).page(mentorships(), ON_A_PAGE)},
        status=422 if form.errors else 200,
    )


@allow(OPERATIONS)
@require_POST
def mentoring_end(request: HttpRequest, public_id: str) -> HttpResponse:
    found, now = get_object_or_404(Mentorship, public_id=public_id), clock.now()
    acted(
        request,
        lambda: end_mentorship(found, clock.today(), by=request.user, now=now),
        lambda one: _("这一段带教到今天为止。"),
    )
    return redirect(MENTORSHIPS.back(request))


def _desk(request: HttpRequest, item: RankCase | None) -> HttpResponse:
    now, listed = clock.now(), CASES.shown(request)
    state = listed.one_of("state", RankCase.STATES.words, "open")
    if state != "open":
        listed.first = "-decided"
    page = listed.page(cases(state), 50)
    if item is None and page.object_list:
        item = page.object_list[0]
    context: dict[str, Any] = {
        "page": page,
        "state": state,
        "states": state_chips(RankCase.STATES, state_counts(RankCase.objects.all())),
        "eligible": eligible(),
        "case": item,
        "item": item if request.resolver_match and request.resolver_match.url_name == "rank_case" else None,
        "list_url": listed.url + listed.query(),
        "may_write": OPERATIONS in request.user.roles,
    }
    if item:
        context |= ways(
            list(page), item, lambda one: CASES.beside(request, "tasks:rank_case", one.public_id)
        ) | {
            "outlook": outlooks([item.agent_id], now)[item.agent_id],
            "history": history_of(item.agent)[:10],
            "reasons": wordings(reasons_against(item, request.user, now)),
        }
    return render(request, "tasks/career_desk.html", context)


def _case(public_id: str) -> RankCase:
    rows = RankCase.objects.select_related("agent__user", "rule", "opened_by", "decided_by")
    return get_object_or_404(rows, public_id=public_id)


def _try(form: forms.Form, act: Any) -> Any:
    try:
        return act()
    except Refused as refused:
        for said in wordings(refused.reasons):
            form.add_error(None, forms.ValidationError(said.sentence, code=said.code))
        return None


def _form(request: HttpRequest, form: forms.Form, title: str, action: str, back: str) -> HttpResponse:
    return render(
        request,
        "tasks/plain_form.html",
        {"form": form, "title": title, "action": action, "cancel_url": reverse(back)},
        status=422 if form.errors else 200,
    )
