"""Ranks by date, the rules in force, and the cases that wait. Pay asks ``ranks_on`` for its supplement."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from onboarding.models import Agent
from training.models import RankCase, RankChange, RankRule
from training.rules.ranks import LADDER as LADDER
from training.rules.ranks import WORD_DAYS as WORD_DAYS
from training.rules.ranks import Item as Item
from training.rules.ranks import Needs, held
from training.rules.ranks import Values as Values
from training.rules.ranks import distance as distance
from training.rules.ranks import rank_after as rank_after
from training.rules.ranks import rank_before as rank_before
from training.rules.ranks import reasons_not_to_decide as reasons_not_to_decide
from training.rules.ranks import reasons_not_to_rise as reasons_not_to_rise
from training.rules.ranks import reasons_not_to_speak as reasons_not_to_speak
from training.rules.ranks import reasons_not_to_step_back as reasons_not_to_step_back


def ranks_on(agent_ids: Collection[int], on: date) -> dict[int, str]:
    """Agent -> rank on a day of the pay zone: one query, however many agents."""
    rows = RankChange.objects.filter(agent__in=agent_ids, effective_on__lte=on)
    found = dict.fromkeys(agent_ids, LADDER[0])
    found.update(rows.order_by("effective_on", "pk").values_list("agent_id", "to_rank"))
    return found


def rank_spans(agent_ids: Collection[int], first: date, last: date) -> dict[int, list[tuple[date, str]]]:
    """Agent -> (from day, rank) over a stretch, its first day among them: for a month with a change inside."""
    found = {agent: [(first, rank)] for agent, rank in ranks_on(agent_ids, first).items()}
    rows = RankChange.objects.filter(agent__in=agent_ids, effective_on__gt=first, effective_on__lte=last)
    for agent, day, rank in rows.order_by("effective_on", "pk").values_list(
        "agent_id", "effective_on", "to_rank"
    ):
        found[agent].append((day, rank))
    return found


def rank_of(agent: Agent, on: date) -> str:
    return ranks_on([agent.pk], on)[agent.pk]


def roles_of_rank(agent: Agent, on: date) -> tuple[str, ...]:
    """The roles that open doors by rank."""
    return held(rank_of(agent, on))


def history_of(agent: Agent) -> QuerySet[RankChange]:
    """Every change, the latest first."""
    return RankChange.objects.filter(agent=agent).order_by("-effective_on", "-pk")


def rules_on(on: date) -> dict[str, RankRule]:
    """Rank -> the rule in force on a day."""
    rows = RankRule.objects.filter(effective_on__lte=on).order_by("effective_on")
    return {row.rank: row for row in rows}


def needs_of(rule: RankRule | None) -> Needs | None:
    if rule is None:
        return None
    return Needs(**{name: getattr(rule, name) for name in Needs.__dataclass_fields__})


def open_case(agent: Agent) -> RankCase | None:
    return RankCase.objects.filter(agent=agent, state="open").first()


def with_open_case(agent_ids: Iterable[int]) -> set[int]:
    return set(RankCase.objects.filter(agent__in=agent_ids, state="open").values_list("agent_id", flat=True))


def cases(state: str = "open") -> QuerySet[RankCase]:
    """Cases of a state, the oldest first while they wait."""
    rows = RankCase.objects.filter(state=state).select_related(
        "agent__user", "rule", "opened_by", "decided_by"
    )
    return rows.order_by(*(("opened_at", "pk") if state == "open" else ("-decided_at", "-pk")))


def open_case_count(now: datetime) -> int:
    return RankCase.objects.filter(state="open").count()
