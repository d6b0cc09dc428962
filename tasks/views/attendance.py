"""Operations' attendance and hours: who is here today, whose clock still runs, what is approved."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions import approvals
from tasks.actions.attendance import record_attendance
from tasks.forms.shifts import AttendanceForm, MinutesForm
from tasks.models import Booking, Segment
from tasks.queries.hours import (
    attendance_of,
    hours_by_task_and_day,
    hours_to_approve,
    without_clock_out,
)
from tasks.views.asked import ON_A_PAGE, acted, day_asked, status_of, ticked
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import PAY_ZONE, local_midnight, local_on
from yunke.ground.roles import AUDITOR, OPERATIONS
from yunke.listing import Listing, Shown
from yunke.refusals import stored_wordings

READ = (AUDITOR,)
HOURS = Listing(
    "tasks:desk_hours",
    {
        "-odd": ("-odd", "local_on", "task_id", "agent_id"),
        "number": ("agent__number", "local_on"),
        "day": ("local_on", "agent__number"),
        "-minutes": "-paid_minutes",
    },
    keeps=("task", "day", "odd"),
)
REFUSED = Listing(
    "tasks:hours_refused",
    {"-day": "-local_on", "number": ("agent__number", "local_on"), "-minutes": "-paid_minutes"},
)


@allow(OPERATIONS, read=READ)
@require_safe
def attendance(request: HttpRequest) -> HttpResponse:
    """A day's seats: here, late, not come, absent, done; and every clock nobody stopped."""
    now = clock.now()
    day = day_asked(request, "day", local_on(now))
    seats = list(attendance_of(local_midnight(day), local_midnight(day + timedelta(days=1))))
    rows = [{"seat": one, "stage": _stage(one, now)} for one in seats]
    counts = {
        stage: sum(row["stage"] == stage for row in rows)
        for stage in ("working", "late", "missing", "absent", "worked", "booked")
    }
    order = ["missing", "absent", "late", "working", "booked", "worked"]
    rows.sort(key=lambda row: (order.index(row["stage"]), row["seat"].starts_at))
    return render(
        request,
        "tasks/shift_attendance.html",
        {
            "day": day,
            "before": day - timedelta(days=1),
            "after": day + timedelta(days=1),
            "counts": counts,
            "total": len(rows),
            "rows": rows[:300],
            "forgotten": without_clock_out(now=now).select_related("agent__user", "shift__task")[:100],
        },
    )


def _stage(seat: Booking, now: datetime) -> str:
    """``missing``: the shift has begun and nobody clocked in."""
    if seat.state == "booked" and seat.starts_at <= now:
        return "missing"
    return "late" if seat.state == "working" and seat.late_minutes else seat.state


@allow(OPERATIONS)
def attendance_record(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the times of somebody who forgot to clock."""
    seat = get_object_or_404(
        Booking.objects.select_related("agent__user", "shift__task"), public_id=public_id
    )
    form, status = AttendanceForm(request.POST or None, initial=_times(seat)), 200
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        came = datetime.combine(given["came_on"], given["came"], tzinfo=PAY_ZONE)
        left = datetime.combine(given["left_on"], given["left"], tzinfo=PAY_ZONE)
        if acted(
            request,
            lambda: record_attendance(
                seat, seat.clocked_in_at or came, left, given["why"], by=request.user, now=clock.now()
            ),
            lambda one: _("记下了，工时在“核工时”里等核准。"),
        ):
            return redirect("tasks:desk_attendance")
        status = 409
    page = {"seat": seat, "form": form}
    return render(request, "tasks/shift_record.html", page, status=max(status, status_of(form)))


def _times(seat: Booking) -> dict[str, Any]:
    came, left = (
        (at or otherwise).astimezone(PAY_ZONE)
        for at, otherwise in ((seat.clocked_in_at, seat.starts_at), (seat.clocked_out_at, seat.ends_at))
    )
    return {"came_on": came.date(), "came": came.time(), "left_on": left.date(), "left": left.time()}


# --- hours ------------------------------------------------------------------------------------------------


@allow(OPERATIONS, read=READ)
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Drafted hours by task and day, exceptions first, approved in bulk."""
    groups, listed = hours_by_task_and_day(), HOURS.shown(request)
    chosen = {name: listed.asked.get(name, "") for name in HOURS.keeps}
    return render(
        request,
        "tasks/hours.html",
        {
            "tasks": _tasks(groups, _counted(chosen)),
            "groups": _days(chosen, groups),
            "page": (page := listed.page(_hours(listed), ON_A_PAGE)),
            "rows": [{"row": one, "why": stored_wordings(one.reasons)} for one in page],
            "odd_count": sum(one["odd"] for one in groups),
            "odd_here": sum(one["odd"] for one in groups if _is_of(one, chosen["task"], chosen["day"])),
            "count": sum(one["rows"] for one in groups),
            "count_here": sum(one[_counted(chosen)] for one in groups),
            "chosen": chosen,
            "form": MinutesForm(),
            "here": request.get_full_path(),
        },
    )


def _hours(listed: Shown) -> QuerySet[Segment]:
    rows = hours_to_approve()
    if task := listed.asked.get("task"):
        rows = rows.filter(task__public_id=task)
    if day := parse_date_or_none(listed.asked.get("day", "")):
        rows = rows.filter(local_on=day)
    return rows.filter(odd=True) if listed.asked.get("odd") else rows


def parse_date_or_none(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _counted(chosen: dict[str, str]) -> str:
    """What the chips count: all rows, or those to look at where only they are shown."""
    return "odd" if chosen["odd"] else "rows"


def _is_of(group: dict[str, Any], task: str, day: str = "") -> bool:
    on = parse_date_or_none(day)
    return (not task or group["task__public_id"] == task) and (not on or group["local_on"] == on)


def _tasks(groups: Iterable[dict[str, Any]], counted: str) -> list[dict[str, Any]]:
    tasks: dict[str, dict[str, Any]] = {}
    for one in groups:
        task = tasks.setdefault(
            one["task__public_id"], {"id": one["task__public_id"], "name": one["task__name"], "rows": 0}
        )
        task["rows"] += one[counted]
    return list(tasks.values())


def _days(chosen: dict[str, str], groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Days of the chosen task, or of all tasks together."""
    days: dict[Any, int] = {}
    for one in groups:
        if _is_of(one, chosen["task"]):
            days[one["local_on"]] = days.get(one["local_on"], 0) + one[_counted(chosen)]
    return [{"on": on, "rows": rows} for on, rows in sorted(days.items())][-31:]


@allow(OPERATIONS)
@require_POST
def hours_approve(request: HttpRequest) -> HttpResponse:
    """Approve the ticked rows, or everything the filter shows that has no exception."""
    if "all" in request.POST:
        chosen = _filtered(request).filter(odd=False)
    else:
        chosen = Segment.objects.filter(public_id__in=ticked(request))
    acted(
        request,
        lambda: approvals.approve_hours(chosen, by=request.user, now=clock.now()),
        lambda count: _("核准了 %(count)s 段工时。") % {"count": count},
    )
    return redirect(_back(request))


def _filtered(request: HttpRequest) -> QuerySet[Segment]:
    rows = Segment.objects.filter(state="drafted")
    if task := request.POST.get("task"):
        rows = rows.filter(task__public_id=task)
    if day := parse_date_or_none(request.POST.get("day", "")):
        rows = rows.filter(local_on=day)
    return rows


@allow(OPERATIONS)
@require_POST
def hours_refuse(request: HttpRequest) -> HttpResponse:
    """Do not count the ticked rows."""
    chosen, why = Segment.objects.filter(public_id__in=ticked(request)), request.POST.get("why", "")[:200]
    acted(
        request,
        lambda: approvals.refuse_hours(chosen, why, by=request.user, now=clock.now()),
        lambda count: _("%(count)s 段工时不计，已告诉本人。") % {"count": count},
    )
    return redirect(_back(request))


@allow(OPERATIONS, read=READ)
@require_safe
def hours_refused(request: HttpRequest) -> HttpResponse:
    """What was refused lately, and taking it back."""
    rows = Segment.objects.filter(state="refused").select_related("agent__user", "task")
    page = REFUSED.shown(request).page(rows, ON_A_PAGE)
    return render(
        request,
        "tasks/hours_refused.html",
        {"page": page, "rows": [{"row": one, "why": stored_wordings(one.reasons)} for one in page]},
    )


@allow(OPERATIONS)
@require_POST
def hours_redraft(request: HttpRequest) -> HttpResponse:
    """Take a refusal back."""
    chosen = Segment.objects.filter(public_id__in=ticked(request))
    acted(
        request,
        lambda: approvals.draft_hours_again(chosen, by=request.user, now=clock.now()),
        lambda count: _("%(count)s 段工时回到待核。") % {"count": count},
    )
    return redirect(REFUSED.back(request))


@allow(OPERATIONS)
def hours_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Other paid minutes for one drafted segment, with the reason."""
    segment = get_object_or_404(
        Segment.objects.select_related("agent__user", "task", "booking"), public_id=public_id
    )
    form, status = MinutesForm(request.POST or None, initial={"minutes": segment.paid_minutes}), 200
    HOURS.shown(request)  # the form leads back to it
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if acted(
            request,
            lambda: approvals.change_minutes(
                segment, given["minutes"], given["why"], by=request.user, now=clock.now()
            ),
            lambda one: _("改成 %(minutes)s 分钟，已告诉本人。") % {"minutes": one.paid_minutes},
        ):
            return redirect(HOURS.back(request))
        status = 409
    elif request.method == "POST":
        messages.warning(request, _("没有填对，没有改。"))
    return render(
        request,
        "tasks/hours_change.html",
        {
            "segment": segment,
            "form": form,
            "most": approvals.minutes_at_most(segment),
            "why": stored_wordings(segment.reasons),
        },
        status=max(status, status_of(form)),
    )


def _back(request: HttpRequest) -> str:
    here = request.POST.get("here", "")
    return here if url_has_allowed_host_and_scheme(here, None) else reverse("tasks:desk_hours")
