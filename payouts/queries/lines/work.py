"""Lines of hours and of results."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F

from payouts.queries.book import Book
from payouts.queries.lines.draft import LineDraft, LineHead, Made, line_head
from payouts.queries.prices import Priced
from payouts.queries.sets import Total, rows
from payouts.rules.pricing import MINUTES_SQL, SHARE_SQL
from tasks.models import Result, Segment
from tasks.queries.settlement import ApprovedWork


def hours(work: ApprovedWork, book: Book) -> Made:
    """A line for each terms version and multiplier."""
    if Segment not in work.there:
        return
    percent = book.percent_case()
    price = Priced(MINUTES_SQL, minutes=F("paid_minutes"), hourly_fen=F("terms__hourly_fen"), percent=percent)
    grouped = (
        work.segments.values("agent_id", "terms_id", band=percent)
        .annotate(facts=Count("*"), minutes=Total("paid_minutes"), fen=Total(price))
        .order_by()
        .values_list("agent_id", "terms_id", "band", "facts", "minutes", "fen")
    )
    heads: dict[tuple[int, int], LineHead] = {}
    for agent, terms_id, band, facts, minutes, fen in rows(grouped):
        head = heads.get((terms_id, band))
        if head is None:
            head = heads[terms_id, band] = _hours_head(book, terms_id, band)
        yield agent, LineDraft(head, "", facts, minutes, fen)


def _hours_head(book: Book, terms_id: int, percent: int) -> LineHead:
    of = book.terms[terms_id]
    return line_head(
        "hours",
        of.task_number,
        of.version,
        percent=percent,
        rate=of.hourly_fen,
        task_id=of.task_id,
        terms_id=terms_id,
    )


def results(work: ApprovedWork, book: Book) -> Iterator[tuple[int, LineDraft | None, int]]:
    """(agent, line, unpriced): pieces are whole fen, so their sum is priced; a share is rounded call by call."""
    if Result not in work.there:
        return
    share = book.share_case()
    sums = {"facts": Count("*"), "pieces": Total("quantity"), "sales": Total("amount_fen")}
    if share is not None:
        sums["shared"] = Total(Priced(SHARE_SQL, amount_fen=F("amount_fen"), basis_points=share))
    grouped = (
        work.results.values("agent_id", "terms_id", "kind_id")
        .annotate(**sums)
        .order_by()
        .values_list("agent_id", "terms_id", "kind_id", *sums)
    )
    heads: dict[tuple[int, int], LineHead | None] = {}
    for agent, terms_id, kind_id, facts, pieces, sales, *shared in rows(grouped):
        key = (terms_id, kind_id)
        if key not in heads:
            heads[key] = result_head(book, *key)
        head = heads[key]
        if head is None:
            yield agent, None, facts
        elif head.kind == "share":
            yield agent, LineDraft(head, "", facts, sales, shared[0]), 0
        elif head.kind != "tiers":  # those are counted over a month: ``tiers.py``
            fen = -pieces * head.rate if head.kind == "returned" else pieces * head.rate
            yield agent, LineDraft(head, "", facts, pieces, fen), 0


def result_head(book: Book, terms_id: int, kind_id: int) -> LineHead | None:
    """None where the terms do not price the kind."""
    of = book.terms[terms_id]
    rate = of.rates.get(kind_id)
    if rate is None:
        return None
    return line_head(
        rate.line,
        of.task_number,
        of.version,
        book.kinds[kind_id],
        rate=rate.share_bp or rate.unit_fen,
        task_id=of.task_id,
        terms_id=terms_id,
        result_kind_id=kind_id,
    )
