"""Lines of what is paid beside the hours: a rank's supplement, and the mentor's part of a mentee's first days."""

from __future__ import annotations

from django.db.models import Count, F, Value

from payouts.queries.book import Book
from payouts.queries.lines.draft import LineDraft, LineHead, Made, line_head
from payouts.queries.prices import Priced
from payouts.queries.sets import Total, rows
from payouts.rules.pricing import MINUTES_SQL, PLAIN_PERCENT, price_minutes
from tasks.models import Correction, Segment
from tasks.queries.settlement import ApprovedWork


def ranks(work: ApprovedWork, book: Book) -> Made:
    """A line for each terms version and supplement; it knows no holidays."""
    offering = book.offering(lambda of: of.ranks)
    if not offering or Segment not in work.there:
        return
    percent, hourly = book.rank_case(lambda pay: pay.percent), book.rank_case(lambda pay: pay.hourly_fen)
    price = Priced(MINUTES_SQL, minutes=F("paid_minutes"), hourly_fen=hourly, percent=percent)
    grouped = (
        work.segments.filter(terms__in=offering)
        .exclude(rank="")
        .values("agent_id", "terms_id", band=percent, each=hourly)
        .annotate(facts=Count("*"), minutes=Total("paid_minutes"), fen=Total(price))
        .order_by()
        .values_list("agent_id", "terms_id", "band", "each", "facts", "minutes", "fen")
    )
    heads: dict[tuple[int, int, int], LineHead] = {}
    for agent, terms_id, band, each, facts, minutes, fen in rows(grouped):
        if not band:  # a rank these terms do not name
            continue
        head = heads.get((terms_id, band, each))
        if head is None:
            head = heads[terms_id, band, each] = _head("rank", book, terms_id, band, each)
        yield agent, LineDraft(head, "", facts, minutes, fen)


def mentors(work: ApprovedWork, book: Book) -> Made:
    """A line of the mentor for each terms version: the paid minutes of mentees in their first days, and what
    corrections made of such minutes that were paid before."""
    offering = book.offering(lambda of: of.mentor_hourly_fen)
    if not offering:
        return
    price = Priced(
        MINUTES_SQL,
        minutes=F("paid_minutes"),
        hourly_fen=F("terms__mentor_hourly_fen"),
        percent=Value(PLAIN_PERCENT),
    )
    grouped = (
        work.mentored.filter(terms__in=offering)
        .values("mentor_id", "terms_id")
        .annotate(facts=Count("*"), minutes=Total("paid_minutes"), fen=Total(price))
        .order_by()
        .values_list("mentor_id", "terms_id", "facts", "minutes", "fen")
    )
    sums = {(agent, terms_id): [*told] for agent, terms_id, *told in rows(grouped)}
    for fix in work.mentored_fixes.filter(segment__terms__in=offering).select_related("segment"):
        assert fix.segment  # asked for
        line = sums.setdefault((fix.segment.mentor_id or 0, fix.segment.terms_id), [0, 0, 0])
        line[0] += 1
        line[1] += fix.minutes_now - fix.minutes_then
        line[2] += mentor_fix_fen(fix, book)
    heads: dict[int, LineHead] = {}
    for (agent, terms_id), (facts, minutes, fen) in sums.items():
        head = heads.get(terms_id)
        if head is None:
            each = book.terms[terms_id].mentor_hourly_fen
            head = heads[terms_id] = _head("mentor", book, terms_id, PLAIN_PERCENT, each)
        yield agent, LineDraft(head, "", facts, minutes, fen)


def mentor_fix_fen(fix: Correction, book: Book) -> int:
    """What the mentor has more, or less, by a mentee's corrected minutes."""
    assert fix.segment
    each = book.terms[fix.segment.terms_id].mentor_hourly_fen
    return price_minutes(fix.minutes_now, each) - price_minutes(fix.minutes_then, each)


def _head(kind: str, book: Book, terms_id: int, percent: int, rate: int) -> LineHead:
    of = book.terms[terms_id]
    return line_head(
        kind,
        of.task_number,
        of.version,
        percent=percent,
        rate=rate,
        task_id=of.task_id,
        terms_id=terms_id,
    )
