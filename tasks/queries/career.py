"""The numbers the ladder looks at, for one agent as for a hundred thousand: the same few questions a chunk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Sum

from onboarding.models import Agent, User
from tasks.models import Booking, Claim, Decision, Eligible, Segment
from tasks.queries.mentoring import carried
from tasks.queries.quality import mean_of
from training.models import RankCase, RankRule
from training.queries import exam_scores
from training.queries.ranks import (
    Item,
    Values,
    distance,
    needs_of,
    rank_after,
    ranks_on,
    reasons_not_to_decide,
    rules_on,
)
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where somebody stands on the ladder today."""

    rank: str
    following: str | None
    rule: RankRule | None
    values: Values
    items: tuple[Item, ...]

    @property
    def ready(self) -> bool:
        return self.rule is not None and all(item.met for item in self.items)


def reasons_against(case: RankCase, by: User, now: datetime) -> list[Reason]:
    """Why this person cannot decide the case now; a reason in words they will give."""
    if case.state != "open":
        return []
    return list(
        reasons_not_to_decide(
            by_opener=case.opened_by_id == by.pk,
            word_until=case.word_until,
            spoken=case.word_at is not None,
            why="x",
            now=now,
        )
    )


def outlooks(agent_ids: Collection[int], now: datetime) -> dict[int, Outlook]:
    """Agent -> outlook: the same few questions, whatever the number."""
    today = local_on(now)
    ranks, rules = ranks_on(agent_ids, today), rules_on(today)
    following = {agent: rank_after(rank) for agent, rank in ranks.items()}
    chosen = {agent: rules.get(rank) if rank else None for agent, rank in following.items()}
    values = values_of(agent_ids, chosen, today)
    return {
        agent: Outlook(
            ranks[agent],
            following[agent],
            chosen[agent],
            values[agent],
            tuple(distance(values[agent], needs)) if (needs := needs_of(chosen[agent])) else (),
        )
        for agent in agent_ids
    }


def values_of(
    agent_ids: Collection[int], rules: dict[int, RankRule | None], today: date
) -> dict[int, Values]:
    """Hours approved, best exam, mentees carried; incidents and reviews in the rule's days."""
    minutes = dict(
        Segment.objects.filter(agent__in=agent_ids, state="approved")
        .order_by()
        .values_list("agent_id")
        .annotate(n=Sum("paid_minutes"))
    )
    scores, incidents = exam_scores(agent_ids), _incidents(agent_ids, rules, today)
    mentees = carried(agent_ids, today)
    days = {agent: rule.incident_days for agent, rule in rules.items() if rule}
    quality = mean_of(agent_ids, days, today)
    return {
        agent: Values(
            hours=minutes.get(agent, 0) // 60,
            exam_percent=max((score.percent for score in scores[agent].values()), default=0),
            quality_percent=quality[agent][0],
            fatal_errors=quality[agent][1],
            incidents=incidents.get(agent, 0),
            mentees=mentees.get(agent, 0),
        )
        for agent in agent_ids
    }


def eligible() -> dict[str, int]:
    """Rank -> how many could apply."""
    return dict(Eligible.objects.order_by().values_list("rank").annotate(n=Count("pk")))


def ladder_chunks(size: int) -> list[list[int]]:
    """Everybody the nightly look is about (on duty somewhere, in service), in chunks of keys."""
    rows = Agent.objects.filter(state="active", pk__in=Claim.objects.filter(state="on_duty").values("agent"))
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def team_figures(claims: Collection[Claim], first: date, now: datetime) -> dict[int, dict[str, object]]:
    """Claim -> minutes and absences since a day, and the shift under way or next: three questions."""
    keys = [one.pk for one in claims]
    minutes = dict(
        Segment.objects.filter(booking__claim__in=keys, local_on__gte=first)
        .exclude(state="refused")
        .order_by()
        .values_list("booking__claim_id")
        .annotate(n=Sum("paid_minutes"))
    )
    absent = dict(
        Booking.objects.filter(claim__in=keys, state="absent", starts_at__gte=now - timedelta(days=31))
        .order_by()
        .values_list("claim_id")
        .annotate(n=Count("pk"))
    )
    coming: dict[int, Booking] = {}
    rows = Booking.objects.filter(claim__in=keys, state__in=("booked", "working"), ends_at__gt=now)
    for booking in rows.order_by("-starts_at"):
        coming[booking.claim_id] = booking
    return {
        key: {"minutes": minutes.get(key, 0), "absent": absent.get(key, 0), "next": coming.get(key)}
        for key in keys
    }


def _incidents(agent_ids: Collection[int], rules: dict[int, RankRule | None], today: date) -> dict[int, int]:
    """Decided penalties, each agent by the days of their own rule."""
    longest = max((rule.incident_days for rule in rules.values() if rule), default=0)
    rows = Decision.objects.filter(
        agent__in=agent_ids, kind="penalty", state="approved", occurred_on__gt=today - timedelta(days=longest)
    )
    counted: dict[int, int] = defaultdict(int)
    for agent, day in rows.values_list("agent_id", "occurred_on"):
        rule = rules.get(agent)
        counted[agent] += bool(rule) and day > today - timedelta(days=rule.incident_days if rule else 0)
    return counted
