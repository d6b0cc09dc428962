"""What each task brought and cost in a settled month. Tasks that pay more than the client gives are shown."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from payouts.models import Line, Run
from tasks.models import ClientPrice, Segment, Task
from yunke.ground.money import half_up

WORK_KINDS = ("hours", "pieces", "share", "full_attendance", "task_bonus")


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


def task_margins(run: Run) -> list[TaskMargin]:
    """Tasks with a client price, the most losing first. A shift is priced by the day it began."""
    costs = dict(
        Line.objects.filter(statement__run=run, kind__in=WORK_KINDS, task__isnull=False)
        .order_by()
        .values_list("task")
        .annotate(Sum("amount_fen"))
    )
    prices = _prices(costs)
    shifts, brought = _brought(run, prices)
    names = Task.objects.in_bulk(prices)
    found = [
        TaskMargin(names[pk].name, names[pk].number, shifts[pk], brought[pk], costs[pk]) for pk in prices
    ]
    return sorted(found, key=lambda one: one.left_fen)


def _prices(tasks: dict[int, int]) -> dict[int, list[tuple[date, str, int]]]:
    found: dict[int, list[tuple[date, str, int]]] = defaultdict(list)
    rows = ClientPrice.objects.filter(task__in=list(tasks)).order_by("effective_on")
    for pk, on, unit, fen in rows.values_list("task_id", "effective_on", "unit", "price_fen"):
        found[pk].append((on, unit, fen))
    return dict(found)


def _brought(
    run: Run, prices: dict[int, list[tuple[date, str, int]]]
) -> tuple[defaultdict[int, int], defaultdict[int, int]]:
    shifts, fen = defaultdict[int, int](int), defaultdict[int, int](int)
    days = (
        Segment.objects.filter(
            entity=run.entity_id, settle_month=run.month, state="approved", task__in=list(prices)
        )
        .order_by()
        .values_list("task_id", "booking__shift__local_on")
        .annotate(held=Count("booking", distinct=True), minutes=Sum("paid_minutes"))
    )
    for task, on, count, minutes in days:
        shifts[task] += count
        place = bisect_right([day for day, _unit, _fen in prices[task]], on) - 1
        if place >= 0:
            _day, unit, price = prices[task][place]
            fen[task] += price * count if unit == "shift" else half_up(price * minutes, 60)
    return shifts, fen
