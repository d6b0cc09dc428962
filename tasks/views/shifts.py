"""Operations' shifts: the wall of days with fill rates, one shift with its people, new ones by pattern."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions.shifts import cancel_shift, change_seats, create_shifts
from tasks.forms.shifts import SeatsForm, ShiftsForm
from tasks.models import Shift, Task
from tasks.queries.shifts import counts_by_task, shifts_of_days, shifts_reasons, standing_times
from tasks.reasons import SHIFTS_NOT_AS_SEEN
from tasks.rules.booking import Times, seen_as
from tasks.views.asked import acted, day_asked, status_of
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.roles import AUDITOR, OPERATIONS
from yunke.listing import Listing
from yunke.refusals import wordings

DAYS_SHOWN = 7
SHIFTS = Listing(  # a week of shifts, each day by itself: sorted where they are put together
    "tasks:desk_shifts",
    {
        "time": lambda one: one.starts_at,
        "task": lambda one: one.task.name,
        "full": lambda one: one.taken / one.seats if one.state == "open" else None,
        "-absent": lambda one: one.n_absent if one.state == "open" else None,
    },
    keeps=("task",),
    carries=("from",),
)


@allow(OPERATIONS, read=(AUDITOR,))
@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """A week of shifts: how full each day and each shift is."""
    first = day_asked(request, "from", local_on(clock.now()))
    last = first + timedelta(days=DAYS_SHOWN - 1)
    tasks = Task.objects.filter(state__in=("open", "paused")).order_by("number")
    task = tasks.filter(public_id=request.GET.get("task", "")).first()
    rows = sorted(
        SHIFTS.shown(request).sorted(shifts_of_days(first, last, task)), key=lambda one: one.local_on
    )
    counts = counts_by_task(first, last)
    days = [_day(day, list(some)) for day, some in groupby(rows, key=lambda shift: shift.local_on)]
    return render(
        request,
        "tasks/shifts.html",
        {
            "days": days,
            "first": first,
            "last": last,
            "earlier": first - timedelta(days=DAYS_SHOWN),
            "later": last + timedelta(days=1),
            "tasks": [(one, counts.get(one.pk, 0)) for one in tasks],
            "count": sum(counts.values()),
            "task": task,
        },
    )


def _day(day: Any, rows: list[Shift]) -> dict[str, Any]:
    standing = [one for one in rows if one.state == "open"]
    return {
        "on": day,
        "shifts": rows,
        "seats": sum(one.seats for one in standing),
        "taken": sum(one.taken for one in standing),
    }


@allow(OPERATIONS, read=(AUDITOR,))
@require_safe
def shift(request: HttpRequest, public_id: str) -> HttpResponse:
    """One shift and everybody who holds or held a seat."""
    one = _shift(public_id)
    people = one.bookings.select_related("agent__user").order_by("state", "agent__number")
    return render(
        request,
        "tasks/shift.html",
        {"shift": one, "people": people, "form": SeatsForm(initial={"seats": one.seats})},
    )


@allow(OPERATIONS)
def shift_new(request: HttpRequest) -> HttpResponse:
    """Fill in, look at what it makes, put up what was looked at."""
    form = ShiftsForm(request.POST or None, initial={"task": request.GET.get("task"), "seats": 10})
    plan: dict[str, Any] = {}
    reasons: list[Reason] = []
    if request.method == "POST" and form.is_valid():
        task, seats, now = form.cleaned_data["task"], form.cleaned_data["seats"], clock.now()
        plan = _plan(task, form.times(), seats)
        reasons = shifts_reasons(task, plan["fresh"] or plan["times"], seats, now=now)
        plan["seen"] = "" if reasons else seen_as(task.public_id, plan["fresh"], seats)
        if "confirm" in request.POST and not reasons:
            try:
                if request.POST["confirm"] != plan["seen"]:
                    raise Refused(SHIFTS_NOT_AS_SEEN())
                made = create_shifts(task, plan["fresh"], seats, by=request.user, now=now)
            except Refused as refused:
                reasons = list(refused.reasons)
            else:
                messages.success(request, _("排了 %(count)s 个班。") % {"count": len(made)})
                return redirect("tasks:desk_shifts")
    return render(
        request,
        "tasks/shift_new.html",
        {"form": form, "reasons": wordings(reasons), **plan},
        status=status_of(form, reasons),
    )


def _plan(task: Task, times: list[Times], seats: int) -> dict[str, Any]:
    """What the form comes to: a time at which the task has a shift already is left as it is."""
    standing = standing_times(task, times)
    fresh = [one for one in times if one not in standing]
    return {
        "times": times,
        "standing": standing,
        "fresh": fresh,
        "seats": seats,
        "seats_in_all": len(fresh) * seats,
        "task_seats": task.seats,
    }


@allow(OPERATIONS)
@require_POST
def shift_seats(request: HttpRequest, public_id: str) -> HttpResponse:
    """More or fewer seats."""
    one, form = _shift(public_id), SeatsForm(request.POST)
    if form.is_valid():
        seats = form.cleaned_data["seats"]
        acted(
            request,
            lambda: change_seats(one, seats, by=request.user, now=clock.now()),
            lambda changed: _("座位改成 %(seats)s 个。") % {"seats": changed.seats},
        )
    else:
        messages.warning(request, _("座位数没有填对。"))
    return redirect("tasks:desk_shift", public_id)


@allow(OPERATIONS)
@require_POST
def shift_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Call the shift off; everybody who booked it is told."""
    one, why = _shift(public_id), request.POST.get("why", "")[:200]
    acted(
        request,
        lambda: cancel_shift(one, why, by=request.user, now=clock.now()),
        lambda told: _("班次取消了，通知了 %(told)s 人。") % {"told": told},
    )
    return redirect("tasks:desk_shift", public_id)


def _shift(public_id: str) -> Shift:
    return get_object_or_404(Shift.objects.select_related("task"), public_id=public_id)
