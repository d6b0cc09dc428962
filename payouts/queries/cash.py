"""Cash that is needed: by paying entity, rail and day, with what each payment costs where finance said so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery, Sum

from payouts.models import PayoutAccount, RailFee, Run, Statement
from payouts.queries.money_out import failed_items, last_items
from tasks.models import PayingEntity


@dataclass(frozen=True, slots=True)
class Cash:
    """What one rail asks for on one day; ``rail`` is "" for people without an account yet."""

    entity: PayingEntity
    run: Run
    day: date
    rail: str
    state: str  # of the payments; "" before approval
    count: int
    fen: int
    fee_each_fen: int | None

    @property
    def fees_fen(self) -> int | None:
        """``None`` while the fee is not set: nothing is not zero."""
        return None if self.fee_each_fen is None else self.fee_each_fen * self.count

    @property
    def whole_fen(self) -> int:
        return self.fen + (self.fees_fen or 0)


def cash_of(runs: list[Run]) -> list[Cash]:
    """By run, the rails in order. Two questions whatever the runs: accounts before approval, payments after."""
    fees = {
        (entity, rail): fen for entity, rail, fen in RailFee.objects.values_list("entity", "rail", "fee_fen")
    }
    of = {run.pk: run for run in runs}
    found = [
        Cash(
            of[run].entity,
            of[run],
            of[run].pays_on,
            rail or "",
            state,
            count,
            fen,
            fees.get((of[run].entity_id, rail)),
        )
        for run, rail, state, count, fen in [*_planned(runs), *_laid_out(runs)]
    ]
    return sorted(found, key=lambda one: (one.day, one.entity.code, not one.rail, one.rail, one.state))


def cash_sum(rows: list[Cash]) -> dict[str, int | None]:
    """The row under the rows; ``None`` of fees while one of them is not set."""
    fees = [one.fees_fen for one in rows if one.rail]
    return {
        "count": sum(one.count for one in rows),
        "fen": sum(one.fen for one in rows),
        "fees_fen": None if None in fees else sum(fee or 0 for fee in fees),
        "whole_fen": sum(one.whole_fen for one in rows),
    }


def runs_wanting_cash() -> list[Run]:
    """Computed and not yet paid, or paid and owing again what came back."""
    owing = Q(pk__in=failed_items().values("run"))
    rows = Run.objects.filter(Q(state__in=("computed", "approved", "released")) | owing)
    return list(rows.select_related("entity").order_by("pays_on", "entity__code"))


def _planned(runs: list[Run]) -> list[tuple[Any, ...]]:
    waiting = [run.pk for run in runs if run.approved_at is None]
    if not waiting:
        return []
    active = PayoutAccount.objects.filter(agent=OuterRef("agent"), state="active")
    rows = (
        Statement.objects.filter(run__in=waiting, net_fen__gt=0)
        .annotate(rail=Subquery(active.values("rail")[:1]))
        .order_by()
        .values_list("run", "rail")
        .annotate(Count("pk"), Sum("net_fen"))
    )
    return [(run, rail, "", count, fen) for run, rail, count, fen in rows]


def _laid_out(runs: list[Run]) -> list[tuple[Any, ...]]:
    locked = [run.pk for run in runs if run.approved_at is not None]
    if not locked:
        return []
    rows = (
        last_items()
        .filter(run__in=locked)
        .exclude(state="succeeded")
        .order_by()
        .values_list("run", "account__rail", "state")
        .annotate(Count("pk"), Sum("amount_fen"))
    )
    return [tuple(row) for row in rows]
