"""Real-name checks: an agent's own, and the desk's queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from onboarding.models import Agent, IdentityCheck, IdentityDraft, User
from onboarding.rules.identity import compact
from yunke.audit import Actor
from yunke.crypto import blind_indexes
from yunke.ground.roles import SCREENER
from yunke.models import AuditEntry

LIVE = ("submitted", "passed")
FILTERS = ("submitted", "passed", "refused")  # of the desk's list
REVEALED_FOR = timedelta(minutes=15)


def live_check(agent: Agent) -> IdentityCheck | None:
    """The agent's check that waits or has passed."""
    return agent.identity_checks.filter(state__in=LIVE).first()


def draft_of(agent: Agent) -> IdentityDraft | None:
    """What the agent wrote and has not handed in."""
    return IdentityDraft.objects.filter(agent=agent).select_related("agent__user").first()


def latest_check(agent: Agent) -> IdentityCheck | None:
    return agent.identity_checks.order_by("-submitted_at", "-pk").first()


def has_real_name(agent: Agent) -> bool:
    """Whether the agent's identity is proven: nothing that is judged opens before."""
    return agent.identity_checks.filter(state="passed").exists()


def number_in_use(id_number: str, *, but: Agent) -> bool:
    """Whether another account waits or has passed with this number."""
    indexes = blind_indexes(compact(id_number), purpose="id_number")
    return IdentityCheck.objects.filter(id_index__in=indexes, state__in=LIVE).exclude(agent=but).exists()


def checks(state: str = "submitted", *, words: str = "") -> QuerySet[IdentityCheck]:
    """The queue, oldest first; what is decided, latest first. ``words``: agent number or a phone's last four."""
    rows = IdentityCheck.objects.filter(state=state).select_related("agent__user", "decided_by")
    if words := words.strip():
        found = Q(agent__number__iexact=words)
        if words.isdigit() and len(words) == 4:
            found |= Q(agent__user__phone__endswith=words)
        rows = rows.filter(found)
    return (
        rows.order_by("submitted_at", "pk") if state == "submitted" else rows.order_by("-decided_at", "-pk")
    )


def count_by_state() -> dict[str, int]:
    """How many checks stand in each state."""
    return dict(IdentityCheck.objects.order_by().values_list("state").annotate(Count("pk")))


def waiting(_now: datetime) -> int:
    return IdentityCheck.objects.filter(state="submitted").count()


def next_waiting(after: IdentityCheck) -> IdentityCheck | None:
    """The next in the queue behind this one, or the oldest left."""
    rows = IdentityCheck.objects.filter(state="submitted").exclude(pk=after.pk).order_by("submitted_at", "pk")
    return rows.filter(submitted_at__gte=after.submitted_at).first() or rows.first()


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
