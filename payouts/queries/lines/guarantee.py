"""Lines of shifts that earned less than their terms guarantee.

A shift is looked at with all its facts: what is settled now and, where it began before this month, what earlier
months settled of it. Paid is what it lacks now less what it lacked before, so a late result gives the top-up back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db.models import Case, F, IntegerField, Min, Q, QuerySet, Value, When

from payouts.queries.book import Book
from payouts.queries.lines.draft import LineDraft, LineHead, Made, line_head
from payouts.queries.prices import Priced
from payouts.queries.sets import Total, rows
from payouts.rules.pricing import MINUTES_SQL
from payouts.rules.supplements import top_up_fen
from tasks.models import Correction
from tasks.queries.settlement import ApprovedWork
from yunke.ground.calendar import PAY_ZONE


@dataclass(slots=True)
class Shift:
    """One booking as far as it is settled. Its terms are those of its first day."""

    agent: int
    terms: int = 0
    first_on: str = ""
    minutes: int = 0
    earned_fen: int = 0
    late: bool = False  # it began before the month at hand


@dataclass(slots=True)
class Settled:
    """A shift before this month and through it."""

    before: Shift
    through: Shift


Shifts = dict[int, Settled]  # by booking


def guarantees(work: ApprovedWork, book: Book) -> Made:
    """A line for each terms version: so many shifts were filled up, or gave a top-up back."""
    heads: dict[int, LineHead] = {}
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for one in shifts(work, book).values():
        if fen := shift_fen(one, book):
            line = sums[one.through.agent, one.through.terms]
            line[0] += 1
            line[1] += fen
    for (agent, terms_id), (count, fen) in sums.items():
        if terms_id not in heads:
            heads[terms_id] = _head(book, terms_id)
        yield agent, LineDraft(heads[terms_id], "", count, count, fen)


def shift_fen(one: Settled, book: Book) -> int:
    """What this month pays for a shift."""
    return _lacks(one.through, book) - _lacks(one.before, book)


def shifts(work: ApprovedWork, book: Book) -> Shifts:
    """Every shift of guaranteed terms that has a fact or a correction in this month."""
    found: Shifts = {}
    offering = book.offering(lambda of: of.guarantee.amount_fen)
    if not offering:
        return found
    starts = datetime.combine(work.month, time(), PAY_ZONE)
    _add(found, book, offering, work.segments, work.results, work.corrections, starts)
    late = [pk for pk, one in found.items() if one.through.late]
    if late:
        before: Shifts = {}
        of_them = Q(booking__in=late)
        _add(
            before,
            book,
            offering,
            work.earlier_segments.filter(of_them),
            work.earlier_results.filter(of_them),
            work.earlier_corrections.filter(Q(segment__booking__in=late) | Q(result__booking__in=late)),
            starts,
        )
        for pk, one in before.items():
            found[pk].before = one.through
            found[pk].through = _together(one.through, found[pk].through)
    return found


def _add(
    found: Shifts,
    book: Book,
    offering: list[int],
    segments: QuerySet[Any],
    results: QuerySet[Any],
    corrections: QuerySet[Correction],
    starts: datetime,
) -> None:
    late: Any = Case(
        When(booking__starts_at__lt=starts, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    for booking, agent, is_late, terms_id, first_on, minutes, fen in _hours(segments, book, offering, late):
        one = _shift(found, booking, agent, is_late)
        if terms_id in book.terms and (not one.first_on or f"{first_on}" < one.first_on):
            one.terms, one.first_on = terms_id, f"{first_on}"
        one.minutes += minutes
        one.earned_fen += fen
    for booking, agent, is_late, fen in _commission(results, book, offering, late):
        _shift(found, booking, agent, is_late).earned_fen += fen
    for one_fix in _fixes(corrections, offering):
        _fix(found, one_fix, book)


def _hours(segments: QuerySet[Any], book: Book, offering: list[int], late: Any) -> Iterable[tuple[Any, ...]]:
    price = Priced(
        MINUTES_SQL,
        minutes=F("paid_minutes"),
        hourly_fen=F("terms__hourly_fen"),
        percent=book.percent_case(),
    )
    return rows(
        segments.filter(terms__in=offering)
        .values("booking_id", "agent_id", "terms_id", is_late=late)
        .annotate(first_on=Min("local_on"), minutes=Total("paid_minutes"), fen=Total(price))
        .order_by()
        .values_list("booking_id", "agent_id", "is_late", "terms_id", "first_on", "minutes", "fen")
    )


def _commission(
    results: QuerySet[Any], book: Book, offering: list[int], late: Any
) -> Iterable[tuple[Any, ...]]:
    return rows(
        results.filter(terms__in=offering, booking__isnull=False)
        .values("booking_id", "agent_id", is_late=late)
        .annotate(fen=Total(book.result_case()))
        .order_by()
        .values_list("booking_id", "agent_id", "is_late", "fen")
    )


def _fixes(corrections: QuerySet[Correction], offering: list[int]) -> Iterable[Correction]:
    of_them = Q(segment__terms__in=offering) | Q(result__terms__in=offering, result__booking__isnull=False)
    return corrections.filter(of_them).select_related("segment", "result").order_by("pk")


def _fix(found: Shifts, one: Correction, book: Book) -> None:
    """A correction names a fact of a closed month: its shift began before this one."""
    fact = one.segment or one.result
    assert fact  # a constraint: exactly one of the two
    assert fact.booking_id
    shift = _shift(found, fact.booking_id, one.agent_id, True)
    if one.segment:
        shift.minutes += one.minutes_now - one.minutes_then
        then, now = (
            book.segment_fen(fact.terms_id, fact.local_on, minutes)
            for minutes in (one.minutes_then, one.minutes_now)
        )
    else:
        assert one.result
        then, now = (
            book.result_fen(fact.terms_id, one.result.kind_id, quantity, amount)
            for quantity, amount in (
                (one.quantity_then, one.amount_then_fen),
                (one.quantity_now, one.amount_now_fen),
            )
        )
    shift.earned_fen += now - then


def _shift(found: Shifts, booking: int, agent: int, late: Any) -> Shift:
    one = found.get(booking)
    if one is None:
        one = found[booking] = Settled(Shift(agent), Shift(agent))
    one.through.late = one.through.late or bool(late)
    return one.through


def _together(before: Shift, now: Shift) -> Shift:
    terms = before if before.first_on and (not now.first_on or before.first_on <= now.first_on) else now
    return Shift(
        now.agent,
        terms.terms,
        terms.first_on,
        before.minutes + now.minutes,
        before.earned_fen + now.earned_fen,
        True,
    )


def _lacks(one: Shift, book: Book) -> int:
    if not one.terms:
        return 0  # no hours of it are settled
    return top_up_fen(one.minutes, one.earned_fen, book.terms[one.terms].guarantee)


def _head(book: Book, terms_id: int) -> LineHead:
    of = book.terms[terms_id]
    return line_head(
        "guarantee",
        of.task_number,
        of.version,
        rate=of.guarantee.amount_fen,
        task_id=of.task_id,
        terms_id=terms_id,
    )
