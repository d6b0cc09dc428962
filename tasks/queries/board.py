"""The board: a light row for every open task, full cards for one page. Constant questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractHour

from tasks.models import Claim, PenaltyTable, Shift, Task, Terms
from tasks.queries.offers import FILLED, GIVEN, PROMISES
from tasks.rules.claiming import Offered
from yunke.ground.calendar import PAY_ZONE, local_on
from yunke.ground.errors import Reason

EVENING = 17  # a shift that starts from this hour on is an evening shift
DAYS_SHOWN = 14  # of coming shifts


@dataclass(slots=True)
class BoardRow:
    """One open task as the filters and the claiming rules read it."""

    task: int
    facts: Offered
    line_name: str
    hourly_fen: int
    evening: bool
    given: int
    reasons: list[Reason] = field(default_factory=list)

    @property
    def seats_left(self) -> int:
        return max(0, self.facts.seats - self.given)


@dataclass(slots=True)
class Pattern:
    """Coming shifts of the same hours: how many, and how many places are left in them."""

    starts_at: datetime
    ends_at: datetime
    shifts: int
    left: int


@dataclass(slots=True)
class Card:
    task: Task
    row: BoardRow
    terms: Terms | None
    penalties: PenaltyTable | None
    patterns: list[Pattern]


def lines_of(rows: Iterable[BoardRow]) -> set[str]:
    """The codes of the lines these tasks are of."""
    return {row.facts.line for row in rows}


def board_rows(now: datetime, *, search: str = "") -> list[BoardRow]:
    """Every open task, the newest first: four questions, however many tasks there are."""
    tasks = list(_open(search).select_related("line"))
    ids = [task.pk for task in tasks]
    hourly, evening, filled = _hourly(tasks, local_on(now)), _evening(ids, now), _filled(ids)
    return [
        BoardRow(
            task=task.pk,
            line_name=task.line.name,
            hourly_fen=hourly.get(task.pk, 0),
            evening=task.pk in evening,
            given=sum(filled.get((task.pk, state), 0) for state in GIVEN),
            facts=Offered(
                task=task.pk,
                line=task.line.code,
                state=task.state,
                starts_on=task.starts_on,
                seats=task.seats,
                claims_until=task.claims_until,
                reserve_percent=task.reserve_percent,
                filled=sum(filled.get((task.pk, state), 0) for state in FILLED),
            ),
        )
        for task in tasks
    ]


def cards(rows: Iterable[BoardRow], now: datetime) -> list[Card]:
    """The rows of one page with everything a card shows."""
    rows = list(rows)
    tasks = Task.objects.select_related("line", "client").in_bulk([row.task for row in rows])
    today = local_on(now)
    terms = terms_by_task(tasks.values(), today)
    penalties, patterns = _penalties(tasks.values(), today), shift_patterns(list(tasks), now)
    return [
        Card(tasks[row.task], row, terms.get(row.task), penalties.get(row.task), patterns.get(row.task, []))
        for row in rows
    ]


def terms_by_task(tasks: Iterable[Task], today: date) -> dict[int, Terms]:
    """Task -> the terms on offer."""
    days = {task.pk: max(today, task.starts_on) for task in tasks}
    found: dict[int, Terms] = {}
    for one in Terms.objects.filter(task__in=days).prefetch_related(*PROMISES).order_by("effective_on"):
        if one.task_id not in found or one.effective_on <= days[one.task_id]:
            found[one.task_id] = one
    return found


def shift_patterns(tasks: list[int], now: datetime) -> dict[int, list[Pattern]]:
    """Task -> the hours of its coming shifts, the commonest first."""
    rows = Shift.objects.filter(
        task__in=tasks, state="open", starts_at__gt=now, starts_at__lt=now + timedelta(days=DAYS_SHOWN)
    )
    found: dict[int, dict[tuple[str, str], Pattern]] = {}
    for task, starts_at, ends_at, seats, taken in rows.order_by("starts_at").values_list(
        "task_id", "starts_at", "ends_at", "seats", "taken"
    ):
        key = (f"{starts_at.astimezone(PAY_ZONE):%H:%M}", f"{ends_at.astimezone(PAY_ZONE):%H:%M}")
        pattern = found.setdefault(task, {}).setdefault(key, Pattern(starts_at, ends_at, 0, 0))
        pattern.shifts += 1
        pattern.left += seats - taken
    return {task: sorted(many.values(), key=lambda one: -one.shifts)[:3] for task, many in found.items()}


def hours_of(patterns: list[Pattern]) -> list[tuple[time, time]]:
    """From when to when these shifts run, the commonest first."""
    return [
        (one.starts_at.astimezone(PAY_ZONE).time(), one.ends_at.astimezone(PAY_ZONE).time())
        for one in patterns
    ]


def usual_hours(patterns: list[Pattern]) -> tuple[time, ...]:
    """Those of the commonest; nothing while none is planned."""
    return next(iter(hours_of(patterns)), ())


def _open(search: str) -> QuerySet[Task]:
    rows = Task.objects.filter(state="open").order_by("-pk")
    for word in search.split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(description__icontains=word)
            | Q(number__iexact=word)
            | Q(requirements__icontains=word)
            | Q(client__trade__icontains=word)
        )
    return rows


def _hourly(tasks: list[Task], today: date) -> dict[int, int]:
    days, hourly = {task.pk: max(today, task.starts_on) for task in tasks}, {}
    rows = Terms.objects.filter(task__in=days).order_by("effective_on")
    for task, effective_on, fen in rows.values_list("task_id", "effective_on", "hourly_fen"):
        if task not in hourly or effective_on <= days[task]:
            hourly[task] = fen
    return hourly


def _evening(tasks: list[int], now: datetime) -> set[int]:
    rows = Shift.objects.filter(
        task__in=tasks,
        state="open",
        starts_at__gt=now,
        taken__lt=F("seats"),
        starts_at__lt=now + timedelta(days=DAYS_SHOWN),
    )
    late = rows.annotate(hour=ExtractHour("starts_at", tzinfo=PAY_ZONE)).filter(hour__gte=EVENING)
    return set(late.values_list("task_id", flat=True).distinct())


def _filled(tasks: list[int]) -> dict[tuple[int, str], int]:
    rows = Claim.objects.filter(task__in=tasks, state__in=FILLED).values_list("task_id", "state")
    return {(task, state): n for task, state, n in rows.annotate(n=Count("pk"))}


def _penalties(tasks: Iterable[Task], today: date) -> dict[int, PenaltyTable]:
    days = {task.pk: max(today, task.starts_on) for task in tasks}
    rows = PenaltyTable.objects.filter(task__in=days).prefetch_related("clauses")
    found: dict[int, PenaltyTable] = {}
    for table in rows.order_by("effective_on", "version"):
        if table.task_id not in found or table.effective_on <= days[table.task_id]:
            found[table.task_id] = table
    return found
