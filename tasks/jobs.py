"""Rounds that look for what is due: seats nobody came for, clocks nobody stopped, shifts about to begin."""

from __future__ import annotations

from datetime import datetime, timedelta

from celery import shared_task
from django.db.models import QuerySet

from tasks.actions.attendance import mark_absent, remind_of, tell_no_clock_out
from tasks.actions.career import look_at
from tasks.actions.imports import KIND, import_chunk
from tasks.actions.interviews import remind_of_talks
from tasks.actions.sampling import draw_due
from tasks.actions.seats import fill_free_seats
from tasks.models import Booking, Interview
from tasks.queries.career import ladder_chunks
from tasks.queries.hours import without_clock_out
from tasks.reasons import IMPORT_FAILED
from yunke import clock
from yunke.chunks import give_back, ready, work_off, worn_out
from yunke.ground.errors import Refused
from yunke.nudge import nudge

AT_ONCE = 500
CAREERS_AT_ONCE = 2_000
REMINDED_BEFORE = timedelta(hours=2)


@shared_task(name="tasks.sweep_absent")
def sweep_absent_job(now: str | None = None) -> None:
    sweep_absent(now=clock.moment(now))


@shared_task(name="tasks.sweep_no_clock_out")
def sweep_no_clock_out_job(now: str | None = None) -> None:
    sweep_no_clock_out(now=clock.moment(now))


@shared_task(name="tasks.remind_of_shifts")
def remind_job(now: str | None = None) -> None:
    remind(now=clock.moment(now))


@shared_task(name="tasks.remind_of_interviews")
def remind_of_interviews_job(now: str | None = None) -> None:
    remind_of_interviews(now=clock.moment(now))


@shared_task(name="tasks.import_file")
def import_file(pk: int, now: str | None = None) -> str:
    """Bring one large file in."""
    at = clock.moment(now)
    return work_off(
        pk,
        lambda chunk: import_chunk(chunk, now=at),
        lambda error: IMPORT_FAILED(error=type(error).__name__).as_json(),
        now=at,
    )


@shared_task(name="tasks.sweep_imports")
def sweep_imports(now: str | None = None) -> None:
    """Files whose message was lost, or whose worker died."""
    at = clock.moment(now)
    for chunk in worn_out(KIND, now=at):
        give_back(chunk, IMPORT_FAILED(error="WorkerLost").as_json(), now=at)
    for pk in ready(KIND, now=at).values_list("pk", flat=True)[:AT_ONCE]:
        nudge("tasks.import_file", pk)


@shared_task(name="tasks.look_at_careers")
def look_at_careers_job(now: str | None = None) -> None:
    look_at_careers(now=clock.moment(now))


@shared_task(name="tasks.fill_seats")
def fill_seats_job(now: str | None = None) -> None:
    fill_free_seats(now=clock.moment(now))


@shared_task(name="tasks.draw_reviews")
def draw_reviews_job(now: str | None = None) -> None:
    draw_due(now=clock.moment(now))


def look_at_careers(*, now: datetime) -> int:
    """Everybody's numbers against the next rank, some thousand people a time; how many are newly ready."""
    return sum(look_at(chunk, now=now) for chunk in ladder_chunks(CAREERS_AT_ONCE))


def sweep_absent(*, now: datetime) -> int:
    """Booked, never clocked in, and the shift is over."""
    marked = 0
    for booking in _with_names(Booking.objects.filter(state="booked", ends_at__lte=now))[:AT_ONCE]:
        try:
            mark_absent(booking, now=now)
            marked += 1
        except Refused:  # given back or worked meanwhile
            continue
    return marked


def sweep_no_clock_out(*, now: datetime) -> int:
    """Still "working" two hours after the end: told once, and left to operations."""
    recent = without_clock_out(now=now).filter(ends_at__gt=now - timedelta(days=2))
    forgotten = list(_with_names(recent)[:AT_ONCE])
    for booking in forgotten:
        tell_no_clock_out(booking, now=now)
    return len(forgotten)


def remind(*, now: datetime) -> int:
    """Tell everybody whose shift begins within two hours, once."""
    coming = Booking.objects.filter(state="booked", starts_at__gt=now, starts_at__lte=now + REMINDED_BEFORE)
    return remind_of(list(_with_names(coming.order_by("starts_at"))), now=now)


def remind_of_interviews(*, now: datetime) -> int:
    """Tell both sides of every talk that begins within a day, and again within an hour; each once."""
    coming = Interview.objects.filter(state="booked", starts_at__gt=now).select_related(
        "agent__user", "slot__interviewer"
    )
    told = 0
    for ending, before in (("day", timedelta(days=1)), ("hour", timedelta(hours=1))):
        soon = coming.filter(starts_at__lte=now + before).order_by("starts_at")[:AT_ONCE]
        told += remind_of_talks(list(soon), ending, now=now)
    return told


def _with_names(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    return bookings.select_related("agent__user", "shift__task")
