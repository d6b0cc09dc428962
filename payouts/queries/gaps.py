"""Agents whose months of pay have a gap this tax year: what each way of counting would withhold from them now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import ExtractMonth

from payouts.models import Run, Statement
from payouts.queries.cut_overs import Opening, openings_of
from payouts.queries.history import Payment as Paid
from payouts.queries.history import Settling, tax_so_far, taxable_fen
from payouts.queries.reliefs import reliefs_of
from payouts.rules.cut_overs import months_in
from payouts.rules.tax import MONTHS_RULES, withhold
from payouts.states import LOCKED_RUNS

KEPT_SECONDS = 24 * 3600
RULES = tuple(MONTHS_RULES)
TAXED = Q(income_fen__gt=0) & (Q(run__penalties_lower_income=False) | Q(income_fen__gt=F("penalty_fen")))


@dataclass(frozen=True, slots=True)
class Gap:
    """One agent; ``tax_fen`` by rule, in the order of RULES."""

    agent_id: int
    income_fen: int
    paid_months: int
    tax_fen: tuple[int, ...]


def gaps_of(run: Run) -> list[Gap]:
    """Those the rule matters for, the largest difference first; none where tax does not count months."""
    if run.tax_method != "cumulative":
        return []
    key = f"payouts:gaps:{run.public_id}:{run.hash}"
    found: list[Gap] | None = cache.get(key) if run.hash else None
    if found is None:
        found = _gaps(run)
        if run.hash:
            cache.set(key, found, KEPT_SECONDS)
    return found


def gap_sums(gaps: list[Gap]) -> list[tuple[str, int]]:
    """(rule, tax withheld from them this month)."""
    return [(rule, sum(one.tax_fen[place] for one in gaps)) for place, rule in enumerate(RULES)]


def _gaps(run: Run) -> list[Gap]:
    openings = openings_of(run.entity_id, run.pays_on.year, run.month)
    agents = _with_gap(run, openings)
    earlier: dict[int, list[Paid]] = defaultdict(list)
    for agent, on, income, penalty, lowers, tax in (
        _earlier(run)
        .filter(agent__in=agents)
        .order_by("run__month")
        .values_list(
            "agent", "run__pays_on", "income_fen", "penalty_fen", "run__penalties_lower_income", "tax_fen"
        )
    ):
        earlier[agent].append(Paid(on, taxable_fen(income, penalty, lowers), tax))
    relieved = reliefs_of(run.entity_id, run.pays_on.year, run.month, agents)
    found = [
        _gap(run, agent, income, penalty, earlier[agent], relieved.get(agent, 0), openings.get(agent))
        for agent, income, penalty in run.statements.filter(agent__in=agents).values_list(
            "agent", "income_fen", "penalty_fen"
        )
    ]
    return sorted(found, key=lambda one: (min(one.tax_fen) - max(one.tax_fen), one.agent_id))


def _with_gap(run: Run, openings: Mapping[int, Opening]) -> list[int]:
    """From the first month of pay to this one there are more months than were paid."""
    this: date = run.pays_on
    brought = _with_gap_since_before(run, openings) if openings else []
    rows = (
        _earlier(run)
        .filter(TAXED, agent__statements__run=run)
        .order_by()
        .values("agent")
        .annotate(
            first=Min("run__pays_on"),
            months=Count(
                ExtractMonth("run__pays_on"), distinct=True, filter=~Q(run__pays_on__month=this.month)
            ),
        )
    )
    here = [row["agent"] for row in rows if this.month - row["first"].month != row["months"]]
    return [*(agent for agent in here if agent not in openings), *brought]


def _with_gap_since_before(run: Run, openings: Mapping[int, Opening]) -> list[int]:
    """Of those whose year began before this house: their months of both."""
    paid = {agent: set(months_in(one.months)) for agent, one in openings.items()}
    for agent, month in _earlier(run).filter(TAXED).values_list("agent", ExtractMonth("run__pays_on")):
        if agent in paid:
            paid[agent].add(month)
    this = run.pays_on.month
    settled = set(run.statements.values_list("agent", flat=True))
    return [
        agent
        for agent, months in paid.items()
        if agent in settled and this - min(months) != len(months - {this})
    ]


def _earlier(run: Run) -> QuerySet[Statement]:
    return Statement.objects.filter(
        run__entity=run.entity_id,
        run__state__in=LOCKED_RUNS,
        run__month__lt=run.month,
        tax_year=run.pays_on.year,
    )


def _gap(
    run: Run,
    agent: int,
    income: int,
    penalty: int,
    earlier: list[Paid],
    relief_fen: int,
    opening: Opening | None,
) -> Gap:
    taxable = taxable_fen(income, penalty, run.penalties_lower_income)
    taxes = []
    for rule in RULES:
        settling = Settling(
            run.entity_id, run.month, run.pays_on, "cumulative", rule, run.penalties_lower_income
        )
        so_far = tax_so_far(settling, earlier, relief_fen=relief_fen, opening=opening)
        taxes.append(withhold("cumulative", taxable, so_far).withheld_fen)
    before = len(months_in(opening.months)) if opening else 0
    return Gap(agent, income, before + len([one for one in earlier if one.taxable_fen > 0]), tuple(taxes))
