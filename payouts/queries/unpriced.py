"""Results no terms price: paid nothing, never lost, and shown to whoever approves."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet, Sum

from payouts.models import Run
from tasks.models import Result, ResultKind, Terms, TermsRate
from tasks.queries.settlement import approved_work


@dataclass(frozen=True, slots=True)
class Unpriced:
    """One kind under one terms version; ``fen`` are sales, not pay."""

    terms: Terms
    kind: ResultKind
    results: int
    quantity: int
    sales_fen: int


def unpriced_of(run: Run) -> list[Unpriced]:
    """The most first. The month is grouped once; which groups have a price is asked of the terms. A computed month
    that has counted none is not looked through again."""
    if run.hash and not run.unpriced_count:
        return []
    rows = list(
        approved_work(run.entity_id, run.month)
        .results.order_by()
        .values_list("terms", "kind")
        .annotate(Count("pk"), Sum("quantity"), Sum("amount_fen"))
    )
    priced = set(
        TermsRate.objects.filter(terms__in={terms for terms, *_ in rows}).values_list("terms", "kind")
    )
    wanting = [row for row in rows if row[:2] not in priced]
    terms = Terms.objects.select_related("task").in_bulk({row[0] for row in wanting})
    kinds = ResultKind.objects.in_bulk({row[1] for row in wanting})
    found = [Unpriced(terms[of], kinds[kind], *sums) for of, kind, *sums in wanting]
    return sorted(found, key=lambda one: (-one.results, one.terms.pk, one.kind.pk))


def unpriced_results(run: Run, terms: str, kind: str) -> QuerySet[Result]:
    """The results of one such group, by agent and time."""
    return (
        approved_work(run.entity_id, run.month)
        .results.filter(terms__public_id=terms, kind__code=kind)
        .exclude(terms__rates__kind__code=kind)
        .select_related("agent__user")
        .order_by("agent__number", "occurred_at", "pk")
    )
