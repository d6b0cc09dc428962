"""One agent of a computed month settled again, at once: the run neither stops nor starts anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from payouts.actions.compute import discard_drafts, keep_left_out, write_drafts
from payouts.actions.postponed import settle_in
from payouts.models import Run
from payouts.queries.book import Book, price_book
from payouts.queries.drafts import statement_drafts
from payouts.queries.history import Settling
from payouts.queries.lines.work import results
from payouts.queries.runs import KIND, run_hash, totals
from tasks.models import Correction, Segment
from tasks.queries.settlement import approved_work
from yunke.audit import HOUSE, record
from yunke.models import Chunk


def settle_elsewhere(
    run: Run, agent_id: int, facts: Mapping[str, Collection[int]], month: date, *, now: datetime
) -> None:
    """Move facts in or out of the run's month and compute its agent afresh, totals and hash with it.

    The caller holds the run's row and has seen that it is computed and not approved.
    """
    settling, book = Settling.of(run), price_book(run.entity_id, calendar=run.calendar)
    moves_results = bool(facts.get("result"))
    unpriced_before = _unpriced(run, agent_id, book) if moves_results else 0
    settle_in(facts, month)
    for one in (agent_id, *_mentors(facts, agent_id)):
        left_out: dict[int, int] = {}
        drafts, unpriced = statement_drafts(settling, [one], book=book, left_out=left_out)
        if not drafts:
            _say_where_it_went(run, one, now=now)
        discard_drafts(run, (one, one))
        write_drafts(run, drafts)
        keep_left_out(left_out)
        if one == agent_id and moves_results:
            _count_unpriced(run, agent_id, unpriced - unpriced_before)
    sums = {**totals(run), "hash": run_hash(run)}
    Run.objects.filter(pk=run.pk).update(**sums)
    for name, value in sums.items():
        setattr(run, name, value)


def _unpriced(run: Run, agent_id: int, book: Book) -> int:
    return sum(
        count for _agent, _paid, count in results(approved_work(run.entity_id, run.month, [agent_id]), book)
    )


def _say_where_it_went(run: Run, agent_id: int, *, now: datetime) -> None:
    """Nothing of the agent is left in this month: whoever stands on the statement that goes is led on, by the record."""
    for old in run.statements.filter(agent=agent_id):
        record(HOUSE, "statement_replaced", old, now=now, run=run.number, agent=old.agent_number)


def _mentors(facts: Mapping[str, Collection[int]], agent_id: int) -> set[int]:
    """Who else is paid for these hours."""
    hours = facts.get("segment", ())
    fixed = Correction.objects.filter(pk__in=facts.get("correction", ()), segment__mentor__isnull=False)
    found = set(
        Segment.objects.filter(pk__in=hours, mentor__isnull=False).values_list("mentor_id", flat=True)
    )
    return {pk for pk in found.union(fixed.values_list("segment__mentor_id", flat=True)) if pk} - {agent_id}


def _count_unpriced(run: Run, agent_id: int, difference: int) -> None:
    """The chunk that counted this agent's unpriced results counts them anew."""
    if not difference:
        return
    for chunk in Chunk.objects.filter(batch=run.public_id, kind=KIND):
        if chunk.args["first"] <= agent_id <= chunk.args["last"]:
            args = {**chunk.args, "unpriced": chunk.args.get("unpriced", 0) + difference}
            Chunk.objects.filter(pk=chunk.pk).update(args=args)
