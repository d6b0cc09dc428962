"""One chunk of a run: its agents' drafts written afresh, under the chunk's fencing token."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import repeat
from typing import Any

from django.db import connection, transaction

from payouts.models import Hold, Line, Run, Statement
from payouts.queries.drafts import StatementDraft, statement_drafts
from payouts.queries.history import Settling
from yunke.chunks import LeaseLost, finish
from yunke.ground.ids import public_ids_of
from yunke.locks import share
from yunke.models import Chunk
from yunke.rows import reserve_ids, write_rows

KIND = "settle"
STATEMENT_COLUMNS = (
    "id",
    "public_id",
    "run_id",
    "agent_id",
    "agent_number",
    "work_fen",
    "commission_fen",
    "reward_fen",
    "correction_fen",
    "income_fen",
    "tax_fen",
    "tax_short_fen",
    "penalty_fen",
    "advance_fen",
    "debt_fen",
    "carried_fen",
    "net_fen",
    "tax_year",
    "tax_months",
    "year_income_fen",
    "year_tax_fen",
    "digest",
)
LINE_COLUMNS = (
    "statement_id",
    "ordinal",
    "kind",
    "task_id",
    "terms_id",
    "result_kind_id",
    "percent",
    "rate",
    "facts",
    "quantity",
    "amount_fen",
    "correction_id",
    "decision_id",
)


@transaction.atomic
def compute_chunk(chunk: Chunk, *, now: datetime) -> int:
    """Rewrite the drafts of the chunk's agents and finish it; how many statements there are.

    Computed twice, the second replaces the first. ``LeaseLost`` when another worker has the chunk now, or
    when its run is no longer being computed: then nothing of this stays.
    """
    run = Run.objects.get(public_id=chunk.batch)
    share(Run, run.pk)
    if not Run.objects.filter(pk=run.pk, state="computing").exists():
        raise LeaseLost(f"run {run.number} is not being computed")
    agents = (chunk.args["first"], chunk.args["last"])
    with undisturbed():
        left_out: dict[int, int] = {}
        drafts, unpriced = statement_drafts(Settling.of(run), agents, left_out=left_out)
        discard_drafts(run, agents)
        write_drafts(run, drafts)
        keep_left_out(left_out)
    Chunk.objects.filter(pk=chunk.pk, token=chunk.token).update(args={**chunk.args, "unpriced": unpriced})
    finish(chunk, now=now, rows_done=chunk.rows_total)
    return len(drafts)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the cycle collector, which would look through a chunk's rows again and again and find none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def discard_drafts(run: Run, agents: tuple[int, int]) -> None:
    """Take away what an earlier computation wrote; on a locked run the database refuses."""
    chosen = f"FROM {Statement._meta.db_table} WHERE run_id = %s AND agent_id BETWEEN %s AND %s"
    params = [run.pk, *agents]
    if not run.statements.filter(agent_id__gte=agents[0], agent_id__lte=agents[1]).exists():
        return
    with connection.cursor() as cursor:
        lines = f"DELETE FROM {Line._meta.db_table} WHERE statement_id IN (SELECT id {chosen})"  # noqa: S608
        cursor.execute(lines, params)
        cursor.execute(f"DELETE {chosen}", params)


def write_drafts(run: Run, drafts: list[StatementDraft]) -> None:
    """Ids are reserved first, so that lines name their statements without being told. An address follows from run
    and agent: computed anew it is the same."""
    ids = reserve_ids(Statement, len(drafts))
    names = public_ids_of(f"{run.public_id} {draft.agent_number}" for draft in drafts)
    write_rows(Statement, STATEMENT_COLUMNS, map(_statement, ids, names, repeat(run.pk), drafts))
    write_rows(Line, LINE_COLUMNS, _lines(ids, drafts))


def keep_left_out(left_out: Mapping[int, int]) -> None:
    """A line that is held alone is owed as it comes to now."""
    for pk, fen in left_out.items():
        Hold.objects.filter(pk=pk).exclude(amount_fen=fen).update(amount_fen=fen)


def _statement(pk: int, public_id: str, run_id: int, draft: StatementDraft) -> tuple[Any, ...]:
    of, sums = draft.figures, draft.sums
    return (
        pk,
        public_id,
        run_id,
        draft.agent_id,
        draft.agent_number,
        sums["work"],
        sums["commission"],
        sums["reward"],
        sums["correction"],
        of.income_fen,
        of.tax_fen,
        of.tax_shortfall_fen,
        draft.penalty_fen,
        draft.advance_fen,
        draft.debt_fen,
        of.carried_fen,
        of.net_fen,
        draft.tax_year,
        draft.tax_months,
        draft.year_income_fen,
        draft.year_tax_fen,
        draft.digest.hex(),
    )


def _lines(ids: Iterable[int], drafts: list[StatementDraft]) -> Iterator[tuple[Any, ...]]:
    for pk, draft in zip(ids, drafts, strict=True):
        for ordinal, (head, _, facts, quantity, fen, correction_id, decision_id) in enumerate(draft.lines, 1):
            yield (
                pk,
                ordinal,
                head.kind,
                head.task_id,
                head.terms_id,
                head.result_kind_id,
                head.percent,
                head.rate,
                facts,
                quantity,
                fen,
                correction_id,
                decision_id,
            )
