"""A statement's lines with the facts they pay, each priced again by the rules in Python."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from payouts.models import Line, Statement
from payouts.queries.advances import advances_in
from payouts.queries.book import Book, price_book
from payouts.queries.kept_back import given_back_in
from payouts.queries.lines.decided import priced_corrections
from payouts.queries.lines.guarantee import shift_fen, shifts
from payouts.queries.lines.ranks import mentor_fix_fen
from payouts.queries.lines.tiers import step_by_step
from payouts.rules.pricing import price_minutes
from payouts.rules.supplements import MonthOfShifts, full_attendance_fen, task_bonus_fen
from tasks.queries.settlement import ApprovedWork, approved_work


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a line: what it is, in figures only, and what it is worth."""

    what: str
    fen: int


@dataclass(frozen=True, slots=True)
class ProvedLine:
    line: Line
    facts: list[Fact]

    @property
    def fen(self) -> int:
        return sum(fact.fen for fact in self.facts)

    @property
    def holds(self) -> bool:
        return self.fen == self.line.amount_fen and (
            not self.line.facts or self.line.kind in COUNTED_OTHERWISE or len(self.facts) == self.line.facts
        )


COUNTED_OTHERWISE = ("full_attendance", "task_bonus")  # their facts are shifts, told in one tally


def proved_lines(statement: Statement) -> Iterator[ProvedLine]:
    """Every line in order; ``holds`` says whether its facts still come to its amount."""
    run = statement.run
    work = approved_work(run.entity_id, run.month, [statement.agent_id])
    lines = list(statement.lines.select_related("task", "terms", "result_kind"))
    tasks = {line.task_id for line in lines if line.task_id}
    book = price_book(run.entity_id, tasks=tasks, calendar=run.calendar)
    for line in lines:
        yield ProvedLine(line, list(_facts(line, statement, work, book)))


def _facts(line: Line, statement: Statement, work: ApprovedWork, book: Book) -> Iterator[Fact]:
    match line.kind:
        case "hours":
            yield from _segments(line, work, book)
        case "pieces" | "share" | "returned" | "tiers":
            steps = step_by_step(work, book) if line.kind == "tiers" else {}
            rows = work.results.filter(
                task=line.task_id, terms=line.terms_id, kind=line.result_kind_id
            ).order_by("pk")
            for one in rows:
                yield Fact(
                    f"{one.local_on} {one.quantity} × {one.amount_fen}",
                    steps.get(one.pk, 0)
                    or book.result_fen(one.terms_id, one.kind_id, one.quantity, one.amount_fen),
                )
        case "guarantee":
            for shift in shifts(work, book).values():
                if shift.terms == line.terms_id and (fen := shift_fen(shift, book)):
                    yield Fact(f"{shift.day()} {shift.minutes}'", fen)
        case "rank":
            yield from _ranked(line, work, book)
        case "mentor":
            each = book.terms[line.terms_id or 0].mentor_hourly_fen
            for hours in work.mentored.filter(task=line.task_id, terms=line.terms_id).order_by("pk"):
                yield Fact(f"{hours.local_on} {hours.paid_minutes}'", price_minutes(hours.paid_minutes, each))
            for fix in work.mentored_fixes.filter(segment__terms=line.terms_id).order_by("pk"):
                yield Fact(fix.why, mentor_fix_fen(fix, book))
        case "full_attendance" | "task_bonus":
            yield from _tally(line, work, book)
        case "correction":
            for fix, fen in priced_corrections(work, book):
                if fix.pk == line.correction_id:
                    yield Fact(fix.why, fen)
        case "reward" | "penalty":
            for decided in work.decisions.filter(pk=line.decision_id or 0):
                yield Fact(
                    f"{decided.occurred_on}",
                    decided.amount_fen if line.kind == "reward" else -decided.amount_fen,
                )
        case "released":
            for hold in given_back_in(statement.run.entity_id, statement.run.month, [statement.agent_id]):
                if (hold.task_id, hold.terms_id) == (line.task_id, line.terms_id):
                    yield Fact(hold.what, hold.amount_fen)
        case "advance":
            for advance in advances_in(statement.run.entity_id, statement.run.month, [statement.agent_id]):
                yield Fact(f"{advance.paid_on}", -advance.amount_fen)
        case _:
            figure = {
                "tax": -statement.tax_fen,
                "debt": -statement.debt_fen,
                "carried": statement.carried_fen,
            }
            yield Fact("", figure[line.kind])


def _segments(line: Line, work: ApprovedWork, book: Book) -> Iterator[Fact]:
    for one in work.segments.filter(task=line.task_id, terms=line.terms_id).order_by("started_at"):
        if book.percent(one.terms_id, one.local_on) == line.percent:
            source = book.source(one.terms_id, one.local_on)
            yield Fact(
                f"{one.local_on} {one.paid_minutes}'{f' {source}' if source else ''}",
                book.segment_fen(one.terms_id, one.local_on, one.paid_minutes),
            )


def _ranked(line: Line, work: ApprovedWork, book: Book) -> Iterator[Fact]:
    of = book.terms[line.terms_id or 0].ranks
    named = [rank for rank, pay in of.items() if (pay.percent, pay.hourly_fen) == (line.percent, line.rate)]
    rows = work.segments.filter(task=line.task_id, terms=line.terms_id, rank__in=named)
    for one in rows.order_by("started_at"):
        yield Fact(
            f"{one.local_on} {one.paid_minutes}'", book.rank_fen(one.terms_id, one.rank, one.paid_minutes)
        )


def _tally(line: Line, work: ApprovedWork, book: Book) -> Iterator[Fact]:
    of = book.terms[line.terms_id or 0]
    for _agent, task, terms, booked, worked, flaws in work.tallies:
        if (task, terms) == (line.task_id, line.terms_id):
            shifts = MonthOfShifts(booked, worked, late=flaws)
            fen = (
                full_attendance_fen(shifts, of.full_attendance)
                if line.kind == "full_attendance"
                else task_bonus_fen(shifts, of.task_bonus)
            )
            yield Fact(f"{worked}/{booked}", fen)
