"""Invariants 3, 6, 11, 12 and 13: a run as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Max, Q, Sum
from django.db.models.functions import Coalesce

from payouts.models import Line, PayoutBatch, PayoutItem, Run, Statement
from payouts.queries.book import price_book
from payouts.queries.drafts import statement_drafts
from payouts.queries.history import Settling, taxable_fen
from payouts.queries.kept_back import left_out_of
from payouts.queries.runs import SUMMED, pieces, run_hash
from payouts.rules.digest import run_digest, statement_digest
from payouts.states import LIVE_ITEMS, LOCKED_RUNS
from payouts.verify.scope import Findings, Scope
from yunke import guards
from yunke.ground.months import month_text

AGENTS_AT_ONCE = 2_000


def totals_agree(scope: Scope) -> Findings:
    """Run = its statements = payments and what is carried; a file = the items of its batch."""
    for run in scope.runs().exclude(state="computing"):
        yield from _run_totals(run)
    yield from _unpaid_nets(scope)
    batches = PayoutBatch.objects.filter(**scope.of("run__entity_id", "run__month")).annotate(
        count=Count("items"), fen=Coalesce(Sum("items__amount_fen"), 0)
    )
    for batch in batches.exclude(state="dropped").exclude(count=F("item_count"), fen=F("total_fen")):
        yield (
            f"{batch.number}: the file says {batch.item_count} items, {batch.total_fen} fen; "
            f"its items are {batch.count}, {batch.fen} fen"
        )


def _run_totals(run: Run) -> Findings:
    sums = run.statements.aggregate(count=Count("pk"), **{name: Coalesce(Sum(name), 0) for name in SUMMED})
    for name, column in (("count", "statement_count"), *((name, name) for name in SUMMED)):
        if sums[name] != getattr(run, column):
            yield f"{run.number}: {column} is {getattr(run, column)}, its statements say {sums[name]}"


def _unpaid_nets(scope: Scope) -> Findings:
    """Each net above zero has its payment; the last one counts, after failed ones."""
    locked = scope.statements().filter(run__state__in=LOCKED_RUNS)
    items = PayoutItem.objects.filter(**scope.of("run__entity_id", "run__month"))
    last = items.values("statement").annotate(last=Max("pk")).order_by().values("last")
    off = items.filter(pk__in=last).exclude(amount_fen=F("statement__net_fen"))
    for run, agent, net, fen in off.values_list(
        "statement__run__number", "statement__agent_number", "statement__net_fen", "amount_fen"
    ):
        yield f"{run}/{agent}: net is {net} fen, its payment {fen}"
    for run, agent, net in locked.filter(net_fen__gt=0, items=None).values_list(
        "run__number", "agent_number", "net_fen"
    ):
        yield f"{run}/{agent}: net is {net} fen, it has no payment"


def one_of_each(scope: Scope) -> Findings:
    """One run an entity and month, one statement a run and agent, one live payment a statement."""
    runs = (
        scope.runs()
        .order_by()
        .values("entity__code", "month")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
    )
    yield from (f"{row['entity__code']} {month_text(row['month'])}: {row['count']} runs" for row in runs)
    twice = (
        Statement.objects.filter(**scope.of("run__entity_id", "run__month"))
        .values("run__number", "agent_number")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .order_by()
    )
    yield from (f"{row['run__number']}/{row['agent_number']}: {row['count']} statements" for row in twice)
    live = (
        PayoutItem.objects.filter(state__in=LIVE_ITEMS, **scope.of("run__entity_id", "run__month"))
        .values("statement__run__number", "statement__agent_number")
        .annotate(count=Count("pk"))
        .filter(count__gt=1)
        .order_by()
    )
    for row in live:
        yield f"{row['statement__run__number']}/{row['statement__agent_number']}: {row['count']} live payments"


def recomputed_is_the_same(scope: Scope) -> Findings:
    """A locked run computed again from its facts has the same hash."""
    for run in scope.locked_runs():
        leaves: dict[str, bytes] = {}
        left_out: dict[int, int] = {}
        book = price_book(run.entity_id, calendar=run.calendar)
        for piece, _count in pieces(AGENTS_AT_ONCE):
            agents = (piece["first"], piece["last"])
            drafts, _ = statement_drafts(Settling.of(run), agents, book=book, left_out=left_out)
            leaves.update((draft.agent_number, draft.digest) for draft in drafts)
        again = run_digest(
            run.entity.code, month_text(run.month), (leaves[number] for number in sorted(leaves))
        )
        if again != run.hash:
            yield f"{run.number}: computed again it is {again}, approved was {run.hash}" + _differing(
                run, leaves
            )
        yield from _left_out(run, left_out)


def _left_out(run: Run, left_out: dict[int, int]) -> Findings:
    """A line held alone is owed as it comes to."""
    for pk, agent, fen in left_out_of(run.entity_id, run.month).values_list(
        "pk", "agent__number", "amount_fen"
    ):
        if left_out.get(pk, 0) != fen:
            yield f"{run.number}/{agent}: {fen} fen are held, the line comes to {left_out.get(pk, 0)}"


def _differing(run: Run, leaves: dict[str, bytes]) -> str:
    stood = {
        number: bytes.fromhex(digest)
        for number, digest in run.statements.values_list("agent_number", "digest")
    }
    wrong = sorted(
        number for number in stood.keys() | leaves.keys() if stood.get(number) != leaves.get(number)
    )
    return f" ({len(wrong)} statements, first {wrong[0]})" if wrong else ""


def nothing_changed(scope: Scope) -> Findings:
    """Every row of a locked run still has the digest it was approved with; and the guards stand."""
    for run in scope.locked_runs():
        for agent, stored, told in _told_again(run):
            if stored != told:
                yield f"{run.number}/{agent}: its rows are not what was approved"
        if run_hash(run) != run.hash:
            yield f"{run.number}: its statements are not those that were approved"
    from django.db import connection

    missing = {guard.name for guard in guards.guards(connection.vendor)} - guards.installed()
    yield from (f"{name}: the database does not guard this any more" for name in sorted(missing))


def _told_again(run: Run) -> Iterator[tuple[str, str, str]]:
    """(agent, digest as stored, digest of the rows as they stand)."""
    lines = groupby(_line_rows(run), key=lambda row: row[0])
    at, of_statement = next(lines, (None, iter(())))
    for one in run.statements.order_by("pk").iterator(chunk_size=AGENTS_AT_ONCE):
        mine: list[Any] = []
        if at == one.pk:
            mine = [_natural(row) for row in of_statement]
            at, of_statement = next(lines, (None, iter(())))
        yield one.agent_number, one.digest, statement_digest(one.agent_number, _figures(one, run), mine).hex()


def _line_rows(run: Run) -> Iterator[tuple[Any, ...]]:
    return (
        Line.objects.filter(statement__run=run)
        .order_by("statement_id", "ordinal")
        .values_list(
            "statement_id",
            "task__number",
            "terms__version",
            "result_kind__code",
            "percent",
            "kind",
            "facts",
            "quantity",
            "rate",
            "amount_fen",
            "decision__occurred_on",
            "decision__clause__code",
            "correction__segment__local_on",
            "correction__result__local_on",
            "correction__result__source_key",
        )
        .iterator(chunk_size=AGENTS_AT_ONCE)
    )


def _natural(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """The columns of ``LineDraft`` without its place."""
    _, task, version, code, percent, kind, facts, quantity, rate, fen, *about = row
    decided_on, clause, segment_on, result_on, source_key = about
    day = decided_on or segment_on or result_on
    words = f"{day.isoformat()} {clause or source_key or ''}".strip() if day else ""
    return (task or "", version or 0, code or "", percent, words, kind, facts, quantity, rate, fen)


def _figures(one: Statement, run: Run) -> tuple[int, ...]:
    taxable = taxable_fen(one.income_fen, one.penalty_fen, run.penalties_lower_income)
    return (
        one.work_fen,
        one.commission_fen,
        one.reward_fen,
        one.correction_fen,
        -one.penalty_fen,
        one.debt_fen,
        one.income_fen,
        taxable,
        one.tax_fen,
        one.tax_short_fen,
        one.carried_fen,
        one.net_fen,
        one.tax_year,
        one.tax_months,
        one.year_income_fen,
        one.year_tax_fen,
        *([-one.advance_fen] if one.advance_fen else []),
    )


def three_people(scope: Scope) -> Findings:
    """Preparer, approver and releaser are three, and each is named once the state needs them."""
    same = Q(approved_by=F("prepared_by")) | Q(released_by=F("prepared_by")) | Q(released_by=F("approved_by"))
    unnamed = Q(state__in=LOCKED_RUNS, approved_by=None) | Q(state__in=("released", "paid"), released_by=None)
    for number in scope.runs().filter(same | unnamed).values_list("number", flat=True):
        yield f"{number}: prepared, approved and released by fewer people than it takes"
