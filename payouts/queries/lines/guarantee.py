"""Lines of shifts that earned less than their terms guarantee.

A shift is looked at with all its facts: what is settled now and, where it began before this month, what earlier
months settled of it. Paid is what it lacks now less what it lacked before, so a late result gives the top-up back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Case, F, IntegerField, Min, Q, QuerySet, Value, When

from payouts.queries.book import Book
from payouts.queries.lines.decided import multiplied_fen
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
    first_on: Any = ""  # a day as the driver gives it
    minutes: int = 0
    earned_fen: int = 0
    late: bool = False  # it began before the month at hand
    before: Shift | None = None  # as earlier months settled it
    raised_fen: int = 0  # earned by an amendment of the holidays, for hours settled before

    def day(self) -> date:
        return date.fromisoformat(f"{self.first_on}"[:10])


Shifts = dict[int, Shift]  # by booking


def guarantees(work: ApprovedWork, book: Book) -> Made:
    """A line for each terms version: so many shifts were filled up, or gave a top-up back."""
    heads: dict[int, LineHead] = {}
    sums: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for one in shifts(work, book).values():
        if fen := shift_fen(one, book):
            line = sums[one.agent, one.terms]
            line[0] += 1
            line[1] += fen
    for (agent, terms_id), (count, fen) in sums.items():
        if terms_id not in heads:
            heads[terms_id] = _head(book, terms_id)
        yield agent, LineDraft(heads[terms_id], "", count, count, fen)


def shift_fen(one: Shift, book: Book) -> int:
    """What this month pays for a shift."""
    return _lacks(one, book) - (_lacks(one.before, book) if one.before else 0)


def shifts(work: ApprovedWork, book: Book) -> Shifts:
    """Every shift of guaranteed terms that has a fact or a correction in this month."""
    offering = book.offering(lambda of: of.guarantee.amount_fen)
    if not offering or not work.there:
        return {}
    starts = datetime.combine(work.month, time(), PAY_ZONE)
    fixes = _fixes(work.corrections, offering) if Correction in work.there else ()
    found = _gathered(book, offering, work.segments, work.results, fixes, starts)
    late = [pk for pk, one in found.items() if one.late]
    if late:
        before = _gathered(
            book,
            offering,
            work.earlier_segments.filter(booking__in=late),
            work.earlier_results.filter(booking__in=late),
            _fixes(
                work.earlier_corrections.filter(Q(segment__booking__in=late) | Q(result__booking__in=late)),
                offering,
            ),
            starts,
        )
        for fix in _to_come(work.later_multipliers, book, late, offering):
            if fix.segment and (settled := before.get(fix.segment.booking_id)):
                settled.raised_fen += multiplied_fen(fix, book)
        for pk, one in before.items():
            _put_before(found[pk], one)
    return found


def _to_come(
    differences: QuerySet[Correction], book: Book, bookings: list[int], offering: list[int]
) -> QuerySet[Correction]:
    """Those of amendments that this book's holidays have; the months before paid without them."""
    known = Q() if book.calendar is None else Q(amendment__version__lte=book.calendar)
    of_them = differences.filter(known, segment__booking__in=bookings, segment__terms__in=offering)
    return of_them.select_related("segment").order_by("pk")


def _gathered(
    book: Book,
    offering: list[int],
    segments: QuerySet[Any],
    results: QuerySet[Any],
    fixes: Iterable[Correction],
    starts: datetime,
) -> Shifts:
    found: Shifts = {}
    late: Any = Case(
        When(booking__starts_at__lt=starts, then=Value(1)), default=Value(0), output_field=IntegerField()
    )
    for booking, agent, is_late, terms_id, first_on, minutes, fen in _hours(segments, book, offering, late):
        one = found.get(booking)
        if one is None:
            found[booking] = Shift(agent, terms_id, first_on, minutes, fen, is_late > 0)
            continue
        if f"{first_on}" < f"{one.first_on}":  # a second version since midnight
            one.terms, one.first_on = terms_id, first_on
        one.minutes += minutes
        one.earned_fen += fen
    for booking, agent, is_late, fen in _commission(results, book, offering, late):
        one = found.get(booking)
        if one is None:
            found[booking] = Shift(agent, earned_fen=fen, late=is_late > 0)
        else:
            one.earned_fen += fen
    for fix in fixes:
        if fix.amendment_id:
            _raise(found, fix, book)
        else:
            _fix(found, fix, book)
    return found


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
    shift = found.setdefault(fact.booking_id, Shift(one.agent_id))
    shift.late = True
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


def _raise(found: Shifts, one: Correction, book: Book) -> None:
    """The hours' other multiplier. The book has it already for what was settled before: see ``_put_before``."""
    assert one.segment
    shift = found.setdefault(one.segment.booking_id, Shift(one.agent_id))
    shift.late = True
    fen = multiplied_fen(one, book)
    shift.earned_fen += fen
    shift.raised_fen += fen


def _put_before(one: Shift, before: Shift) -> None:
    """The shift with what earlier months settled of it, as they priced it."""
    one.before = before
    before.earned_fen -= before.raised_fen + one.raised_fen
    one.minutes += before.minutes
    one.earned_fen += before.earned_fen
    if before.terms and (not one.terms or f"{before.first_on}" <= f"{one.first_on}"):
        one.terms, one.first_on = before.terms, before.first_on


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
