"""Hours as they are read: by the agent month by month, by operations as queues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from onboarding.models import Agent
from tasks.models import Booking, Result, Segment
from tasks.rules.attendance import CLOCK_OUT_CLOSES
from tasks.states import SEATED
from yunke.ground.calendar import local_midnight
from yunke.ground.months import next_month


def without_clock_out(*, now: datetime) -> QuerySet[Booking]:
    """Still working two hours after the end: somebody forgot to clock out."""
    return Booking.objects.filter(state="working", ends_at__lt=now - CLOCK_OUT_CLOSES).order_by("ends_at")


def attendance_of(first_at: datetime, last_at: datetime) -> QuerySet[Booking]:
    """Seats of shifts that meet a stretch of time, with agent and task."""
    return (
        Booking.objects.filter(state__in=SEATED, starts_at__lt=last_at, ends_at__gt=first_at)
        .select_related("agent__user", "shift__task")
        .order_by("starts_at", "shift__task__number", "pk")
    )


def hours_to_approve() -> QuerySet[Segment]:
    """Drafted hours, exceptions first, then by day."""
    return (
        Segment.objects.filter(state="drafted")
        .select_related("agent__user", "task", "booking")
        .order_by("-odd", "local_on", "task_id", "agent_id", "pk")
    )


def hours_by_task_and_day(state: str = "drafted") -> list[dict[str, Any]]:
    """Counts of a state by task and day: how the hours page is filtered."""
    rows: Iterable[Any] = (
        Segment.objects.filter(state=state)
        .order_by()
        .values("task__public_id", "task__name", "task__number", "local_on")
        .annotate(rows=Count("pk"), minutes=Sum("paid_minutes"), odd=Count("pk", filter=Q(odd=True)))
        .order_by("task__number", "local_on")
    )
    return list(rows)


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """An agent's month: segments and results as they stand."""

    month: date
    segments: list[Segment]
    results: list[dict[str, Any]]

    @property
    def minutes(self) -> int:
        """Paid minutes but for those refused."""
        return sum(one.paid_minutes for one in self.segments if one.state != "refused")

    @property
    def approved_minutes(self) -> int:
        return sum(one.paid_minutes for one in self.segments if one.state == "approved")


def month_of_work(agent: Agent, month: date) -> MonthOfWork:
    """What the agent worked on the days of a month, whatever month pays it."""
    days = {"local_on__gte": month, "local_on__lt": next_month(month)}
    segments = (
        Segment.objects.filter(agent=agent, **days).select_related("task", "booking").order_by("-started_at")
    )
    results: Iterable[Any] = (
        Result.objects.filter(agent=agent, **days)
        .exclude(state="refused")  # they went back with their import
        .order_by()
        .values("local_on", "state", "task__name", "kind__name_zh", "kind__name_en", "kind__measure")
        .annotate(pieces=Sum("quantity"), fen=Sum("amount_fen"))
        .order_by("-local_on", "kind__name_zh")
    )
    return MonthOfWork(month, list(segments), list(results))


def working_now(agent: Agent) -> Booking | None:
    """The shift the agent is clocked in on."""
    return (
        Booking.objects.filter(agent=agent, state="working")
        .select_related("shift__task")
        .order_by("-starts_at")
        .first()
    )


def minutes_of_day(agent: Agent, on: date) -> int:
    """Drafted and approved minutes of a pay-zone day."""
    done = Segment.objects.filter(agent=agent, local_on=on).exclude(state="refused")
    return done.aggregate(all=Sum("paid_minutes"))["all"] or 0


def recent_absences(agent: Agent, since: date) -> QuerySet[Booking]:
    """What counts against full attendance, the newest first."""
    flawed = Q(state__in=("absent", "late_cancelled")) | Q(late_minutes__gt=0) | Q(early_minutes__gt=0)
    return (
        Booking.objects.filter(flawed, agent=agent, starts_at__gte=local_midnight(since))
        .select_related("shift__task")
        .order_by(F("starts_at").desc())
    )
