"""Invariant 9: what was withheld is what the method asks for, statement after statement."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from payouts.models import Statement
from payouts.queries.cut_overs import known_openings
from payouts.queries.history import Payment, Settling, tax_so_far, taxable_fen
from payouts.queries.reliefs import known_reliefs, relief_at
from payouts.rules.tax import withhold
from payouts.states import LOCKED_RUNS
from payouts.verify.scope import Findings, Scope


def withheld_as_asked(scope: Scope) -> Findings:
    """0 <= withheld <= income, and withheld = min(max(0, T - withheld so far), income), by entity and tax year."""
    earlier: dict[tuple[int, int, int], list[Payment]] = defaultdict(list)
    reliefs, openings = known_reliefs(scope.entity_id), known_openings(scope.entity_id)
    for row in _in_order(scope):
        settling, agent, taxable = _settling(row), row["agent_id"], _taxable(row)
        paid = earlier[row["run__entity_id"], agent, row["tax_year"]]
        relief = relief_at(reliefs, settling.entity_id, agent, row["tax_year"], settling.month)
        since, opening = openings.get((settling.entity_id, agent, row["tax_year"]), (settling.month, None))
        so_far = tax_so_far(
            settling, paid, relief_fen=relief, opening=opening if since <= settling.month else None
        )
        expected = withhold(settling.tax_method, taxable, so_far)
        where = f"{row['run__number']}/{row['agent_number']}"
        if scope.month in (None, settling.month):
            if not 0 <= row["tax_fen"] <= max(0, taxable):
                yield f"{where}: {row['tax_fen']} fen withheld on an income of {taxable}"
            if (row["tax_fen"], row["tax_short_fen"]) != (expected.withheld_fen, expected.shortfall_fen):
                yield f"{where}: {row['tax_fen']} fen withheld, the method asks for {expected.withheld_fen}"
        if row["run__state"] in LOCKED_RUNS:
            paid.append(Payment(settling.pays_on, taxable, row["tax_fen"]))


def _in_order(scope: Scope) -> Any:
    """Statements of the entity up to the month, as one reads a year."""
    return (
        Statement.objects.filter(**scope.of("run__entity_id", "run__month__lte"))
        .exclude(run__state="computing")
        .order_by("run__month", "pk")
        .values(
            "agent_id",
            "agent_number",
            "income_fen",
            "penalty_fen",
            "tax_fen",
            "tax_short_fen",
            "tax_year",
            "run__entity_id",
            "run__month",
            "run__number",
            "run__state",
            "run__pays_on",
            "run__tax_method",
            "run__gap_rule",
            "run__penalties_lower_income",
        )
        .iterator(chunk_size=5_000)
    )


def _settling(row: dict[str, Any]) -> Settling:
    return Settling(
        row["run__entity_id"],
        row["run__month"],
        row["run__pays_on"],
        row["run__tax_method"],
        row["run__gap_rule"],
        row["run__penalties_lower_income"],
    )


def _taxable(row: dict[str, Any]) -> int:
    return taxable_fen(row["income_fen"], row["penalty_fen"], row["run__penalties_lower_income"])
