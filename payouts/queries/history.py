"""What one entity already paid the same people: the tax year so far, and debts that wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from payouts.models import Run, Statement
from payouts.rules.paydays import tax_month
from payouts.rules.tax import TaxSoFar, months_counted
from payouts.states import LOCKED_RUNS
from tasks.queries.settlement import Agents, of_agents


@dataclass(frozen=True, slots=True)
class Settling:
    """What a settlement rests on beside the work: copied into the run when it is prepared."""

    entity_id: int
    month: date
    pays_on: date
    tax_method: str
    gap_rule: str
    penalties_lower_income: bool

    @classmethod
    def of(cls, run: Run) -> Settling:
        return cls(
            run.entity_id, run.month, run.pays_on, run.tax_method, run.gap_rule, run.penalties_lower_income
        )


class Payment(NamedTuple):
    """An earlier statement as the tax sees it."""

    paid_on: date
    taxable_fen: int
    tax_fen: int


def taxable_fen(income_fen: int, penalty_fen: int, penalties_lower_income: bool) -> int:
    """What tax is withheld on: decided penalties lower an income above zero where the entity chose so."""
    if income_fen > 0 and penalties_lower_income:
        return max(0, income_fen - penalty_fen)
    return income_fen


def payments_of_the_year(settling: Settling, agents: Agents) -> dict[int, list[Payment]]:
    """Locked statements of the tax year (that of the payment date), before this month."""
    if settling.tax_method == "none":
        return {}
    rows = (
        _earlier(settling)
        .filter(tax_year=settling.pays_on.year, **of_agents(agents))
        .order_by("run__month")
        .values_list(
            "agent_id", "run__pays_on", "income_fen", "penalty_fen", "run__penalties_lower_income", "tax_fen"
        )
    )
    found: dict[int, list[Payment]] = defaultdict(list)
    for agent, paid_on, income, penalty, lowers, tax in rows:
        found[agent].append(Payment(paid_on, taxable_fen(income, penalty, lowers), tax))
    return found


def tax_so_far(settling: Settling, payments: Iterable[Payment]) -> TaxSoFar:
    """What the method at hand looks back on."""
    earlier = list(payments)
    months = 1
    if settling.tax_method == "occurrence":
        earlier = [one for one in earlier if tax_month(one.paid_on) == tax_month(settling.pays_on)]
    elif settling.tax_method == "cumulative":
        paid = [one.paid_on for one in earlier if one.taxable_fen > 0]
        months = months_counted(paid, settling.pays_on, settling.gap_rule)
    return TaxSoFar(sum(one.taxable_fen for one in earlier), sum(one.tax_fen for one in earlier), months)


def waiting_debts(settling: Settling, agents: Agents) -> dict[int, int]:
    """What the agent's last statement carried. A debt waits, without statements, through months without work."""
    later = _earlier(settling).filter(agent=OuterRef("agent"), run__month__gt=OuterRef("run__month"))
    last = _earlier(settling).filter(carried_fen__gt=0, **of_agents(agents)).exclude(Exists(later))
    return dict(last.values_list("agent_id", "carried_fen"))


def _earlier(settling: Settling) -> QuerySet[Statement]:
    return Statement.objects.filter(
        run__entity=settling.entity_id, run__state__in=LOCKED_RUNS, run__month__lt=settling.month
    )
