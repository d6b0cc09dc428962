"""What each task and each shift brought and cost in a settled month. Those that cost more than they bring are shown."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, F, Sum

from payouts.models import Line, Run
from payouts.queries.book import price_book
from payouts.queries.prices import Priced
from payouts.rules.pricing import MINUTES_SQL
from tasks.models import ClientPrice, Segment, Shift, Task
from yunke.ground.money import half_up

WORK_KINDS = (
    "hours",
    "pieces",
    "share",
    "tiers",
    "returned",
    "guarantee",
    "rank",
    "mentor",
    "full_attendance",
    "task_bonus",
)


@dataclass(frozen=True, slots=True)
class TaskMargin:
    """Fen of one task in one month; ``shifts`` were worked."""

    task: str
    number: str
    shifts: int
    price_fen: int
    cost_fen: int

    @property
    def left_fen(self) -> int:
        return self.price_fen - self.cost_fen

    @property
    def share(self) -> float | None:
        """What is left of the client's price, as a share of it."""
        return self.left_fen / self.price_fen if self.price_fen else None


@dataclass(frozen=True, slots=True)
class ShiftMargin:
    """Fen of one shift: what the client gives for the seats held, what their hours cost (no commission)."""

    task: str
    number: str
    shift_id: int
    local_on: date
    seats: int
    price_fen: int
    cost_fen: int
    starts_at: datetime | None = None

    @property
    def left_fen(self) -> int:
        return self.price_fen - self.cost_fen


@dataclass(frozen=True, slots=True)
class Margins:
    """``tasks`` with a client price, the most losing first; the keys of losing ``shifts``, the worst first."""

    tasks: list[TaskMargin]
    losing_shifts: list[int]
    losing_shifts_fen: int


def margins_of(run: Run) -> Margins:
    """A shift is priced by the day it began. Segments are read in one grouped question."""
    costs = dict(
        Line.objects.filter(statement__run=run, kind__in=WORK_KINDS, task__isnull=False)
        .order_by()
        .values_list("task")
        .annotate(Sum("amount_fen"))
    )
    prices = _prices(costs)
    names = Task.objects.in_bulk(prices)
    shifts = list(_shifts(run, prices, names))
    held, brought = defaultdict[str, int](int), defaultdict[str, int](int)
    for one in shifts:
        held[one.number] += one.seats
        brought[one.number] += one.price_fen
    tasks = [
        TaskMargin(of.name, of.number, held[of.number], brought[of.number], costs[pk])
        for pk, of in names.items()
    ]
    losing = sorted((one for one in shifts if one.left_fen < 0), key=lambda one: (one.left_fen, one.shift_id))
    return Margins(
        sorted(tasks, key=lambda one: one.left_fen),
        [one.shift_id for one in losing],
        sum(one.left_fen for one in losing),
    )


@dataclass(frozen=True, slots=True)
class Begun:
    """One of some shifts, by which they may be sorted; ``place``: where it stands among them."""

    place: int
    shift_id: int
    starts_at: datetime
    task: str


def begun(keys: Sequence[int]) -> list[Begun]:
    shifts = {
        pk: (at, task)
        for pk, at, task in Shift.objects.filter(pk__in=keys).values_list("pk", "starts_at", "task__name")
    }
    return [Begun(place, pk, *shifts[pk]) for place, pk in enumerate(keys) if pk in shifts]


def shift_margins(run: Run, keys: Sequence[int]) -> list[ShiftMargin]:
    """Some shifts of a run, in this order."""
    begins = dict(Shift.objects.filter(pk__in=keys).values_list("pk", "starts_at"))
    names = Task.objects.filter(shifts__in=keys).distinct().in_bulk()
    told = {one.shift_id: one for one in _shifts(run, _prices(names), names, keys)}
    return [replace(told[key], starts_at=begins[key]) for key in keys if key in told]


def _prices(tasks: Collection[int]) -> dict[int, list[tuple[date, str, int]]]:
    found: dict[int, list[tuple[date, str, int]]] = defaultdict(list)
    rows = ClientPrice.objects.filter(task__in=list(tasks)).order_by("effective_on")
    for pk, on, unit, fen in rows.values_list("task_id", "effective_on", "unit", "price_fen"):
        found[pk].append((on, unit, fen))
    return dict(found)


def _shifts(
    run: Run,
    prices: dict[int, list[tuple[date, str, int]]],
    names: dict[int, Task],
    keys: Collection[int] | None = None,
) -> Iterator[ShiftMargin]:
    percent = price_book(run.entity_id, tasks=set(prices), calendar=run.calendar).percent_case()
    pay = Priced(MINUTES_SQL, minutes=F("paid_minutes"), hourly_fen=F("terms__hourly_fen"), percent=percent)
    rows = (
        Segment.objects.filter(
            entity=run.entity_id,
            settle_month=run.month,
            state="approved",
            task__in=list(prices),
            **({} if keys is None else {"booking__shift__in": keys}),
        )
        .order_by()
        .values_list("task_id", "booking__shift", "booking__shift__local_on")
        .annotate(held=Count("booking", distinct=True), minutes=Sum("paid_minutes"), fen=Sum(pay))
    )
    for task, shift, on, held, minutes, fen in rows:
        of = names[task]
        yield ShiftMargin(of.name, of.number, shift, on, held, _price(prices[task], on, held, minutes), fen)


def _price(prices: list[tuple[date, str, int]], on: date, held: int, minutes: int) -> int:
    place = bisect_right([day for day, _unit, _fen in prices], on) - 1
    if place < 0:
        return 0
    _day, unit, fen = prices[place]
    return fen * held if unit == "shift" else half_up(fen * minutes, 60)
