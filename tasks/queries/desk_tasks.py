"""Tasks as operations look at them: people, terms, prices, margin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from onboarding.models import User
from tasks.models import Claim, ClientPrice, PenaltyProposal, Task, Terms, TermsProposal
from tasks.queries.board import hours_of, shift_patterns, terms_by_task
from tasks.queries.offers import PROMISES, content_of
from tasks.rules.binding import lowered
from tasks.rules.margin import Margin, margins
from tasks.rules.terms import PLAIN_PERCENT, Content, from_plain
from yunke.ground.calendar import local_on

STATES = ("draft", "open", "paused", "closed")


@dataclass(slots=True)
class TaskRow:
    task: Task
    terms: Terms | None
    price: ClientPrice | None
    people: dict[str, int]
    margins: list[Margin] = field(default_factory=list)
    waiting: bool = False  # terms wait for a second person

    @property
    def plain(self) -> Margin | None:
        """The longest shift on a plain day."""
        return next((one for one in reversed(self.margins) if one.percent == PLAIN_PERCENT), None)

    @property
    def multiplied(self) -> Margin | None:
        """The longest shift on the day that pays most."""
        return next((one for one in reversed(self.margins) if one.percent != PLAIN_PERCENT), None)


def desk_tasks(state: str = "", search: str = "") -> QuerySet[Task]:
    rows = Task.objects.select_related("line", "client").order_by("-pk")
    if state in STATES:
        rows = rows.filter(state=state)
    for word in search.split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word) | Q(number__icontains=word) | Q(client__name__icontains=word)
        )
    return rows


def with_waiting(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Each with how many wait for screening, to sort by."""
    return tasks.annotate(waiting_now=Count("claims", filter=Q(claims__state="asked")))


def task_rows(tasks: Iterable[Task], now: datetime) -> list[TaskRow]:
    """One page of the list: the same questions for one task and for fifty."""
    tasks, today = list(tasks), local_on(now)
    patterns = shift_patterns([task.pk for task in tasks], now)
    terms, prices, people = terms_by_task(tasks, today), prices_by_task(tasks, today), _people(tasks)
    rows = [TaskRow(task, terms.get(task.pk), prices.get(task.pk), people.get(task.pk, {})) for task in tasks]
    waiting = set(_waiting().filter(task__in=tasks).values_list("task_id", flat=True))
    for row in rows:
        row.waiting = row.task.pk in waiting
        if row.terms and row.price and row.terms.hourly_fen:  # commission alone leaves no sum by the shift
            row.margins = margins(
                content_of(row.terms),
                unit=row.price.unit,
                price_fen=row.price.price_fen,
                shifts=hours_of(patterns.get(row.task.pk, [])),
            )
    return rows


def prices_by_task(tasks: Iterable[Task], today: date) -> dict[int, ClientPrice]:
    days = {task.pk: max(today, task.starts_on) for task in tasks}
    found: dict[int, ClientPrice] = {}
    for price in ClientPrice.objects.filter(task__in=days).order_by("effective_on"):
        if price.task_id not in found or price.effective_on <= days[price.task_id]:
            found[price.task_id] = price
    return found


def draft_count(now: datetime) -> int:
    """Drafts wait for operations to finish and publish them; terms for a second person."""
    waiting = _waiting().exclude(task__state="draft").count()
    tables = PenaltyProposal.objects.filter(state="proposed").exclude(task__state="draft").count()
    return Task.objects.filter(state="draft").count() + waiting + tables


@dataclass(frozen=True, slots=True)
class Proposal:
    """Terms that wait, or the last that did not come about. ``own``: the reader wrote them."""

    row: TermsProposal
    content: Content
    own: bool
    lowered: list[str]


def proposals(task: Task, reader: User) -> list[Proposal]:
    """What waits for a second person; else what was sent back since the last version."""
    row = task.terms_proposals.select_related("proposed_by").order_by("-pk").first()
    if row is None or row.state not in ("proposed", "refused"):
        return []
    last = task.terms.prefetch_related(*PROMISES).order_by("-effective_on").first()
    content = from_plain(row.content)
    less = list(lowered(content_of(last), content)) if last else []
    return [Proposal(row, content, row.proposed_by_id == reader.pk, less)]


def penalty_proposal(task: Task) -> PenaltyProposal | None:
    """The table that waits for a second person, or the last that was sent back since."""
    row = task.penalty_proposals.select_related("proposed_by").order_by("-pk").first()
    return row if row and row.state in ("proposed", "refused") else None


def _waiting() -> QuerySet[TermsProposal]:
    return TermsProposal.objects.filter(state="proposed")


def _people(tasks: list[Task]) -> dict[int, dict[str, int]]:
    rows = (
        Claim.objects.filter(task__in=tasks)
        .order_by()
        .values_list("task_id", "state")
        .annotate(n=Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for task, state, n in rows:
        found.setdefault(task, {})[state] = n
    return found
