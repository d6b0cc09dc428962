"""Lines of what two people decided: rewards, penalties and corrections."""

from __future__ import annotations

from payouts.queries.book import Book
from payouts.queries.lines.draft import LineDraft, LineHead, Made, line_head
from payouts.queries.lines.tiers import added, counted, settled_before, settled_now, tiers_fen
from payouts.queries.sets import rows
from payouts.rules.pricing import price_minutes
from tasks.models import Correction, Decision, Result, Segment
from tasks.queries.settlement import ApprovedWork


def decisions(work: ApprovedWork, book: Book) -> Made:
    """A line a decision, with the day and the clause."""
    if Decision not in work.there:
        return
    decided = work.decisions.order_by("pk").values_list(
        "pk", "agent_id", "kind", "amount_fen", "task_id", "task__number", "occurred_on", "clause__code"
    )
    heads: dict[tuple[str, int], LineHead] = {}
    for pk, agent, kind, fen, task_id, number, occurred_on, clause in rows(decided):
        head = heads.get((kind, task_id))
        if head is None:
            head = heads[kind, task_id] = line_head(kind, number, task_id=task_id)
        about = f"{occurred_on} {clause or ''}".strip()
        yield agent, LineDraft(head, about, 1, 1, fen if kind == "reward" else -fen, None, pk)


def corrections(work: ApprovedWork, book: Book) -> Made:
    """A line a correction, with the day of the fact it names."""
    for one, fen in priced_corrections(work, book):
        yield one.agent_id, LineDraft(_head(one, book), _about(one), 1, _more(one), fen, one.pk)


def priced_corrections(work: ApprovedWork, book: Book) -> list[tuple[Correction, int]]:
    """Each with what it pays. Of a quantity counted over a month: what it adds to all settled before it."""
    if Correction not in work.there:
        return []
    fixes = list(work.corrections.select_related("segment", "result").order_by("pk"))
    keys = {one.pk: counted(one, book) for one in fixes}
    tiered = {key for key in keys.values() if key}
    if not tiered:
        return [(one, _fen(one, book)) for one in fixes]
    settled = dict(settled_before(work, book, tiered))
    for at_hand, count in settled_now(work, book).items():
        settled[at_hand] = settled.get(at_hand, 0) + count.quantity
    found = []
    for one in fixes:
        if (key := keys[one.pk]) is None:
            found.append((one, _fen(one, book)))
            continue
        found.append((one, tiers_fen(book, key, settled.get(key, 0), added(one))))
        settled[key] = settled.get(key, 0) + added(one)
    return found


def raises(one: Correction, book: Book) -> bool:
    """Whether its agent is paid more by it: a quantity counted over a month has a price only with the others."""
    return (added(one) if counted(one, book) else _fen(one, book)) > 0


def _fen(one: Correction, book: Book) -> int:
    """Price of the fact as it should be, less its price as it was paid."""
    if one.amendment_id:
        return multiplied_fen(one, book)
    if one.segment:
        then, now = (
            _hours_fen(one.segment, book, minutes) for minutes in (one.minutes_then, one.minutes_now)
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


def multiplied_fen(one: Correction, book: Book) -> int:
    """What a day's other multiplier makes of its hours; they and the rank's part stay."""
    assert one.segment
    hourly = book.terms[one.segment.terms_id].hourly_fen
    then, now = (price_minutes(one.minutes_now, hourly, of) for of in (one.percent_then, one.percent_now))
    return now - then


def _hours_fen(of: Segment, book: Book, minutes: int) -> int:
    """Its hours and what the agent's rank adds to them."""
    return book.segment_fen(of.terms_id, of.local_on, minutes) + book.rank_fen(of.terms_id, of.rank, minutes)


def _head(one: Correction, book: Book) -> LineHead:
    fact = _corrected(one)
    of = book.terms[fact.terms_id]
    kind_id = one.result.kind_id if one.result else None
    return line_head(
        "correction",
        of.task_number,
        of.version,
        book.kinds[kind_id] if kind_id else "",
        task_id=of.task_id,
        terms_id=fact.terms_id,
        result_kind_id=kind_id,
    )


def _about(one: Correction) -> str:
    fact = _corrected(one)
    return f"{fact.local_on.isoformat()} {one.result.source_key if one.result else ''}".strip()


def _corrected(one: Correction) -> Segment | Result:
    fact = one.segment or one.result
    assert fact  # a constraint: exactly one of the two
    return fact


def _more(one: Correction) -> int:
    """What was added or taken back: minutes, fen of sales, or pieces; of another multiplier, the minutes it is for."""
    if one.amendment_id:
        return one.minutes_now
    if one.segment_id:
        return one.minutes_now - one.minutes_then
    return (one.amount_now_fen - one.amount_then_fen) or (one.quantity_now - one.quantity_then)
