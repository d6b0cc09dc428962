"""An agent's shifts of one month on one task, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from tasks.models import AttendanceTally, Booking, Terms
from yunke.ground.months import month_of, next_month

COUNTED = ("booked", "working", "worked", "absent", "late_cancelled")  # every booking not cancelled in time
FLAWED = Q(late_minutes__gt=0) | Q(early_minutes__gt=0) | Q(state__in=("absent", "late_cancelled"))
COLUMNS = ("agent_id", "of_task", "of_terms", "booked", "worked", "flaws")


def month_of_shifts(entity_id: int, month: date) -> QuerySet[Booking, Any]:
    """Rows of COLUMNS, one (agent, task): bookings of shifts that start in the month, by pay-zone day.

    The terms of a task's month are those in force on its last day: read once a task and not once a booking.
    """
    last = next_month(month) - timedelta(days=1)
    in_force = _in_force(entity_id, last)
    rows: QuerySet[Booking, Any] = (
        Booking.objects.filter(
            shift__task__entity=entity_id, shift__local_on__range=(month, last), state__in=COUNTED
        )
        .values("agent_id", of_task=F("shift__task"), of_terms=in_force)
        .annotate(
            booked=Count("pk"), worked=Count("pk", filter=Q(state="worked")), flaws=Count("pk", filter=FLAWED)
        )
        .filter(of_terms__isnull=False)
        .order_by()
        .values(*COLUMNS)
    )
    return rows


def _in_force(entity_id: int, last: date) -> Combinable:
    """A booking's task -> the terms of its month."""
    begun = Terms.objects.filter(task__entity=entity_id, effective_on__lte=last).order_by("effective_on")
    of_task = dict(begun.values_list("task_id", "pk"))  # the latest of each stays
    none = Cast(Value(None), BigIntegerField())  # PostgreSQL takes a bare NULL for text
    whens = [When(shift__task=task, then=Value(pk)) for task, pk in of_task.items()]
    return Case(*whens, default=none, output_field=BigIntegerField())


@dataclass(frozen=True, slots=True)
class MonthSoFar:
    """An agent's month on one task, and the terms that will pay it as a whole."""

    month: date
    terms: Terms | None
    worked: int
    flaws: int

    @property
    def full_attendance_fen(self) -> int:
        """What a flawless month is promised; 0 where it is nothing."""
        return self.terms.full_attendance_fen if self.terms else 0

    @property
    def short_of(self) -> list[tuple[str, int, int]]:
        """(reward, fen, shifts needed) of what the month is still to earn: nothing more comes by leaving now."""
        if self.terms is None:
            return []
        full = 0 if self.flaws else self.terms.full_attendance_fen
        rewards = [
            ("full_attendance", full, self.terms.full_attendance_shifts),
            ("task_bonus", self.terms.task_bonus_fen, self.terms.task_bonus_shifts),
        ]
        return [
            (name, fen, max(1, least)) for name, fen, least in rewards if fen and self.worked < max(1, least)
        ]


def month_so_far(agent_id: int, task_id: int, day: date) -> MonthSoFar:
    """The month of this day, as it stands: what one more flaw, or leaving now, would cost."""
    month = month_of(day)
    last = next_month(month) - timedelta(days=1)
    counted = Booking.objects.filter(
        agent=agent_id, shift__task=task_id, shift__local_on__range=(month, last), state__in=COUNTED
    ).aggregate(worked=Count("pk", filter=Q(state="worked")), flaws=Count("pk", filter=FLAWED))
    begun = Terms.objects.filter(task=task_id, effective_on__lte=last)
    return MonthSoFar(month, begun.order_by("effective_on").last(), **counted)


def unfinished_shifts(entity_id: int, month: date, *, now: datetime) -> int:
    """Seats of the month whose end is not known yet: on duty without a clock-out, or still to come."""
    last = next_month(month) - timedelta(days=1)
    held = Booking.objects.filter(shift__task__entity=entity_id, shift__local_on__range=(month, last))
    return held.filter(Q(state="working") | Q(state="booked", ends_at__gt=now)).count()


def write_tallies(entity_id: int, month: date) -> None:
    """Keep the month's attendance in one INSERT ... SELECT (called by the action that closes the month)."""
    chosen, params = month_of_shifts(entity_id, month).query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {AttendanceTally._meta.db_table} "  # noqa: S608 - our own names, values are parameters
            "(entity_id, settle_month, of_month, agent_id, task_id, terms_id, booked, worked, flaws) "
            f"SELECT {int(entity_id)}, '{month.isoformat()}', '{month.isoformat()}', m.* FROM ({chosen}) m",
            params,
        )
