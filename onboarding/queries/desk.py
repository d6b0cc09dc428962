"""What the desk asks of every kind of check: the list, its counts, who is next, what a person looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TypeVar

from django.db.models import Count, Manager, Q, QuerySet

from onboarding.models import EquipmentCheck, IdentityCheck, RoomCheck
from yunke.audit import Actor
from yunke.models import AuditEntry

Check = TypeVar("Check", IdentityCheck, EquipmentCheck, RoomCheck)


def listed(rows: QuerySet[Check], state: str, *, waits: str, words: str = "") -> QuerySet[Check]:
    """Those that wait, oldest first; the decided, latest first. ``words``: a number, or a phone's last four."""
    rows = rows.filter(state=state)
    if words := words.strip():
        found = Q(agent__number__iexact=words)
        if words.isdigit() and len(words) == 4:
            found |= Q(agent__user__phone__endswith=words)
        rows = rows.filter(found)
    return rows.order_by("submitted_at", "pk") if state == waits else rows.order_by("-decided_at", "-pk")


def counted(rows: Manager[Check]) -> dict[str, int]:
    """How many stand in each state."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def behind(after: Check, waiting: QuerySet[Check]) -> Check | None:
    """The next in the queue behind this one, or the oldest left."""
    rows = waiting.exclude(pk=after.pk)
    return rows.filter(submitted_at__gte=after.submitted_at).first() or rows.first()


def looks(rows: Collection[Check], verb: str, by: Actor) -> dict[str, set[str]]:
    """What this person opened of each, by public id: the sides of papers, "" where there is one photo."""
    found: dict[str, set[str]] = defaultdict(set)
    if rows:
        entries = AuditEntry.objects.filter(
            thing_type=next(iter(rows))._meta.label_lower,
            thing_id__in=[one.public_id for one in rows],
            verb=verb,
            actor=by.public_id,
        )
        for public_id, facts in entries.values_list("thing_id", "facts"):
            found[public_id].add(facts.get("side", ""))
    return found
