"""Operations' pages: tasks, their penalties and prices. Terms have a file of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from tasks.actions import offers as acts
from tasks.actions.claims import release_claim
from tasks.forms.offers import NewTaskForm, PriceForm, TaskForm
from tasks.models import Claim, Task
from tasks.queries.desk_tasks import STATES, desk_tasks, penalty_proposal, proposals, task_rows, with_waiting
from tasks.queries.offers import PROMISES, missing_to_publish, offered_terms, people_on_duty, worked_on
from tasks.reasons import PUBLISH_NEEDS
from tasks.states import TASK
from tasks.views.asked import state_chips
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS
from yunke.listing import Listing, state_counts
from yunke.refusals import wordings

ON_A_PAGE = 50
USUAL = {"seats": 10, "asks_interview": "sop", "training_percent": 0, "reserve_percent": 150}  # of a new task
PEOPLE_SHOWN = 100
TASKS = Listing(
    "tasks:desk_tasks",
    {
        "-number": "-pk",
        "client": ("client__name", "number"),
        "-seats": "-seats",
        "-waiting": "-waiting_now",
    },
    keeps=("state",),
)
Made = TypeVar("Made")


@allow(OPERATIONS, read=(AUDITOR,))
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Every task with its people, price and margin."""
    listed = TASKS.shown(request)
    state, search = listed.one_of("state", STATES), listed.search
    page = listed.page(with_waiting(desk_tasks(state, search)), ON_A_PAGE)
    return render(
        request,
        "tasks/offers.html",
        {
            "page": page,
            "rows": task_rows(page.object_list, clock.now()),
            "state": state,
            "search": search,
            "states": state_chips(TASK, state_counts(desk_tasks(search=search)), gettext("全部")),
        },
    )


@allow(OPERATIONS, read=(AUDITOR,))
@require_safe
def task(request: HttpRequest, public_id: str) -> HttpResponse:
    """One task: what is promised, what it leaves, who works on it."""
    return render(request, "tasks/offer.html", _offer(request, task_named(public_id)))


@allow(OPERATIONS)
def new_task(request: HttpRequest) -> HttpResponse:
    form = NewTaskForm(request.POST or None, initial=USUAL | {"starts_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        made = tried(
            form,
            lambda: acts.create_task(form.cleaned_data, by=request.user.actor, now=clock.now()),
        )
        if made:
            messages.success(request, gettext("已建好 %(number)s，还没有发布。") % {"number": made.number})
            return redirect("tasks:desk_task", made.public_id)
    return plain_form(request, form, gettext("新任务"), gettext("建任务"))


@allow(OPERATIONS)
def edit_task(request: HttpRequest, public_id: str) -> HttpResponse:
    found = task_named(public_id)
    form = TaskForm(request.POST or None, initial=TaskForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        done = tried(
            form, lambda: acts.edit_task(found, form.cleaned_data, by=request.user.actor, now=clock.now())
        )
        if done:
            messages.success(request, gettext("已保存。"))
            return redirect("tasks:desk_task", public_id)
    return plain_form(
        request, form, gettext("改任务：%(task)s") % {"task": found.name}, gettext("保存"), found
    )


@allow(OPERATIONS)
@require_POST
def move_task(request: HttpRequest, public_id: str) -> HttpResponse:
    """Publish, pause or close."""
    found, to = task_named(public_id), request.POST.get("to", "")
    if to not in acts.VERBS:  # nothing is published by a slip
        raise Http404
    acts.change_task(found, to, by=request.user.actor, now=clock.now())
    messages.success(request, gettext("现在是“%(state)s”。") % {"state": gettext(TASK.words[to])})
    return redirect("tasks:desk_task", public_id)


@allow(OPERATIONS)
def new_price(request: HttpRequest, public_id: str) -> HttpResponse:
    found = task_named(public_id)
    form = PriceForm(request.POST or None, initial={"effective_on": found.starts_on})
    if request.method == "POST" and form.is_valid():
        done = tried(
            form, lambda: acts.add_price(found, **form.cleaned_data, by=request.user.actor, now=clock.now())
        )
        if done:
            messages.success(request, gettext("客户价已写好，只有员工看得到。"))
            return redirect("tasks:desk_task", public_id)
    return plain_form(
        request, form, gettext("客户价：%(task)s") % {"task": found.name}, gettext("写上新价"), found
    )


@allow(OPERATIONS)
@require_POST
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Replace an agent: no fine."""
    claim = get_object_or_404(Claim.objects.select_related("task", "agent__user"), public_id=public_id)
    why = request.POST.get("why", "").strip()[:200] or gettext("任务换人")
    release_claim(claim, why=why, by=request.user.actor, now=clock.now())
    messages.success(request, gettext("已换下 %(who)s，席位空出来了。") % {"who": claim.agent.number})
    return redirect("tasks:desk_task", claim.task.public_id)


def task_named(public_id: str) -> Task:
    return get_object_or_404(Task.objects.select_related("line", "client", "entity"), public_id=public_id)


def _offer(request: HttpRequest, found: Task) -> dict[str, Any]:
    now = clock.now()
    today = local_on(now)
    people = people_on_duty(found).order_by("agent__number")
    written = proposals(found, request.user)
    penalties = penalty_proposal(found)
    return {
        "proposals": written,
        "penalties_written": penalties,
        "penalties_own": penalties is not None and penalties.proposed_by_id == request.user.pk,
        "waiting": any(one.row.state == "proposed" for one in written),
        "task": found,
        "row": task_rows([found], now)[0],
        "now": now,
        "today": today,
        "versions": found.terms.prefetch_related(*PROMISES).order_by("-version"),
        "tables": found.penalty_tables.prefetch_related("clauses").order_by("-version"),
        "prices": found.client_prices.order_by("-effective_on"),
        "offered": offered_terms(found, today),
        "people": people[:PEOPLE_SHOWN],
        "worked_on": worked_on(found),
        "missing": wordings(PUBLISH_NEEDS(what=name) for name in missing_to_publish(found, today)),
        "moves": [(to, TASK.words[to]) for to in STATES if TASK.allows(found.state, to)],
        "may_write": OPERATIONS in request.user.roles,
    }


def tried(form: forms.Form, act: Callable[[], Made]) -> Made | None:
    """Do it; a refusal becomes an error of the form, with its remedy."""
    try:
        return act()
    except Refused as refused:
        for said in wordings(refused.reasons):
            form.add_error(None, forms.ValidationError(said.sentence, code=said.code))
        return None


def plain_form(
    request: HttpRequest, form: forms.Form, title: str, action: str, found: Task | None = None
) -> HttpResponse:
    return render(
        request,
        "tasks/offer_form.html",
        {"form": form, "title": title, "action": action, "task": found, "back": "tasks:desk_tasks"},
        status=422 if form.errors else 200,
    )
