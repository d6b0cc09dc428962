"""Tax reliefs in force."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import QuerySet

from payouts.models import TaxRelief
from tasks.queries.settlement import Agents, of_agents

Known = dict[tuple[int, int, int], list[tuple[date, int]]]  # (entity, agent, year) -> [(from month, fen)]


def reliefs_of(entity_id: int, year: int, month: date, agents: Agents = None) -> dict[int, int]:
    """By agent, for the run of this month: the latest confirmed relief of the tax year."""
    rows = (
        TaxRelief.objects.filter(
            entity=entity_id, tax_year=year, state="confirmed", from_month__lte=month, **of_agents(agents)
        )
        .order_by("from_month", "pk")
        .values_list("agent_id", "relief_fen")
    )
    return dict(rows)


def known_reliefs(entity_id: int | None = None) -> Known:
    """Every confirmed one, for whoever reads many months."""
    chosen = {} if entity_id is None else {"entity": entity_id}
    found: Known = defaultdict(list)
    for entity, agent, year, month, fen in (
        TaxRelief.objects.filter(state="confirmed", **chosen)
        .order_by("from_month", "pk")
        .values_list("entity_id", "agent_id", "tax_year", "from_month", "relief_fen")
    ):
        if month:  # a confirmed one has its first month
            found[entity, agent, year].append((month, fen))
    return found


def relief_at(known: Known, entity_id: int, agent_id: int, year: int, month: date) -> int:
    in_force = [fen for since, fen in known.get((entity_id, agent_id, year), ()) if since <= month]
    return in_force[-1] if in_force else 0


def reliefs() -> QuerySet[TaxRelief]:
    """The latest first."""
    return TaxRelief.objects.select_related("entity", "agent__user", "proposed_by", "decided_by").order_by(
        "-pk"
    )
