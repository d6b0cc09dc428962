"""Lines opened into their facts, for whoever reads a statement: the same sets and prices that made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from payouts.models import Advance, Hold, Line, Statement
from payouts.queries.advances import advances_in
from payouts.queries.book import Book, price_book
from payouts.queries.history import Settling, earlier_runs, taxed_so_far
from payouts.queries.kept_back import given_back_in
from payouts.queries.lines import LineDraft, advance_line, work_lines
from payouts.queries.lines.decided import priced_corrections
from payouts.queries.lines.guarantee import shift_fen, shifts
from payouts.queries.lines.ranks import mentor_fix_fen
from payouts.queries.lines.tiers import step_by_step
from payouts.queries.so_far import SoFar
from payouts.reasons import HELD_WHAT
from payouts.rules.pricing import price_minutes
from payouts.rules.supplements import MonthOfShifts, Supplement
from payouts.rules.tax import TaxStep, tax_steps
from tasks.models import AttendanceTally, Correction, Decision, Result, ResultKind, Segment, Task, Terms
from tasks.queries.settlement import TALLY_COLUMNS, ApprovedWork, approved_work

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
    source: str = ""  # the holiday it is multiplied for, or own_date


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
    steps: list[TaxStep] = field(default_factory=list)  # of the tax line
    shifts: MonthOfShifts | None = None  # of full attendance and task bonus, with what their terms ask
    needs: Supplement | None = None
    dispute: Any = None  # the reader's own, where the page sets it

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
        """Whether the facts, priced again, come to the amount; what was carried and old debt have none."""
        if self.steps:
            return self.steps[-1].fen == -self.amount_fen
        return not self.rows or sum(row.fen for row in self.rows) == self.amount_fen

    @property
    def opens(self) -> bool:
        return bool(self.rows or self.steps or self.shifts)


def opened_statement(statement: Statement) -> list[OpenedLine]:
    return _opened(list(statement.lines.all()), Settling.of(statement.run), statement.agent_id)


def opened_so_far(so_far: SoFar) -> list[OpenedLine]:
    draft = so_far.draft
    return _opened(draft.lines, so_far.settling, draft.agent_id) if draft else []


def opened_hold(hold: Hold) -> list[OpenedLine]:
    """What is held, as the lines it would make in the month where it lies, by the facts that the hold keeps.

    Nothing for a payment, and for a line that follows from facts of several: those stay with the other lines.
    """
    if hold.month is None or not hold.facts:
        return []

    def kept(model: Any, kind: str) -> Any:
        return model.objects.filter(pk__in=hold.facts.get(kind, ()))

    work = approved_work(hold.entity_id, hold.month, [hold.agent_id])
    work.segments, work.results = kept(Segment, "segment"), kept(Result, "result")
    work.corrections, work.decisions = kept(Correction, "correction"), kept(Decision, "decision")
    work.tallies = kept(AttendanceTally, "tally").values_list(*TALLY_COLUMNS)
    work.mentored, work.mentored_fixes = Segment.objects.none(), Correction.objects.none()
    advances = list(kept(Advance, "advance"))
    book = price_book(hold.entity_id)
    drafts = work_lines(work, book)[0][hold.agent_id]
    if advances:
        drafts.append(advance_line(len(advances), sum(one.amount_fen for one in advances)))
    found = _with_words(sorted(drafts), work)
    _fill(found, work, book, advances, [])
    return found


def _opened(lines: Sequence[Line | LineDraft], settling: Settling, agent_id: int) -> list[OpenedLine]:
    entity_id, month = settling.entity_id, settling.month
    work = approved_work(entity_id, month, [agent_id])
    found = _with_words(lines, work)
    advances = (
        list(advances_in(entity_id, month, [agent_id])) if any(one.kind == "advance" for one in lines) else []
    )
    kept = (
        list(given_back_in(entity_id, month, [agent_id]).select_related("run"))
        if any(one.kind == "released" for one in lines)
        else []
    )
    tasks = {one.task.pk for one in found if one.task}
    _fill(found, work, price_book(entity_id, tasks=tasks, calendar=settling.calendar), advances, kept)
    for line in found:
        if line.kind == "tax":
            so_far = taxed_so_far(settling, earlier_runs(settling), [agent_id])(agent_id)
            line.steps = list(tax_steps(settling.tax_method, line.quantity, so_far))
    return found


def _with_words(lines: Sequence[Line | LineDraft], work: ApprovedWork) -> list[OpenedLine]:
    """Each line beside the rows its columns name, asked for together."""
    tasks = Task.objects.select_related("client").in_bulk({one.task_id for one in lines if one.task_id})
    terms = Terms.objects.in_bulk({one.terms_id for one in lines if one.terms_id})
    kinds = ResultKind.objects.in_bulk({one.result_kind_id for one in lines if one.result_kind_id})
    fixes = work.corrections.select_related("segment", "result").in_bulk()
    decided = work.decisions.select_related("clause").in_bulk()
    return [
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


def _fill(
    lines: Iterable[OpenedLine],
    work: ApprovedWork,
    book: Book,
    advances: Sequence[Advance],
    kept: Sequence[Hold],
) -> None:
    lines = list(lines)
    kinds = {line.kind for line in lines}
    segments, results = _segments(work, book), _results(work, book, "tiers" in kinds)
    beside = _beside(work, book, kinds)
    fixed = {one.pk: fen for one, fen in priced_corrections(work, book)} if "correction" in kinds else {}
    for line in lines:
        terms_id = line.terms.pk if line.terms else 0
        match line.kind:
            case "hours":
                line.rows = segments[terms_id, line.percent]
            case "pieces" | "share" | "returned" | "tiers":
                line.rows = results[terms_id, line.result_kind.pk if line.result_kind else 0]
            case "full_attendance" | "task_bonus":
                line.needs = getattr(book.terms[terms_id], line.kind)
                line.shifts = _tallied(work, line)
            case "correction" if line.correction:
                line.rows = [_correction(line.correction, line.quantity, fixed[line.correction.pk])]
            case "guarantee" | "rank" | "mentor":
                band = (line.percent, line.rate) if line.kind == "rank" else (0, 0)
                line.rows = beside[line.kind, terms_id, band]
            case "released":
                line.rows = [
                    FactRow(one.run.month, 1, one.amount_fen, about=gettext(HELD_WHAT[one.what]))
                    for one in kept
                    if one.terms_id == terms_id
                ]
            case "advance":
                line.rows = [FactRow(one.paid_on, 1, -one.amount_fen, about=one.why) for one in advances]
            case "reward" | "penalty" if line.decision:
                decided = line.decision
                line.rows = [FactRow(decided.occurred_on, 1, line.amount_fen, about=decided.evidence)]


def _tallied(work: ApprovedWork, line: OpenedLine) -> MonthOfShifts | None:
    """The month's shifts under the line's terms; without a tally the line stays closed."""
    of = (line.task and line.task.pk, line.terms and line.terms.pk)
    for _agent, task, terms, booked, worked, flaws in work.tallies:
        if (task, terms) == of:
            return MonthOfShifts(booked, worked, late=flaws)
    return None


def _segments(work: ApprovedWork, book: Book) -> defaultdict[tuple[int, int], list[FactRow]]:
    found: defaultdict[tuple[int, int], list[FactRow]] = defaultdict(list)
    for one in work.segments.order_by("started_at"):
        if one.terms_id in book.terms:
            fen = book.segment_fen(one.terms_id, one.local_on, one.paid_minutes)
            found[one.terms_id, book.percent(one.terms_id, one.local_on)].append(
                FactRow(
                    one.local_on,
                    one.paid_minutes,
                    fen,
                    one.started_at,
                    one.ended_at,
                    source=book.source(one.terms_id, one.local_on),
                )
            )
    return found


Beside = defaultdict[tuple[str, int, tuple[int, int]], list[FactRow]]  # (kind, terms, supplement)


def _beside(work: ApprovedWork, book: Book, kinds: set[str]) -> Beside:
    """What is paid beside hours and results: shifts filled up, hours of a rank, hours of mentees."""
    found: Beside = defaultdict(list)
    if "guarantee" in kinds:
        for one in sorted(shifts(work, book).values(), key=lambda one: f"{one.first_on}"):
            if fen := shift_fen(one, book):
                found["guarantee", one.terms, (0, 0)].append(FactRow(one.day(), one.minutes, fen))
    if "rank" in kinds:
        for ranked in work.segments.exclude(rank="").order_by("started_at"):
            if ranked.terms_id in book.terms and (pay := book.terms[ranked.terms_id].ranks.get(ranked.rank)):
                fen = book.rank_fen(ranked.terms_id, ranked.rank, ranked.paid_minutes)
                row = FactRow(ranked.local_on, ranked.paid_minutes, fen, ranked.started_at, ranked.ended_at)
                found["rank", ranked.terms_id, (pay.percent, pay.hourly_fen)].append(row)
    if "mentor" in kinds:
        offering = book.offering(lambda of: of.mentor_hourly_fen)
        mentored = work.mentored.filter(terms__in=offering).select_related("agent__user")
        for hours in mentored.order_by("started_at"):
            fen = price_minutes(hours.paid_minutes, book.terms[hours.terms_id].mentor_hourly_fen)
            about = f"{hours.agent.user} {hours.agent.number}"
            found["mentor", hours.terms_id, (0, 0)].append(
                FactRow(hours.local_on, hours.paid_minutes, fen, about=about)
            )
        fixes = work.mentored_fixes.filter(segment__terms__in=offering)
        for fix in fixes.select_related("segment", "agent__user").order_by("pk"):
            fixed = fix.segment
            assert fixed  # asked for
            about = f"{fix.agent.user} {fix.agent.number}"
            found["mentor", fixed.terms_id, (0, 0)].append(
                FactRow(
                    fixed.local_on,
                    fix.minutes_now - fix.minutes_then,
                    mentor_fix_fen(fix, book),
                    about=about,
                )
            )
    return found


def _results(work: ApprovedWork, book: Book, tiered: bool) -> defaultdict[tuple[int, int], list[FactRow]]:
    found: defaultdict[tuple[int, int], list[FactRow]] = defaultdict(list)
    steps = step_by_step(work, book) if tiered else {}
    rows: Any = work.results.order_by("occurred_at", "pk").values_list(
        "pk", "terms_id", "kind_id", "local_on", "occurred_at", "quantity", "amount_fen", "source_key"
    )
    for pk, terms_id, kind_id, on, at, quantity, sales, key in rows:
        if terms_id in book.terms:
            fen = steps.get(pk, 0) or book.result_fen(terms_id, kind_id, quantity, sales)
            found[terms_id, kind_id].append(FactRow(on, sales or quantity, fen, at, about=key))
    return found


def _correction(one: Correction, figure: int, fen: int) -> FactRow:
    fact = one.segment or one.result
    assert fact  # a constraint: exactly one of the two
    return FactRow(fact.local_on, figure, fen, about=one.why)
