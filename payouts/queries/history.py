"""What one entity already paid the same people: the tax year so far, and debts that wait."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, Case, Exists, F, Model, OuterRef, QuerySet, Value, When
from django.db.models.functions import Greatest

from payouts.models import OpeningBalance, Run, Statement, TaxRelief
from payouts.queries.cut_overs import Opening, opening_debts, openings_of
from payouts.queries.reliefs import reliefs_of
from payouts.queries.sets import Total, rows
from payouts.rules.cut_overs import months_in
from payouts.rules.paydays import tax_month
from payouts.rules.tax import TaxSoFar, months_counted
from payouts.states import LOCKED_RUNS
from tasks.queries.settlement import Agents, of_agents

LOOKED_BACK_ON = (OpeningBalance, TaxRelief)


@dataclass(frozen=True, slots=True)
class Settling:
    """What a settlement rests on beside the work: copied into the run when it is prepared."""

    entity_id: int
    month: date
    pays_on: date
    tax_method: str
    gap_rule: str
    penalties_lower_income: bool
    calendar: int | None = None  # the version of the holidays; today's without one

    @classmethod
    def of(cls, run: Run) -> Settling:
        return cls(
            run.entity_id,
            run.month,
            run.pays_on,
            run.tax_method,
            run.gap_rule,
            run.penalties_lower_income,
            run.calendar,
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


def taxed_so_far(
    settling: Settling,
    earlier: Collection[Run],
    agents: Agents,
    beside: Collection[type[Model]] = LOOKED_BACK_ON,
) -> Callable[[int], TaxSoFar]:
    """What the method looks back on, by agent: summed in the database, one row an agent.

    ``beside`` names the tables that may have something of these agents.
    """
    runs = [
        run for run in earlier if settling.tax_method != "none" and run.pays_on.year == settling.pays_on.year
    ]
    if settling.tax_method == "occurrence":
        runs = [run for run in runs if tax_month(run.pays_on) == tax_month(settling.pays_on)]
    taxed: Iterable[tuple[Any, ...]] = rows(_taxed(runs, agents)) if runs else ()
    if settling.tax_method == "cumulative" and OpeningBalance in beside:
        openings = openings_of(settling.entity_id, settling.pays_on.year, settling.month, agents)
        taxed = _with_openings(taxed, openings) if openings else taxed
    found = {agent: TaxSoFar(income, tax, _months(settling, paid)) for agent, income, tax, paid in taxed}
    nothing = TaxSoFar(months=_months(settling, 0))
    if settling.tax_method == "cumulative" and TaxRelief in beside:
        relieved = reliefs_of(settling.entity_id, settling.pays_on.year, settling.month, agents)
        found |= {
            agent: found.get(agent, nothing)._replace(relief_fen=fen) for agent, fen in relieved.items()
        }
    return lambda agent: found.get(agent, nothing)


def _taxed(runs: Collection[Run], agents: Agents) -> QuerySet[Any, Any]:
    """(agent, taxable income, tax, months of pay): the months as one hexadecimal digit each, counted in place."""
    lowering = [run.pk for run in runs if run.penalties_lower_income]
    taxable = Case(
        When(run__in=lowering, income_fen__gt=0, then=Greatest(F("income_fen") - F("penalty_fen"), 0)),
        default=F("income_fen"),
        output_field=BigIntegerField(),
    )
    paid = Case(
        When(taxable__lte=0, then=Value(0)),
        *(When(run=run.pk, then=Value(16 ** (run.pays_on.month - 1))) for run in runs),
        output_field=BigIntegerField(),
    )
    return (
        Statement.objects.filter(run__in=[run.pk for run in runs], **of_agents(agents))
        .annotate(taxable=taxable if lowering else F("income_fen"))
        .values("agent_id")
        .annotate(income=Total("taxable"), tax=Total("tax_fen"), paid=Total(paid))
        .order_by()
        .values_list("agent_id", "income", "tax", "paid")
    )


def _with_openings(
    taxed: Iterable[tuple[Any, ...]], openings: Mapping[int, Opening]
) -> Iterator[tuple[int, int, int, int]]:
    """The year before this house stands in front of what was paid here."""
    left = dict(openings)
    for agent, income, tax, paid in taxed:
        if (one := left.pop(agent, None)) is None:
            yield agent, income, tax, paid
        else:
            yield agent, income + one.income_fen, tax + one.tax_fen, paid + _digits(one.months)
    for agent, one in left.items():
        yield agent, one.income_fen, one.tax_fen, _digits(one.months)


def _digits(months: int) -> int:
    return sum(16**place for place in range(12) if months >> place & 1)


def _months(settling: Settling, paid: int) -> int:
    if settling.tax_method != "cumulative":
        return 1
    return _months_counted(paid, settling.pays_on, settling.gap_rule)


@lru_cache(maxsize=1_024)
def _months_counted(paid: int, pays_on: date, gap_rule: str) -> int:
    """Nearly everybody has one of a few patterns of months."""
    months = [date(pays_on.year, month, 1) for month in range(1, 13) if paid >> 4 * (month - 1) & 15]
    return months_counted(months, pays_on, gap_rule)


def tax_so_far(
    settling: Settling,
    payments: Iterable[Payment],
    *,
    relief_fen: int = 0,
    opening: Opening | None = None,
) -> TaxSoFar:
    """What the method at hand looks back on."""
    earlier = list(payments)
    months, income, withheld = 1, 0, 0
    if settling.tax_method == "occurrence":
        earlier = [one for one in earlier if tax_month(one.paid_on) == tax_month(settling.pays_on)]
    elif settling.tax_method == "cumulative":
        paid = [one.paid_on for one in earlier if one.taxable_fen > 0]
        if opening:
            paid += [date(settling.pays_on.year, month, 1) for month in months_in(opening.months)]
            income, withheld = opening.income_fen, opening.tax_fen
        months = months_counted(paid, settling.pays_on, settling.gap_rule)
    income += sum(one.taxable_fen for one in earlier)
    withheld += sum(one.tax_fen for one in earlier)
    return TaxSoFar(income, withheld, months, relief_fen=relief_fen)


def waiting_debts(
    settling: Settling, earlier: Collection[Run], agents: Agents, beside: Collection[type[Model]]
) -> dict[int, int]:
    """What the agent's last statement carried, and what they brought with them before their first here.

    A debt waits, without statements, through months without work.
    """
    found = _carried(earlier, agents) if earlier else {}
    if OpeningBalance not in beside:
        return found
    for agent, fen in opening_debts(settling.entity_id, settling.month, agents).items():
        found[agent] = found.get(agent, 0) + fen
    return found


def _carried(earlier: Collection[Run], agents: Agents) -> dict[int, int]:
    runs = [run.pk for run in earlier]
    carrying = Statement.objects.filter(run__in=runs, carried_fen__gt=0, **of_agents(agents)).order_by()
    if not carrying.exists():  # nobody's net fell short: so it is in most months
        return {}
    later = Statement.objects.filter(
        run__in=runs, agent=OuterRef("agent"), run__month__gt=OuterRef("run__month")
    )
    last = carrying.exclude(Exists(later))
    return dict(rows(last.values_list("agent_id", "carried_fen")))


def earlier_runs(settling: Settling) -> list[Run]:
    """Locked runs of the entity before this month."""
    runs = Run.objects.filter(entity=settling.entity_id, state__in=LOCKED_RUNS, month__lt=settling.month)
    return list(runs.only("month", "pays_on", "penalties_lower_income"))
