"""Months of a paying entity, and one month's settlement beside the one before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from payouts.models import Line, Run
from payouts.queries.gaps import gaps_of
from payouts.queries.margins import TaskMargin, margins_of
from payouts.queries.outliers import fences_of
from payouts.rules.outliers import Fences
from payouts.states import LOCKED_RUNS
from tasks.models import PayingEntity, PayMonth, Result, Segment
from yunke.ground.months import previous_month

KEPT_SECONDS = 24 * 3600  # under the run's hash, which changes with any fen
ROWS = (  # code, kinds of lines
    ("work", ("hours", "guarantee")),
    ("commission", ("pieces", "share", "tiers", "returned")),
    ("supplements", ("full_attendance", "task_bonus", "rank", "mentor")),
    ("reward", ("reward",)),
    ("correction", ("correction", "released")),
    ("income", ()),
    ("tax", ("tax",)),
    ("penalty", ("penalty",)),
    ("advance", ("advance",)),
    ("debt", ("debt", "carried")),
    ("net", ()),
)
TAKEN = ("tax", "penalty", "advance", "debt")


@dataclass(frozen=True, slots=True)
class Compared:
    """One kind in this month and the last, fen (what is taken: below zero); ``change`` is a share of the last."""

    code: str
    fen: int
    before_fen: int | None
    is_sum: bool

    @property
    def difference_fen(self) -> int | None:
        return None if self.before_fen is None else self.fen - self.before_fen

    @property
    def change(self) -> float | None:
        return (self.fen - self.before_fen) / self.before_fen if self.before_fen else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run says about itself, read once for its hash."""

    kinds: dict[str, int]  # fen of each kind of line
    tasks: dict[int, int]  # fen of income that came from each task: with what has no task they are the income
    lines: int
    paid: int
    zero: int
    carried: int
    carried_fen: int
    corrected: int
    debtors: int
    debt_fen: int
    losing: list[TaskMargin]
    losing_shifts: list[int]
    losing_shift_fen: int
    fences: Fences | None
    outliers: int
    gaps: int


def months_by_entity() -> list[tuple[PayingEntity, list[PayMonth]]]:
    """Every entity with its months, the latest first; each month carries its run as ``settled``."""
    runs = {(run.entity_id, run.month): run for run in Run.objects.all()}
    found: dict[int, list[PayMonth]] = {}
    for month in PayMonth.objects.order_by("-month"):
        month.settled = runs.get((month.entity_id, month.month))  # type: ignore[attr-defined]
        found.setdefault(month.entity_id, []).append(month)
    return [(entity, found.get(entity.pk, [])) for entity in PayingEntity.objects.order_by("code")]


def run_before(run: Run) -> Run | None:
    return Run.objects.filter(
        entity=run.entity_id, month=previous_month(run.month), state__in=LOCKED_RUNS
    ).first()


def figures_of(run: Run) -> Figures:
    """Kept under the run's hash: a hundred thousand statements are counted once, not at each look."""
    key = f"payouts:figures-5:{run.public_id}:{run.hash}"
    found: Figures | None = cache.get(key) if run.hash else None
    if found is None:
        found = _figures(run)
        if run.hash:
            cache.set(key, found, KEPT_SECONDS)
    return found


def _figures(run: Run) -> Figures:
    sums = (
        Line.objects.filter(statement__run=run)
        .order_by()
        .values_list("kind", "task")
        .annotate(Sum("amount_fen"), Count("pk"))
    )
    kinds, tasks, lines = Counter[str](), Counter[int](), 0
    for kind, task, fen, count in sums:
        kinds[kind] += fen
        lines += count
        if task and kind != "penalty":
            tasks[task] += fen
    fences, margins = fences_of(run), margins_of(run)
    outside = outlying(fences) if fences else Q(pk=None)
    said: dict[str, Any] = run.statements.aggregate(
        paid=Count("pk", filter=Q(net_fen__gt=0)),
        zero=Count("pk", filter=Q(net_fen=0)),
        carried=Count("pk", filter=Q(carried_fen__gt=0)),
        fen=Sum("carried_fen"),
        corrected=Count("pk", filter=~Q(correction_fen=0)),
        debtors=Count("pk", filter=Q(debt_fen__gt=0)),
        debts=Sum("debt_fen"),
        outliers=Count("pk", filter=outside),
    )
    return Figures(
        dict(kinds),
        dict(tasks),
        lines,
        said["paid"],
        said["zero"],
        said["carried"],
        said["fen"] or 0,
        said["corrected"],
        said["debtors"],
        said["debts"] or 0,
        [one for one in margins.tasks if one.left_fen < 0],
        margins.losing_shifts,
        margins.losing_shifts_fen,
        fences,
        said["outliers"],
        len(gaps_of(run)),
    )


def outlying(fences: Fences) -> Q:
    return Q(income_fen__lt=fences.low_fen) | Q(income_fen__gt=fences.high_fen)


def compared(run: Run, before: Run | None) -> list[Compared]:
    """This month against last, in the order of a statement."""
    now, then = figures_of(run).kinds, figures_of(before).kinds if before else {}
    found = []
    for code, kinds in ROWS:
        if kinds:
            sign = -1 if code in TAKEN else 1
            fen, was = (sign * sum(told.get(one, 0) for one in kinds) for told in (now, then))
        else:
            column = f"{code}_fen"
            fen, was = getattr(run, column), getattr(before, column) if before else 0
        if fen or was or not kinds or code in ("work", "tax"):
            found.append(Compared(code, fen, was if before else None, not kinds))
    return found


def gathered(entity: PayingEntity, month: date) -> dict[str, int]:
    """What an unsettled month holds: approved hours and results, and what still waits for approval."""
    told = {}
    for name, model in (("segments", Segment), ("results", Result)):
        rows: Any = model._default_manager
        told[name] = rows.filter(entity=entity, settle_month=month, state="approved").count()
        told[f"{name}_waiting"] = rows.filter(task__entity=entity, state="drafted").count()
    return told


def months_to_settle(today: date) -> int:
    """Closed or past months nobody has settled, and runs somebody has to act on."""
    return _months_without(("released", "paid"), today).count()


def months_to_approve(today: date) -> list[PayMonth]:
    """Past months with approved work and no approved run, by entity and month."""
    worked = [
        Exists(model._default_manager.filter(entity=OuterRef("entity"), settle_month=OuterRef("month")))
        for model in (Segment, Result)
    ]
    rows = _months_without(LOCKED_RUNS, today).filter(worked[0] | worked[1])
    return list(rows.select_related("entity").order_by("entity__code", "month"))


def _months_without(states: Collection[str], today: date) -> QuerySet[PayMonth]:
    """Months before today's that have no run in one of these states: none at all, or one on its way."""
    there = Run.objects.filter(entity=OuterRef("entity"), month=OuterRef("month"), state__in=states)
    return PayMonth.objects.filter(~Exists(there), month__lt=today.replace(day=1))
