"""Real-name checks: an agent's own, and the desk's queue."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db.models import Max, QuerySet
from django.db.models.functions import Coalesce

from onboarding.models import Agent, IdentityCheck, IdentityDraft, Line, User
from onboarding.queries.desk import listed, looks, searched
from onboarding.queries.sop import chosen_lines, sops_of
from onboarding.rules.desk import reasons_to_open
from onboarding.rules.expiry import NAME_DAYS
from onboarding.rules.identity import SIDES, compact
from onboarding.rules.sop import last_day
from yunke.audit import Actor
from yunke.crypto import blind_indexes
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason
from yunke.ground.roles import SCREENER
from yunke.listing import state_counts
from yunke.models import AuditEntry
from yunke.registry import StepSettings

LIVE = ("submitted", "passed")
PROVEN = ("passed", "lapsed")  # a name that was proven once, though it may be due again
FILTERS = ("submitted", "passed", "refused")  # of the desk's list
LOOKED_AT = 20  # checks of one agent
REVEALED_FOR = timedelta(minutes=15)


def live_check(agent: Agent) -> IdentityCheck | None:
    """The agent's check that waits or has passed."""
    return agent.identity_checks.filter(state__in=LIVE).first()


def due_check(agent: Agent, now: datetime) -> IdentityCheck | None:
    """The passed check whose days end soon, or are over, for a line the agent has chosen: it makes way for a new one."""
    check = agent.identity_checks.filter(state="passed").first()
    until = counts_until(check, now) if check else None
    return check if until and until <= local_on(now) + timedelta(days=NAME_DAYS) else None


def counts_until(check: IdentityCheck, now: datetime) -> date | None:
    """The last day of a proven name for the first of the agent's lines in which it ends."""
    lines = chosen_lines(check.agent)
    steps = [step for sop in sops_of(lines, now).values() for step in sop.steps.all()]
    days = [last_day(proven_on(check), step.valid_days) for step in steps if step.kind == "real_name"]
    return min((day for day in days if day), default=None)


def proven_on(check: IdentityCheck) -> date:
    return local_on(check.decided_at or check.submitted_at)


def standing_check(agent: Agent, valid_days: int | None, now: datetime) -> IdentityCheck | None:
    """The latest check; while new papers wait, or were taken back, the proof before them as long as it counts."""
    rows = list(agent.identity_checks.order_by("-submitted_at", "-pk")[:LOOKED_AT])
    before = next((row for row in rows if row.state not in ("submitted", "withdrawn")), None)
    if before and before.state in PROVEN:
        until = last_day(proven_on(before), valid_days)
        if until is None or local_on(now) <= until or before.state == "passed":
            return before
    return rows[0] if rows else None


def names_passed(agents: Collection[int], line: Line, settings: StepSettings) -> dict[int, date]:
    """Agent's key -> the day on which a name was proven last; new papers that wait take nothing away."""
    proven = IdentityCheck.objects.filter(agent__in=agents, state__in=PROVEN).order_by()
    latest = proven.values_list("agent").annotate(at=Max(Coalesce("decided_at", "submitted_at")))
    return {agent: local_on(at) for agent, at in latest}


def draft_of(agent: Agent) -> IdentityDraft | None:
    """What the agent wrote and has not handed in."""
    return IdentityDraft.objects.filter(agent=agent).select_related("agent__user").first()


def latest_check(agent: Agent) -> IdentityCheck | None:
    return agent.identity_checks.order_by("-submitted_at", "-pk").first()


def has_real_name(agent: Agent) -> bool:
    """Whether the agent's identity was proven: nothing that is judged opens before. How long it counts is asked where
    one is admitted and books."""
    return agent.identity_checks.filter(state__in=PROVEN).exists()


def number_in_use(id_number: str, *, but: Agent) -> bool:
    """Whether another account waits or has passed with this number."""
    indexes = blind_indexes(compact(id_number), purpose="id_number")
    return (
        IdentityCheck.objects.filter(id_index__in=indexes, state__in=(*LIVE, "lapsed"))
        .exclude(agent=but)
        .exists()
    )


def checks(state: str = "submitted", *, words: str = "") -> QuerySet[IdentityCheck]:
    """The desk's list of one state."""
    rows = IdentityCheck.objects.select_related("agent__user", "decided_by")
    return listed(rows, state, waits="submitted", words=words)


def count_by_state(words: str = "") -> dict[str, int]:
    """How many checks stand in each state."""
    return state_counts(searched(IdentityCheck.objects.all(), words))


def waiting(_now: datetime) -> int:
    return IdentityCheck.objects.filter(state="submitted").count()


def held_from_bulk(rows: Collection[IdentityCheck], by: User) -> dict[int, list[Reason]]:
    """Of each, why it is not decided together with others: its three photos unseen, or it was returned before."""
    seen = looks(rows, "identity_photo_seen", by.actor)
    agents = {one.agent_id for one in rows}
    again = set(
        IdentityCheck.objects.filter(agent__in=agents, state="refused").values_list("agent_id", flat=True)
    )
    return {
        one.pk: list(reasons_to_open(seen=seen[one.public_id] >= set(SIDES), returned=one.agent_id in again))
        for one in rows
    }


def earlier_checks(check: IdentityCheck) -> QuerySet[IdentityCheck]:
    """What the same agent handed in before."""
    return check.agent.identity_checks.exclude(pk=check.pk).order_by("-submitted_at", "-pk")


def may_see_papers(check: IdentityCheck, user: User, *, now: datetime) -> bool:
    """Whether name and photos are open to this person: a screener, or who gave a reason just now."""
    return SCREENER in user.roles or has_revealed(check, user.actor, now=now)


def has_revealed(check: IdentityCheck, by: Actor, *, now: datetime) -> bool:
    """Whether this person gave a reason to see this check within the last quarter of an hour."""
    return AuditEntry.objects.filter(
        thing_type=check._meta.label_lower,
        thing_id=check.public_id,
        verb="identity_revealed",
        actor=by.public_id,
        at__gte=now - REVEALED_FOR,
    ).exists()
