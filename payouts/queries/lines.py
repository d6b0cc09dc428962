"""Income lines: approved work grouped in the database, each fact priced and rounded once there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count, F, Sum

from payouts.queries.book import Book
from payouts.queries.prices import Priced
from payouts.rules.pricing import MINUTES_SQL, PLAIN_PERCENT, SHARE_SQL
from payouts.rules.supplements import MonthOfShifts, full_attendance_fen, task_bonus_fen
from tasks.models import Correction, Result, Segment
from tasks.queries.settlement import ApprovedWork

ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            "hours",
            "pieces",
            "share",
            "full_attendance",
            "task_bonus",
            "reward",
            "correction",
            "tax",
            "penalty",
            "debt",
            "carried",
        )
    )
}


class LineDraft(NamedTuple):
    """A line before it has a row. The first six columns are its natural key, in the order of statements;
    ``about`` tells apart what two people decided."""

    place: int
    task_number: str
    version: int
    kind_code: str
    percent: int
    about: str
    kind: str
    facts: int
    quantity: int
    rate: int
    amount_fen: int
    task_id: int | None = None
    terms_id: int | None = None
    result_kind_id: int | None = None
    correction_id: int | None = None
    decision_id: int | None = None


Made = Iterator[tuple[int, LineDraft]]  # (agent, line)


def plain_line(kind: str, amount_fen: int, quantity: int = 0) -> LineDraft:
    """Tax, old debt, carried: of the statement as a whole."""
    return LineDraft(ORDER[kind], "", 0, "", PLAIN_PERCENT, "", kind, 0, quantity, 0, amount_fen)


def work_lines(work: ApprovedWork, book: Book) -> tuple[dict[int, list[LineDraft]], int]:
    """Each agent's lines of work and decisions, and how many results no terms price."""
    found: dict[int, list[LineDraft]] = defaultdict(list)
    unpriced = 0
    for made in (_hours, _supplements, _corrections, _decisions):
        for agent, line in made(work, book):
            found[agent].append(line)
    for agent, paid, count in _results(work, book):
        unpriced += count
        if paid:
            found[agent].append(paid)
    return found, unpriced


def _hours(work: ApprovedWork, book: Book) -> Made:
    percent = book.percent_case()
    price = Priced(MINUTES_SQL, minutes=F("paid_minutes"), hourly_fen=F("terms__hourly_fen"), percent=percent)
    rows = (
        work.segments.values("agent_id", "terms_id", band=percent)
        .annotate(facts=Count("*"), minutes=Sum("paid_minutes"), fen=Sum(price))
        .order_by()
    )
    for agent, terms_id, band, facts, minutes, fen in rows.values_list(
        "agent_id", "terms_id", "band", "facts", "minutes", "fen"
    ):
        of = book.terms[terms_id]
        yield (
            agent,
            LineDraft(
                ORDER["hours"],
                of.task_number,
                of.version,
                "",
                band,
                "",
                "hours",
                facts,
                minutes,
                of.hourly_fen,
                fen,
                of.task_id,
                terms_id,
            ),
        )


def _results(work: ApprovedWork, book: Book) -> Iterator[tuple[int, LineDraft | None, int]]:
    """(agent, line, unpriced): pieces are whole fen, so their sum is priced; a share is rounded call by call."""
    share = book.share_case()
    sums = {"facts": Count("*"), "pieces": Sum("quantity"), "sales": Sum("amount_fen")}
    if share is not None:
        sums["shared"] = Sum(Priced(SHARE_SQL, amount_fen=F("amount_fen"), basis_points=share))
    rows = work.results.values("agent_id", "terms_id", "kind_id").annotate(**sums).order_by()
    for agent, terms_id, kind_id, facts, pieces, sales, *shared in rows.values_list(
        "agent_id", "terms_id", "kind_id", *sums
    ):
        of = book.terms[terms_id]
        rate = of.rates.get(kind_id)
        if rate is None:
            yield agent, None, facts
            continue
        kind, quantity, figure, fen = (
            ("share", sales, rate.share_bp, shared[0])
            if rate.share_bp
            else ("pieces", pieces, rate.unit_fen, pieces * rate.unit_fen)
        )
        yield (
            agent,
            LineDraft(
                ORDER[kind],
                of.task_number,
                of.version,
                book.kinds[kind_id],
                PLAIN_PERCENT,
                "",
                kind,
                facts,
                quantity,
                figure,
                fen,
                of.task_id,
                terms_id,
                kind_id,
            ),
            0,
        )


def _supplements(work: ApprovedWork, book: Book) -> Made:
    offering = [
        pk for pk, of in book.terms.items() if of.full_attendance.amount_fen or of.task_bonus.amount_fen
    ]
    if not offering:
        return
    for agent, _task, terms_id, booked, worked, flaws in work.tallies:
        if (of := book.terms.get(terms_id)) is None:
            continue
        shifts = MonthOfShifts(booked, worked, late=flaws)
        for kind, fen in (
            ("full_attendance", full_attendance_fen(shifts, of.full_attendance)),
            ("task_bonus", task_bonus_fen(shifts, of.task_bonus)),
        ):
            if fen:
                yield (
                    agent,
                    LineDraft(
                        ORDER[kind],
                        of.task_number,
                        of.version,
                        "",
                        PLAIN_PERCENT,
                        "",
                        kind,
                        worked,
                        worked,
                        0,
                        fen,
                        of.task_id,
                        terms_id,
                    ),
                )


def _corrections(work: ApprovedWork, book: Book) -> Made:
    for one in work.corrections.select_related("segment", "result").order_by("pk"):
        fact = _corrected(one)
        of = book.terms[fact.terms_id]
        kind_id = one.result.kind_id if one.result else None
        yield (
            one.agent_id,
            LineDraft(
                ORDER["correction"],
                of.task_number,
                of.version,
                book.kinds[kind_id] if kind_id else "",
                PLAIN_PERCENT,
                _about(one),
                "correction",
                1,
                _more(one),
                0,
                correction_fen(one, book),
                of.task_id,
                fact.terms_id,
                kind_id,
                one.pk,
            ),
        )


def correction_fen(one: Correction, book: Book) -> int:
    """Price of the fact as it should be, less its price as it was paid."""
    if one.segment:
        then, now = (
            book.segment_fen(one.segment.terms_id, one.segment.local_on, minutes)
            for minutes in (one.minutes_then, one.minutes_now)
        )
        return now - then
    assert one.result
    then, now = (
        book.result_fen(one.result.terms_id, one.result.kind_id, quantity, amount_fen)
        for quantity, amount_fen in (
            (one.quantity_then, one.amount_then_fen),
            (one.quantity_now, one.amount_now_fen),
        )
    )
    return now - then


def _about(one: Correction) -> str:
    fact = _corrected(one)
    return f"{fact.local_on.isoformat()} {one.result.source_key if one.result else ''}".strip()


def _corrected(one: Correction) -> Segment | Result:
    fact = one.segment or one.result
    assert fact  # a constraint: exactly one of the two
    return fact


def _more(one: Correction) -> int:
    """What was added or taken back: minutes, fen of sales, or pieces."""
    if one.segment_id:
        return one.minutes_now - one.minutes_then
    return (one.amount_now_fen - one.amount_then_fen) or (one.quantity_now - one.quantity_then)


def _decisions(work: ApprovedWork, book: Book) -> Made:
    rows = work.decisions.order_by("pk").values_list(
        "pk", "agent_id", "kind", "amount_fen", "task_id", "task__number", "occurred_on", "clause__code"
    )
    for pk, agent, kind, fen, task_id, number, occurred_on, clause in rows:
        yield (
            agent,
            LineDraft(
                ORDER[kind],
                number,
                0,
                "",
                PLAIN_PERCENT,
                f"{occurred_on.isoformat()} {clause or ''}".strip(),
                kind,
                1,
                1,
                0,
                fen if kind == "reward" else -fen,
                task_id,
                None,
                None,
                None,
                pk,
            ),
        )
