"""Invariants 4, 5 and 14: what was worked is paid once, and was worked."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Case, Count, F, Min, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from payouts.models import Line, Run
from payouts.queries.advances import advances_in
from payouts.verify.holds import held_facts_wait
from payouts.verify.scope import Findings, Scope
from tasks.models import Correction, Decision, PayMonth, Result, Segment, TermsRate
from tasks.queries.proofs import miscounted_seats, overcounted_hours, overlapping_bookings, overlapping_hours
from tasks.queries.settlement import approved_work

Counts = Counter[tuple[Any, ...]]


def paid_once(scope: Scope) -> Findings:
    """Every approved fact of a locked month stands in exactly one line; results no terms price are counted."""
    for run in scope.locked_runs():
        work = approved_work(run.entity_id, run.month)
        lines = Line.objects.filter(statement__run=run)
        hours = _counted(work.segments, "agent__number", "task_id", "terms_id")
        yield from _differences(run, "hours", hours, _paid(lines.filter(kind="hours"), "task_id", "terms_id"))
        yield from _results(run, _counted(work.results, "agent__number", "terms_id", "kind_id"), lines)
        for kinds, facts, column in (
            (["correction"], work.corrections, "correction_id"),
            (["reward", "penalty"], work.decisions, "decision_id"),
        ):
            decided = _counted(facts, "agent__number", "pk")
            yield from _differences(run, kinds[0], decided, _paid(lines.filter(kind__in=kinds), column))
        had = _counted(advances_in(run.entity_id, run.month), "agent__number")
        yield from _differences(run, "advances", had, _paid(lines.filter(kind="advance")))
        yield from _twice(run, lines)
        yield from _of_another_task(run, lines)
    yield from _never_settled(scope)
    yield from held_facts_wait(scope)


def _never_settled(scope: Scope) -> Findings:
    """Approved into a month before the entity's first: no run will ever ask for it."""
    chosen = {} if scope.entity_id is None else {"entity": scope.entity_id}
    for entity, code, first in (
        PayMonth.objects.filter(**chosen)
        .order_by()
        .values_list("entity", "entity__code")
        .annotate(first=Min("month"))
    ):
        for rows in (Segment, Result, Correction, Decision):
            lost = rows.objects.filter(entity=entity, settle_month__lt=first, state="approved")
            if count := lost.count():
                yield f"{code}: {count} approved {rows._meta.model_name} of a month before its first"


def _results(run: Run, facts: Counts, lines: QuerySet[Line]) -> Findings:
    priced = set(
        TermsRate.objects.filter(terms__task__entity=run.entity_id).values_list("terms_id", "kind_id")
    )
    unpriced = sum(count for key, count in facts.items() if key[1:] not in priced)
    if unpriced != run.unpriced_count:
        yield f"{run.number}: {unpriced} results have no price, the run says {run.unpriced_count}"
    expected = Counter({key: count for key, count in facts.items() if key[1:] in priced})
    yield from _differences(
        run,
        "results",
        expected,
        _paid(lines.filter(kind__in=("pieces", "share", "tiers", "returned")), "terms_id", "result_kind_id"),
    )


def _counted(rows: QuerySet[Any], *key: str) -> Counts:
    return Counter(
        {
            tuple(row): count
            for *row, count in rows.order_by()
            .values_list(*key)
            .annotate(count=Count("pk"))
            .values_list(*key, "count")
        }
    )


def _paid(lines: QuerySet[Line], *key: str) -> Counts:
    key = ("statement__agent_number", *key)
    return Counter(
        {
            tuple(row): facts
            for *row, facts in lines.order_by()
            .values_list(*key)
            .annotate(count=Sum("facts"))
            .values_list(*key, "count")
        }
    )


def _differences(run: Run, what: str, facts: Counts, paid: Counts) -> Findings:
    if facts == paid:
        return
    for key in sorted(facts.keys() | paid.keys(), key=str):
        if facts[key] != paid[key]:
            yield f"{run.number}/{key[0]}: {facts[key]} approved {what}, {paid[key]} paid"


def _twice(run: Run, lines: QuerySet[Line]) -> Findings:
    """Two lines with one key would each find the same facts."""
    key = (
        "statement__agent_number",
        "kind",
        "task_id",
        "terms_id",
        "result_kind_id",
        "percent",
        "supplement",
        "correction_id",
        "decision_id",
    )
    # ranks are told apart by what they add; other lines have one rate for the rest of their key
    supplement = Case(When(kind="rank", then=F("rate")), default=Value(0))
    told = lines.annotate(supplement=supplement).order_by().values_list(*key)
    for agent, kind, *_ in told.annotate(count=Count("pk")).filter(count__gt=1):
        yield f"{run.number}/{agent}: two lines of {kind} pay the same facts"


def _of_another_task(run: Run, lines: QuerySet[Line]) -> Findings:
    """A line's task is that of what it pays."""
    of = Coalesce("terms__task", "decision__task", "correction__task")
    for agent, kind in (
        lines.exclude(task=None)
        .exclude(task=of)
        .values_list("statement__agent_number", "kind")
        .order_by("pk")
    ):
        yield f"{run.number}/{agent}: a line of {kind} names another task than what it pays"


def hours_are_real(scope: Scope) -> Findings:
    yield from overlapping_hours(scope.entity_id, scope.month)
    yield from overcounted_hours(scope.entity_id, scope.month)


def seats_are_counted(scope: Scope) -> Findings:
    """Seats have no paying entity: all of them are looked at."""
    yield from miscounted_seats()
    yield from overlapping_bookings()
