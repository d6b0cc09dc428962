"""Rules of the ladder are published by date; a rank changes by one door, with its history."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from onboarding.models import Agent, User
from training.models import RankCase, RankChange, RankRule
from training.queries.ranks import rank_of
from training.reasons import RANK_RULE_DATED, RANK_RULE_PAST, RANK_SAME
from yunke import audit
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id


@transaction.atomic
def publish_rank_rule(
    rank: str, effective_on: date, needs: dict[str, int], *, by: User, now: datetime
) -> RankRule:
    """What a rank asks from a day on; the past keeps its rule."""
    if effective_on < local_on(now):
        raise Refused(RANK_RULE_PAST())
    if RankRule.objects.filter(rank=rank, effective_on=effective_on).exists():
        raise Refused(RANK_RULE_DATED(effective_on=effective_on.isoformat()))
    made = RankRule.objects.create(
        public_id=new_public_id(now),
        rank=rank,
        effective_on=effective_on,
        created_by=by,
        created_at=now,
        **needs,
    )
    audit.record(by.actor, "rank_rule_published", made, now=now, rank=rank, from_on=effective_on.isoformat())
    return made


@transaction.atomic
def change_rank(
    agent: Agent, to: str, *, why: str, by: User, now: datetime, case: RankCase | None = None
) -> RankChange:
    """Give the agent another rank from today on; the history keeps every day before."""
    agent = Agent.objects.select_for_update().get(pk=agent.pk)
    today = local_on(now)
    was = rank_of(agent, today)
    if was == to:
        raise Refused(RANK_SAME(rank=to))
    made = RankChange.objects.create(
        public_id=new_public_id(now),
        agent=agent,
        from_rank=was,
        to_rank=to,
        effective_on=today,
        case=case,
        why=why,
        changed_by=by,
        changed_at=now,
    )
    facts: dict[str, Any] = {"case": case.public_id} if case else {}
    audit.record(by.actor, "rank_changed", made, now=now, agent=agent.number, rank_was=was, rank=to, **facts)
    return made
