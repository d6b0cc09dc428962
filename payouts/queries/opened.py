"""Lines opened into their facts, for whoever reads a statement: the same sets and prices that made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from payouts.models import Line, Statement
from payouts.queries.book import Book, price_book
from payouts.queries.lines import LineDraft, correction_fen
from payouts.queries.so_far import SoFar
from tasks.models import Correction, Decision, ResultKind, Task, Terms
from tasks.queries.settlement import ApprovedWork, approved_work

SHOWN = 20  # facts of a line before "and so many more"


@dataclass(frozen=True, slots=True)
class FactRow:
    """A segment, a result, a correction or a decision; ``figure`` is minutes, pieces or fen of sales."""

    on: date | None
    figure: int
    fen: int
    starts: datetime | None = None
    ends: datetime | None = None
    about: str = ""


@dataclass(slots=True)
class OpenedLine:
    """One line with what it pays. ``rate`` is fen an hour, fen a piece or basis points by kind."""

    ordinal: int
    kind: str
    percent: int
    facts: int
    quantity: int
    rate: int
    amount_fen: int
    task: Task | None = None
    terms: Terms | None = None
    result_kind: ResultKind | None = None
    correction: Correction | None = None
    decision: Decision | None = None
    rows: list[FactRow] = field(default_factory=list)

    @property
    def shown(self) -> list[FactRow]:
        return self.rows[:SHOWN]

    @property
    def rest(self) -> list[FactRow]:
        return self.rows[SHOWN:]

    @property
    def rest_fen(self) -> int:
        return sum(row.fen for row in self.rest)

    @property
    def holds(self) -> bool:
        """Whether the facts, priced again, come to the amount; lines without facts of their own do."""
        return not self.rows or sum(row.fen for row in self.rows) == self.amount_fen


def opened_statement(statement: Statement) -> list[OpenedLine]:
    return _opened(
        list(statement.lines.all()), statement.run.entity_id, statement.run.month, statement.agent_id
    )


def opened_so_far(so_far: SoFar) -> list[OpenedLine]:
    draft = so_far.draft
    return _opened(draft.lines, so_far.entity.pk, so_far.month, draft.agent_id) if draft else []


def _opened(
    lines: Sequence[Line | LineDraft], entity_id: int, month: date, agent_id: int
) -> list[OpenedLine]:
    work = approved_work(entity_id, month, [agent_id])
    tasks = Task.objects.select_related("client").in_bulk({one.task_id for one in lines if one.task_id})
    terms = Terms.objects.in_bulk({one.terms_id for one in lines if one.terms_id})
    kinds = ResultKind.objects.in_bulk({one.result_kind_id for one in lines if one.result_kind_id})
    fixes = work.corrections.select_related("segment", "result").in_bulk()
    decided = work.decisions.select_related("clause").in_bulk()
    found = [
        OpenedLine(
            place,
            one.kind,
            one.percent,
            one.facts,
            one.quantity,
            one.rate,
            one.amount_fen,
            tasks.get(one.task_id or 0),
            terms.get(one.terms_id or 0),
            kinds.get(one.result_kind_id or 0),
            fixes.get(one.correction_id or 0),
            decided.get(one.decision_id or 0),
        )
        for place, one in enumerate(lines, 1)
    ]
    _fill(found, work, price_book(entity_id, tasks=set(tasks)))
    return found


def _fill(lines: Iterable[OpenedLine], work: ApprovedWork, book: Book) -> None:
    segments, results = _segments(work, book), _results(work, book)
    for line in lines:
        terms_id = line.terms.pk if line.terms else 0
        match line.kind:
            case "hours":
                line.rows = segments[terms_id, line.percent]
            case "pieces" | "share":
                line.rows = results[terms_id, line.result_kind.pk if line.result_kind else 0]
            case "correction" if line.correction:
                line.rows = [_correction(line.correction, line.quantity, book)]
            case "reward" | "penalty" if line.decision:
                decided = line.decision
                line.rows = [FactRow(decided.occurred_on, 1, line.amount_fen, about=decided.evidence)]


def _segments(work: ApprovedWork, book: Book) -> defaultdict[tuple[int, int], list[FactRow]]:
    found: defaultdict[tuple[int, int], list[FactRow]] = defaultdict(list)
    for one in work.segments.order_by("started_at"):
        if one.terms_id in book.terms:
            fen = book.segment_fen(one.terms_id, one.local_on, one.paid_minutes)
            found[one.terms_id, book.percent(one.terms_id, one.local_on)].append(
                FactRow(one.local_on, one.paid_minutes, fen, one.started_at, one.ended_at)
            )
    return found


def _results(work: ApprovedWork, book: Book) -> defaultdict[tuple[int, int], list[FactRow]]:
    found: defaultdict[tuple[int, int], list[FactRow]] = defaultdict(list)
    rows: Any = work.results.order_by("occurred_at", "pk").values_list(
        "terms_id", "kind_id", "local_on", "occurred_at", "quantity", "amount_fen", "source_key"
    )
    for terms_id, kind_id, on, at, quantity, sales, key in rows:
        if terms_id in book.terms:
            fen = book.result_fen(terms_id, kind_id, quantity, sales)
            found[terms_id, kind_id].append(FactRow(on, sales or quantity, fen, at, about=key))
    return found


def _correction(one: Correction, figure: int, book: Book) -> FactRow:
    fact = one.segment or one.result
    assert fact  # a constraint: exactly one of the two
    return FactRow(fact.local_on, figure, correction_fen(one, book), about=one.why)
