"""A month on one page: what its tasks cost week by week, what an hour brought, what the clients leave.

Every figure is of the run's own lines; the facts only say on which day a part of a line was earned.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import BigIntegerField, F, Max, Q, Sum
from django.db.models.functions import Cast, Coalesce

from payouts.models import Line, Run
from payouts.queries.book import Book, price_book
from payouts.queries.margins import TaskMargin, margins_of
from payouts.queries.prices import Priced
from payouts.queries.sets import Total
from payouts.rules.bands import Band, Earned, bands, in_order, median_fen
from payouts.rules.pricing import MINUTES_SQL
from tasks.models import ClientPrice, Task
from tasks.queries.settlement import approved_work
from yunke.ground.money import half_up
from yunke.ground.months import Week, weeks_of

KEPT_SECONDS = 24 * 3600  # under the run's hash, which changes with any fen
TAKEN = ("tax", "penalty", "advance", "debt", "carried")  # what lies between income and net, of no task


@dataclass(frozen=True, slots=True)
class TaskCost:
    """Income lines of one task, fen. ``no_day_fen``: what is counted over a month or decided, and corrections."""

    task: str
    number: str
    weeks_fen: tuple[int, ...]
    other_months_fen: int  # worked in another month, settled in this one
    no_day_fen: int

    @property
    def fen(self) -> int:
        return sum(self.weeks_fen) + self.other_months_fen + self.no_day_fen


@dataclass(frozen=True, slots=True)
class Costs:
    """``tasks`` by what they cost, the dearest first; together the run's income before tax."""

    weeks: list[Week]
    tasks: list[TaskCost]
    taken: dict[str, int]

    @property
    def fen(self) -> int:
        return sum(one.fen for one in self.tasks)

    @property
    def whole(self) -> TaskCost:
        """All of them in one row."""
        weeks = zip(*(one.weeks_fen for one in self.tasks), strict=True)
        return TaskCost(
            "",
            "",
            tuple(sum(week) for week in weeks) or (0,) * len(self.weeks),
            sum(one.other_months_fen for one in self.tasks),
            sum(one.no_day_fen for one in self.tasks),
        )


@dataclass(frozen=True, slots=True)
class Hourly:
    """Income before tax by paid hour. ``without`` have no paid hours, and ``without_fen`` together."""

    bands: list[Band]
    agents: int
    minutes: int
    income_fen: int
    median_fen: int | None
    without: int
    without_fen: int

    @property
    def mean_fen(self) -> int | None:
        return half_up(self.income_fen * 60, self.minutes) if self.minutes else None


@dataclass(frozen=True, slots=True)
class Charts:
    """``margins`` of tasks with a client price, the most losing first; ``unpriced`` have none."""

    costs: Costs
    hourly: Hourly
    margins: list[TaskMargin]
    losing_shifts: int
    unpriced: list[TaskCost]


def charts_of(run: Run) -> Charts:
    """Kept under the run's hash, as the month's figures are, until a client's price is added."""
    prices = ClientPrice.objects.filter(task__entity=run.entity_id).aggregate(last=Max("pk"))["last"]
    key = f"payouts:charts-1:{run.public_id}:{run.hash}:{prices}"
    found: Charts | None = cache.get(key) if run.hash else None
    if found is None:
        costs, margins = costs_of(run), margins_of(run)
        priced = {one.number for one in margins.tasks}
        unpriced = [one for one in costs.tasks if one.number not in priced]
        found = Charts(costs, hourly_of(run), margins.tasks, len(margins.losing_shifts), unpriced)
        if run.hash:
            cache.set(key, found, KEPT_SECONDS)
    return found


def costs_of(run: Run) -> Costs:
    sums: dict[int, int] = defaultdict(int)
    taken: dict[str, int] = {}
    rows = (
        Line.objects.filter(statement__run=run)
        .order_by()
        .values_list("kind", "task")
        .annotate(Sum("amount_fen"))
    )
    for kind, task, fen in rows:
        if kind in TAKEN:
            taken[kind] = taken.get(kind, 0) + int(fen)
        else:
            sums[task] += int(fen)
    weeks = weeks_of(run.month)
    days = _by_day(run, price_book(run.entity_id, tasks=set(sums), calendar=run.calendar))
    tasks = [_cost(of, sums[pk], days[pk], weeks) for pk, of in Task.objects.in_bulk(sums).items()]
    return Costs(weeks, sorted(tasks, key=lambda one: (-one.fen, one.number)), taken)


def _cost(of: Task, fen: int, days: dict[date, int], weeks: list[Week]) -> TaskCost:
    inside = tuple(sum(days.get(day, 0) for day in week.days) for week in weeks)
    return TaskCost(of.name, of.number, inside, sum(days.values()) - sum(inside), fen - sum(days.values()))


def _by_day(run: Run, book: Book) -> dict[int, dict[date, int]]:
    """Task -> day of work -> fen of hours and of results that have a price of their own."""
    work = approved_work(run.entity_id, run.month)
    hours = Priced(
        MINUTES_SQL,
        minutes=F("paid_minutes"),
        hourly_fen=F("terms__hourly_fen"),
        percent=book.percent_case(),
    )
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for facts, price in ((work.segments, hours), (work.results, book.result_case())):
        of_terms: Any = facts.filter(terms__in=list(book.terms))
        for terms, on, fen in of_terms.order_by().values_list("terms", "local_on").annotate(fen=Total(price)):
            found[book.terms[terms].task_id][on] += fen
    return found


def hourly_of(run: Run) -> Hourly:
    """Minutes are those of the lines of hours, with what corrections of hours added or took back."""
    of_hours = Q(lines__kind="hours") | Q(lines__kind="correction", lines__result_kind__isnull=True)
    minutes = Cast(Coalesce(Sum("lines__quantity", filter=of_hours), 0), BigIntegerField())
    rows = run.statements.order_by().annotate(minutes=minutes).values_list("income_fen", "minutes")
    earned, without = [], []
    for income, worked in rows:
        if worked > 0:
            earned.append(Earned(income, worked))
        else:
            without.append(income)
    ordered = in_order(earned)
    return Hourly(
        bands(ordered),
        len(ordered),
        sum(one.minutes for one in ordered),
        sum(one.income_fen for one in ordered),
        median_fen(ordered),
        len(without),
        sum(without),
    )
