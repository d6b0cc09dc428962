"""The agent's work: what I am on, the clock, the shifts I can book, what I worked, what was decided about me."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tasks.actions import attendance, decisions
from tasks.actions.shifts import book_shift, cancel_booking
from tasks.models import Booking, Claim, Decision, Shift
from tasks.queries.attendance import MonthSoFar, month_so_far
from tasks.queries.decisions import decisions_about
from tasks.queries.hours import month_of_work, recent_absences
from tasks.queries.interviews import coming_talk
from tasks.queries.shifts import bookable_shifts, seats_of, shift_reasons
from tasks.queries.work import at_work, claims_of
from tasks.rules.booking import FREE_CANCEL, cancelled_as
from tasks.views.asked import acted, day_asked, month_asked, objection
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.months import month_of, next_month, previous_month
from yunke.ground.roles import AGENT
from yunke.refusals import stored_wordings, wordings
from yunke.templatetags.time_words import minutes

DAYS_SHOWN = 14


@allow(AGENT)
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """My tasks, the shift I am on or the next one, and today's minutes."""
    now, agent = clock.now(), request.user.agent
    claims, stand = list(claims_of(agent)), at_work(agent, now=now)
    return render(
        request,
        "tasks/work.html",
        {
            **stand,
            "month_so_far": _month_so_far(stand["seat"]) if stand["early_minutes"] else None,
            "claims": claims,
            "on_duty": any(one.state == "on_duty" for one in claims),
            "pending": _pending(claims),
            "panel": {"talk": coming_talk(agent, now)},
            "seats": seats_of(agent, now=now)[:8],
            "open_decisions": decisions_about(agent)
            .filter(state="proposed", kind="penalty", appealed_at=None)
            .count(),
        },
    )


def _pending(claims: list[Claim]) -> Claim | None:
    """The claim that waits: for the agent's own papers first, else the latest."""
    waits = [one for one in claims if one.state != "on_duty"]
    return min(waits, key=lambda one: one.state != "admitted", default=None)


@allow(AGENT)
@require_POST
def clock_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin the shift."""
    booking, now = _mine(request, public_id), clock.now()
    acted(request, lambda: attendance.clock_in(booking, now=now), _in_words)
    return redirect("tasks:work")


@allow(AGENT)
@require_POST
def clock_out(request: HttpRequest, public_id: str) -> HttpResponse:
    """End the shift."""
    booking, now = _mine(request, public_id), clock.now()
    acted(request, lambda: attendance.clock_out(booking, now=now), _out_words)
    return redirect("tasks:work")


def _in_words(booking: Booking) -> str:
    if booking.late_minutes:
        return _("已签到，晚了 %(late)s，从这时起计薪。") % {"late": minutes(booking.late_minutes)}
    return _("已签到，按班次时间计薪。")


def _out_words(booking: Booking) -> str:
    paid = sum(booking.segments.values_list("paid_minutes", flat=True))
    return _("已签退，这一班计薪 %(paid)s，等运营核准。") % {"paid": minutes(paid)}


@allow(AGENT)
@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """Two weeks of shifts by day: free, mine, full, or what stands between."""
    now, agent = clock.now(), request.user.agent
    today = local_on(now)
    first = max(day_asked(request, "from", today), today)
    last = first + timedelta(days=DAYS_SHOWN - 1)
    rows = list(bookable_shifts(agent, first, last, now=now))
    mine = {one.shift_id: one for one in seats_of(agent, now=now)}
    shown = [
        _row(shift, reasons, mine.get(shift.pk), now)
        for shift, reasons in shift_reasons(agent, rows, now=now)
        if shift.starts_at > now or shift.pk in mine
    ]
    days = [(day, list(some)) for day, some in groupby(shown, key=lambda row: row["shift"].local_on)]
    return render(
        request,
        "tasks/work_shifts.html",
        {
            "days": days,
            "first": first,
            "last": last,
            "today": today,
            "earlier": first - timedelta(days=DAYS_SHOWN),
            "later": last + timedelta(days=1),
            "free_cancel_hours": FREE_CANCEL // timedelta(hours=1),
            "has_task": claims_of(agent).filter(state="on_duty").exists(),
        },
    )


def _row(shift: Shift, reasons: list[Any], booking: Booking | None, now: datetime) -> dict[str, Any]:
    reason = wordings(reasons)[0] if reasons and booking is None else None
    late = cancelled_as(shift.starts_at, now=now) == "late_cancelled"
    mine_to_cancel = booking is not None and booking.state == "booked" and now < shift.starts_at
    return {
        "shift": shift,
        "booking": booking,
        "reason": reason,
        "left": shift.seats - shift.taken,
        "late": late,
        "mine_to_cancel": mine_to_cancel,
        "month_so_far": _month_so_far(booking) if booking and mine_to_cancel and late else None,
    }


def _month_so_far(booking: Booking) -> MonthSoFar:
    """What a flaw in this shift would cost."""
    return month_so_far(booking.agent_id, booking.shift.task_id, booking.shift.local_on)


@allow(AGENT)
@require_POST
def book(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a seat."""
    shift = get_object_or_404(Shift.objects.select_related("task"), public_id=public_id)
    agent, now = request.user.agent, clock.now()
    acted(
        request,
        lambda: book_shift(shift, agent, now=now),
        lambda booking: _("约好了。开班前 2 小时会提醒你。"),
    )
    return redirect(_back(request))


@allow(AGENT)
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    """Give a seat back."""
    booking, now = _mine(request, public_id), clock.now()
    acted(
        request,
        lambda: cancel_booking(booking, by=request.user, now=now, late_meant="late" in request.POST),
        lambda one: (
            _("取消了，算临时取消，会影响全勤。")
            if one.state == "late_cancelled"
            else _("取消了，座位让出来了。")
        ),
    )
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """To the list the button stood in; only our own two pages are named."""
    return "tasks:work" if request.POST.get("back") == "work" else "tasks:shifts"


@allow(AGENT)
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """A month day by day: hours and results as they stand, and what counts against full attendance."""
    today = local_on(clock.now())
    month = min(month_asked(request, month_of(today)), month_of(today))
    done = month_of_work(request.user.agent, month)
    segments = [{"row": one, "why": stored_wordings(one.reasons)} for one in done.segments]
    flawed = [
        one
        for one in recent_absences(request.user.agent, month)
        if local_on(one.starts_at) < next_month(month)
    ]
    return render(
        request,
        "tasks/work_hours.html",
        {
            "work": done,
            "segments": segments,
            "flawed": flawed,
            "month": month,
            "earlier": previous_month(month),
            "later": next_month(month) if month < month_of(today) else None,
        },
    )


@allow(AGENT)
@require_safe
def my_decisions(request: HttpRequest) -> HttpResponse:
    """Rewards and penalties about me, with the form to answer."""
    return render(
        request, "tasks/work_decisions.html", {"decisions": decisions_about(request.user.agent)[:100]}
    )


@allow(AGENT)
@require_POST
def answer(request: HttpRequest, public_id: str) -> HttpResponse:
    """What I say to a penalty; ``agree`` means no objection."""
    decision = get_object_or_404(Decision, public_id=public_id, agent=request.user.agent)
    if (words := objection(request)) is None:
        messages.warning(request, _("写一写经过再提交；没有异议就按“没有异议”。"))
        return redirect("tasks:my_decisions")
    acted(
        request,
        lambda: decisions.answer_decision(decision, words, now=clock.now()),
        lambda one: _("收到了，由没有参与的第二个人决定。"),
    )
    return redirect("tasks:my_decisions")


def _mine(request: HttpRequest, public_id: str) -> Booking:
    mine = Booking.objects.select_related("shift__task", "agent__user")
    return get_object_or_404(mine, public_id=public_id, agent=request.user.agent)
