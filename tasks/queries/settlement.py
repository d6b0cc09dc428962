"""Approved work, as payouts asks for it: facts and tallies of one entity and month, of some agents.

Each set is filtered, not read: payouts groups and prices them in the database. No rate stands here.
The same sets of the open month are "this month so far".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import F, Min, Model, QuerySet

from tasks.models import (
    AttendanceTally,
    Booking,
    Correction,
    Decision,
    HolidayYear,
    PayMonth,
    Result,
    Segment,
)
from tasks.queries.attendance import month_of_shifts
from tasks.queries.holidays import days_in_force

Agents = tuple[int, int] | Collection[int] | None  # first and last key, or a set of keys, or all
Tallies = QuerySet[Any, tuple[int, int, int, int, int, int]]
TALLY_COLUMNS = ("agent_id", "task_id", "terms_id", "booked", "worked", "flaws")


class ApprovedWork:
    """All that is paid in a month, whenever it was worked: membership was written at approval.

    ``tallies`` yields TALLY_COLUMNS; the others are rows to group by agent, task, terms and kind. A set is made when
    it is asked for: most months of most agents need few of them.
    """

    def __init__(self, entity_id: int, month: date, agents: Agents = None) -> None:
        self.entity_id, self.month, self.agents = entity_id, month, agents
        self._chosen = {
            "entity": entity_id,
            "settle_month": month,
            "state": "approved",
            **of_agents(agents),
        }
        self._before = {
            "entity": entity_id,
            "settle_month__lt": month,
            "state": "approved",
            **of_agents(agents),
        }

    @cached_property
    def there(self) -> frozenset[type[Model]]:
        """Which of the four tables of facts have rows of these agents: a set of another is not worth building."""
        facts = (Segment, Result, Correction, Decision)
        month = self.month.isoformat()
        return with_rows(facts, self.agents, entity_id=self.entity_id, settle_month=month, state="approved")

    @cached_property
    def segments(self) -> QuerySet[Segment]:
        return Segment.objects.filter(**self._chosen)

    @cached_property
    def results(self) -> QuerySet[Result]:
        return Result.objects.filter(**self._chosen)

    @cached_property
    def corrections(self) -> QuerySet[Correction]:
        return Correction.objects.filter(**self._chosen)

    @cached_property
    def decisions(self) -> QuerySet[Decision]:
        return Decision.objects.filter(**self._chosen)

    @cached_property
    def tallies(self) -> Tallies:
        return _tallies(self.entity_id, self.month, self.agents)

    @cached_property
    def mentored(self) -> QuerySet[Segment]:
        """Hours of mentees whose mentors these agents are."""
        chosen = {"entity": self.entity_id, "settle_month": self.month, "state": "approved"}
        return Segment.objects.filter(**chosen, mentor__isnull=False, **of_agents(self.agents, "mentor"))

    @cached_property
    def mentored_fixes(self) -> QuerySet[Correction]:
        """Corrections of such hours; the mentor's part of an hour is the same on every day."""
        chosen = {"entity": self.entity_id, "settle_month": self.month, "state": "approved"}
        mentors = of_agents(self.agents, "segment__mentor")
        return Correction.objects.filter(
            **chosen, segment__mentor__isnull=False, amendment__isnull=True, **mentors
        )

    @cached_property
    def earlier_segments(self) -> QuerySet[Segment]:
        """The ``earlier`` sets were settled in months before: what a month's cumulated quantity, or a shift whose
        facts came late, was paid already."""
        return Segment.objects.filter(**self._before)

    @cached_property
    def earlier_results(self) -> QuerySet[Result]:
        return Result.objects.filter(**self._before)

    @cached_property
    def earlier_corrections(self) -> QuerySet[Correction]:
        return Correction.objects.filter(**self._before)

    @cached_property
    def later_multipliers(self) -> QuerySet[Correction]:
        """Differences of amended holidays that a later month will pay."""
        return Correction.objects.filter(
            entity=self.entity_id,
            settle_month__gt=self.month,
            state="approved",
            amendment__isnull=False,
            **of_agents(self.agents),
        )


def approved_work(entity_id: int, month: date, agents: Agents = None) -> ApprovedWork:
    return ApprovedWork(entity_id, month, agents)


def open_month(entity_id: int) -> date | None:
    return PayMonth.objects.filter(entity=entity_id, state="open").values_list("month", flat=True).first()


def confirmed_days(kind: str, calendar: int | None = None) -> dict[date, tuple[str, ...]]:
    """Days of one kind (``statutory``, ``day_off``, ``make_up``) in confirmed years, with their codes; as a
    version of the calendar has them, or today's."""
    rows = days_in_force(calendar).filter(kind=kind).order_by("on", "pk").values_list("on", "code")
    found: dict[date, tuple[str, ...]] = {}
    for day, code in rows:
        found[day] = (*found.get(day, ()), code)
    return found


def bank_exceptions() -> tuple[frozenset[date], frozenset[date]]:
    """(days off, working Saturdays) of confirmed years: when banks do not keep to the week."""
    rows = list(days_in_force().values_list("kind", "on"))
    on = frozenset(day for kind, day in rows if kind == "make_up")
    return frozenset(day for kind, day in rows if kind != "make_up"), on


def unconfirmed_years(entity_id: int, month: date, *more: int) -> list[int]:
    """Years in which hours of this month, paid or corrected, were worked, and ``more``, that nobody has confirmed."""
    work = approved_work(entity_id, month)
    days = [
        work.segments.aggregate(first=Min("local_on"))["first"],
        work.corrections.aggregate(first=Min("segment__local_on"))["first"],
    ]
    first = min([day for day in days if day], default=month)
    needed = {*range(min(first.year, month.year), month.year + 1), *more}
    return sorted(needed - set(HolidayYear.objects.filter(state="confirmed").values_list("year", flat=True)))


def _tallies(entity_id: int, month: date, agents: Agents) -> Tallies:
    if PayMonth.objects.filter(entity=entity_id, month=month, state="closed").exists():
        kept = AttendanceTally.objects.filter(entity=entity_id, settle_month=month, **of_agents(agents))
        return kept.values_list(*TALLY_COLUMNS)
    so_far: QuerySet[Booking, Any] = month_of_shifts(entity_id, month).filter(**of_agents(agents))
    return so_far.values_list("agent_id", F("of_task"), F("of_terms"), "booked", "worked", "flaws")


def of_agents(agents: Agents, role: str = "agent") -> dict[str, Any]:
    """Conditions for ``filter()``; ``role`` is the column that names them."""
    if agents is None:
        return {}
    if isinstance(agents, tuple):
        return {f"{role}_id__gte": agents[0], f"{role}_id__lte": agents[1]}
    return {f"{role}_id__in": list(agents)}


def with_rows(models: Iterable[type[Model]], agents: Agents, **columns: str | int) -> frozenset[type[Model]]:
    """The tables that have a row of these agents with such columns: all of them in one short question."""
    where, params = " AND ".join(f"{name} = %s" for name in columns), [*columns.values()]
    if isinstance(agents, tuple):
        where, params = f"{where} AND agent_id BETWEEN %s AND %s", [*params, *agents]
    elif agents is not None:
        if not agents:
            return frozenset()
        where, params = f"{where} AND agent_id IN ({', '.join(['%s'] * len(agents))})", [*params, *agents]
    tables = list(models)
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {one._meta.db_table} WHERE {where})" for one in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", params * len(tables))
        return frozenset(one for one, there in zip(tables, cursor.fetchone(), strict=True) if there)
