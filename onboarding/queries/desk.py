"""What the desk asks of every kind of check: the list, and what a person looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TypeVar

from django.db.models import Q, QuerySet

from onboarding.models import EquipmentCheck, IdentityCheck, RoomCheck
from yunke.audit import Actor
from yunke.models import AuditEntry

Check = TypeVar("Check", IdentityCheck, EquipmentCheck, RoomCheck)


def listed(rows: QuerySet[Check], state: str, *, waits: str, words: str = "") -> QuerySet[Check]:
    """Those that wait, oldest first; the decided, latest first."""
    rows = searched(rows.filter(state=state), words)
    return rows.order_by("submitted_at", "pk") if state == waits else rows.order_by("-decided_at", "-pk")


def searched(rows: QuerySet[Check], words: str) -> QuerySet[Check]:
    """``words``: a number, or a phone's last four."""
    if words := words.strip():
        found = Q(agent__number__iexact=words)
        if words.isdigit() and len(words) == 4:
            found |= Q(agent__user__phone__endswith=words)
        rows = rows.filter(found)
    return rows


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
