"""Lines of quantities counted over a month: their price so far, less what was paid for them before.

The month counted is that of the work. What is settled late joins its own month: the price of all of it,
less the price of what earlier months settled, corrections among it. Nothing depends on what is approved together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractMonth, ExtractYear

from payouts.queries.book import Book
from payouts.queries.lines.draft import LineDraft, LineHead, Made
from payouts.queries.lines.work import result_head
from payouts.queries.sets import Total, rows
from payouts.rules.pricing import price_tiers
from tasks.models import Correction, Result
from tasks.queries.settlement import ApprovedWork


class Counted(NamedTuple):
    """Whose quantity, of which terms, kind and month of work (``2026-10``)."""

    agent: int
    terms: int
    kind: int
    month: str


Sums = dict[Counted, int]


class Settled(NamedTuple):
    facts: int
    quantity: int


def tiers(work: ApprovedWork, book: Book) -> Made:
    """A line for each terms version and kind; months of work that came late are in it."""
    priced = book.offering(has_tiers)
    if not priced or Result not in work.there:
        return
    now = settled_now(work, book)
    before = settled_before(work, book, now)
    lines: dict[tuple[int, int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
    for key, count in now.items():
        line = lines[key.agent, key.terms, key.kind]
        line[0] += count.facts
        line[1] += count.quantity
        line[2] += tiers_fen(book, key, before.get(key, 0), count.quantity)
    heads: dict[tuple[int, int], LineHead | None] = {}
    for (agent, terms_id, kind_id), (facts, quantity, fen) in lines.items():
        if (terms_id, kind_id) not in heads:
            heads[terms_id, kind_id] = result_head(book, terms_id, kind_id)
        head = heads[terms_id, kind_id]
        assert head  # only priced kinds were asked for
        yield agent, LineDraft(head, "", facts, quantity, fen)


def step_by_step(work: ApprovedWork, book: Book) -> dict[int, int]:
    """Result -> what it added when it was counted, in the order they happened: together they are the lines."""
    counts = settled_now(work, book)
    so_far = dict(settled_before(work, book, counts))
    found: dict[int, int] = {}
    for one in work.results.filter(terms__in=book.offering(has_tiers)).order_by("occurred_at", "pk"):
        if tiered := book.tiers(one.terms_id, one.kind_id):
            key = Counted(one.agent_id, one.terms_id, one.kind_id, f"{one.local_on}"[:7])
            quantity = one.amount_fen if tiered.of_sales else one.quantity
            found[one.pk] = price_tiers(tiered, so_far.get(key, 0), quantity)
            so_far[key] = so_far.get(key, 0) + quantity
    return found


def has_tiers(of: Any) -> bool:
    return any(rate.tiers for rate in of.rates.values())


def tiers_fen(book: Book, key: Counted, before: int, quantity: int) -> int:
    tiered = book.tiers(key.terms, key.kind)
    assert tiered
    return price_tiers(tiered, before, quantity)


def settled_now(work: ApprovedWork, book: Book) -> dict[Counted, Settled]:
    """What this month settles of each month of work."""
    grouped = (
        work.results.filter(terms__in=book.offering(has_tiers))
        .values(
            "agent_id", "terms_id", "kind_id", year=ExtractYear("local_on"), month=ExtractMonth("local_on")
        )
        .annotate(facts=Count("*"), pieces=Total("quantity"), sales=Total("amount_fen"))
        .order_by()
        .values_list("agent_id", "terms_id", "kind_id", "year", "month", "facts", "pieces", "sales")
    )
    found = {}
    for agent, terms_id, kind_id, year, month, facts, pieces, sales in rows(grouped):
        if tiered := book.tiers(terms_id, kind_id):
            key = Counted(agent, terms_id, kind_id, f"{year:04}-{month:02}")
            found[key] = Settled(facts, sales if tiered.of_sales else pieces)
    return found


def settled_before(work: ApprovedWork, book: Book, wanted: Iterable[Counted]) -> Sums:
    """What earlier months settled of the same quantities; asked only where work came late."""
    late = [key for key in wanted if key.month < f"{work.month}"[:7]]
    found: Sums = defaultdict(int)
    if not late:
        return found
    first = date.fromisoformat(f"{min(key.month for key in late)}-01")
    agents = {key.agent for key in late}
    for key, quantity in (
        *_results(work.earlier_results, book, work.month, first, agents),
        *_corrections(work.earlier_corrections, book, first, agents),
    ):
        found[key] += quantity
    return found


def _results(
    earlier: QuerySet[Any], book: Book, month: date, first: date, agents: set[int]
) -> Iterable[tuple[Counted, int]]:
    grouped = (
        earlier.filter(
            settle_month__gte=first,
            local_on__range=(first, month),
            terms__in=book.offering(has_tiers),
            agent__in=agents,
        )
        .values(
            "agent_id", "terms_id", "kind_id", year=ExtractYear("local_on"), month=ExtractMonth("local_on")
        )
        .annotate(pieces=Total("quantity"), sales=Total("amount_fen"))
        .order_by()
        .values_list("agent_id", "terms_id", "kind_id", "year", "month", "pieces", "sales")
    )
    for agent, terms_id, kind_id, year, of_month, pieces, sales in rows(grouped):
        if tiered := book.tiers(terms_id, kind_id):
            key = Counted(agent, terms_id, kind_id, f"{year:04}-{of_month:02}")
            yield key, sales if tiered.of_sales else pieces


def _corrections(
    earlier: QuerySet[Correction], book: Book, first: date, agents: set[int]
) -> Iterable[tuple[Counted, int]]:
    fixes = earlier.filter(
        settle_month__gte=first, result__terms__in=book.offering(has_tiers), agent__in=agents
    )
    for one in fixes.select_related("result"):
        if (key := counted(one, book)) is not None:
            yield key, added(one)


def counted(one: Correction, book: Book) -> Counted | None:
    """The quantity a correction changes; None where its fact has a price of its own."""
    fact = one.result
    if fact is None or not book.tiers(fact.terms_id, fact.kind_id):
        return None
    return Counted(one.agent_id, fact.terms_id, fact.kind_id, f"{fact.local_on}"[:7])


def added(one: Correction) -> int:
    """Pieces, or fen of sales, that a correction adds."""
    return (one.quantity_now - one.quantity_then) or (one.amount_now_fen - one.amount_then_fen)
