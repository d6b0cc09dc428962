"""Income lines of a set of agents: approved work grouped and priced in the database, one line a group.

A new kind of line takes four steps:

1. its word in ``models.runs.LINE_KINDS`` and its place in ``draft.ORDER``; which sum of the statement it
   belongs to in ``drafts.SUMS``;
2. a maker: ``(work, book) -> Iterator[(agent, LineDraft)]``, in a file here, named in ``MAKERS`` below. It asks
   once for all agents at hand (``sets.rows``), never agent by agent, and not at all where ``work.there`` lacks
   its table; it makes the head that its lines share (``draft.line_head``) once a chunk;
3. its price as a function in ``payouts/rules``, with an SQL twin if facts are priced in the database;
4. its proof in ``queries/proof.py`` and ``queries/opened.py``: the facts again, priced by the function.

Digest, tax, statement, "this month so far" and the proof of a locked run follow by themselves.
"""

from __future__ import annotations

from collections import defaultdict

from payouts.queries.book import Book
from payouts.queries.lines.decided import corrections, decisions
from payouts.queries.lines.draft import LineDraft, LineHead, advance_line, line_head, plain_line
from payouts.queries.lines.guarantee import guarantees
from payouts.queries.lines.ranks import mentors, ranks
from payouts.queries.lines.supplements import supplements
from payouts.queries.lines.tiers import tiers
from payouts.queries.lines.work import hours, results
from tasks.queries.settlement import ApprovedWork

__all__ = ["LineDraft", "LineHead", "advance_line", "line_head", "plain_line", "work_lines"]

MAKERS = (hours, tiers, guarantees, ranks, mentors, supplements, corrections, decisions)


def work_lines(work: ApprovedWork, book: Book) -> tuple[dict[int, list[LineDraft]], int]:
    """Each agent's lines of work and decisions, and how many results no terms price."""
    found: dict[int, list[LineDraft]] = defaultdict(list)
    unpriced = 0
    for made in MAKERS:
        for agent, line in made(work, book):
            found[agent].append(line)
    for agent, paid, count in results(work, book):
        unpriced += count
        if paid:
            found[agent].append(paid)
    return found, unpriced
