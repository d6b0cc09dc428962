"""What must hold of hours and seats, looked for in sets: each yields what it finds wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Lag

from tasks.models import Booking, Segment, Shift
from tasks.states import SEATED

_PAY_ZONE_SECONDS = 8 * 3600  # Asia/Shanghai keeps one offset all year
_WORDS = {
    "postgresql": {
        "at": "EXTRACT(EPOCH FROM {0})",
        "local": "(EXTRACT(EPOCH FROM (s.local_on + {0})) - {zone})",
        "most": "GREATEST",
        "least": "LEAST",
    },
    "sqlite": {
        "at": "CAST(strftime('%%s', {0}) AS integer)",
        "local": "(CAST(strftime('%%s', s.local_on || ' ' || {0}) AS integer) - {zone})",
        "most": "max",
        "least": "min",
    },
}


def approved_segments(entity_id: int | None, month: date | None) -> QuerySet[Segment]:
    chosen = {"entity": entity_id, "settle_month": month}
    return Segment.objects.filter(
        state="approved", **{name: value for name, value in chosen.items() if value is not None}
    )


def overlapping_hours(entity_id: int | None = None, month: date | None = None) -> Iterator[str]:
    """An agent's approved hours that begin before the ones before them ended, whoever pays them."""
    before = Window(
        Lag("ended_at"), partition_by=[F("agent_id")], order_by=[F("started_at").asc(), F("pk").asc()]
    )
    agents = approved_segments(entity_id, month).values("agent")
    hours = Segment.objects.filter(state="approved", ended_at__gt=F("started_at"))
    if entity_id is not None or month is not None:
        hours = hours.filter(agent__in=agents)
    for number, day in (
        hours.annotate(before=before)
        .filter(before__gt=F("started_at"))
        .order_by()
        .values_list("agent__number", "local_on")
    ):
        yield f"{number} {day}: paid hours overlap those before"


def overcounted_hours(entity_id: int | None = None, month: date | None = None) -> Iterator[str]:
    """Approved hours with more paid minutes than the clock gave, less the unpaid meal of their terms."""
    words = _WORDS[connection.vendor]
    chosen, params = "s.state = 'approved'", list[Any]()
    for column, value in (("entity_id", entity_id), ("settle_month", month)):
        if value is not None:
            chosen, params = f"{chosen} AND s.{column} = %s", [*params, value]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.number, s.local_on, s.paid_minutes FROM tasks_segment s "  # noqa: S608 - words of ours only
            "JOIN tasks_terms t ON t.id = s.terms_id JOIN onboarding_agent a ON a.id = s.agent_id "
            f"WHERE {chosen} AND s.paid_minutes * 60 > {_clocked(words)} - {_meal(words)}",
            params,
        )
        for number, day, minutes in cursor.fetchall():
            yield f"{number} {day}: {minutes} paid minutes are more than the clock gave"


def _clocked(words: dict[str, str]) -> str:
    return f"({words['at'].format('s.ended_at')} - {words['at'].format('s.started_at')})"


def _meal(words: dict[str, str]) -> str:
    """Seconds of the segment inside the unpaid meal; one that lasts over midnight is two stretches of the day."""
    start, end = words["at"].format("s.started_at"), words["at"].format("s.ended_at")
    first, last = (
        words["local"].format(f"t.{name}", zone=_PAY_ZONE_SECONDS) for name in ("meal_starts", "meal_ends")
    )
    most, least = words["most"], words["least"]
    inside = f"{most}(0, {least}({end}, {last}) - {most}({start}, {first}))"
    around = f"({most}(0, {least}({end}, {last}) - {start}) + {most}(0, {end} - {most}({start}, {first})))"
    return (
        "CASE WHEN t.meal_is_paid OR t.meal_starts IS NULL OR t.meal_ends IS NULL THEN 0 "
        f"WHEN t.meal_starts < t.meal_ends THEN {inside} ELSE {around} END"
    )


def miscounted_seats() -> Iterator[str]:
    """Shifts whose counter is not the number of seats held, or is more than there are."""
    held = Count("bookings", filter=Q(bookings__state__in=SEATED))
    wrong = Shift.objects.annotate(held=held).filter(~Q(taken=F("held")) | Q(held__gt=F("seats")))
    for shift in wrong.select_related("task"):
        yield f"{shift.task.number} {shift.local_on}: {shift.held} of {shift.seats} seats held, counted {shift.taken}"


def overlapping_bookings() -> Iterator[str]:
    """Agents who hold two seats at once."""
    before = Window(
        Lag("ends_at"), partition_by=[F("agent_id")], order_by=[F("starts_at").asc(), F("pk").asc()]
    )
    held = Booking.objects.filter(state__in=SEATED).annotate(before=before)
    for number, starts_at in (
        held.filter(before__gt=F("starts_at")).order_by().values_list("agent__number", "starts_at")
    ):
        yield f"{number} {starts_at:%Y-%m-%d %H:%M}Z: two seats at once"
