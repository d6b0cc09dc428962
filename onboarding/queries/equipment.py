"""Equipment: an agent's own, the desk's queue, and whose an address is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from onboarding.models import Agent, CarrierRange, EquipmentCheck
from onboarding.queries.checks import numbers_of
from onboarding.rules.carriers import placed
from onboarding.rules.equipment import THRESHOLDS, UNKNOWN


def equipment_thresholds(agent: Agent, now: datetime) -> tuple[str, dict[str, Any]]:
    """The version in force for this agent's lines, and its numbers."""
    return numbers_of(agent, "equipment", THRESHOLDS, now)


def latest_equipment(agent: Agent) -> EquipmentCheck | None:
    """The agent's last check that was not taken back."""
    return agent.equipment_checks.exclude(state="withdrawn").order_by("-submitted_at", "-pk").first()


def equipments(state: str = "submitted", *, words: str = "") -> QuerySet[EquipmentCheck]:
    """The queue, oldest first; what is decided, latest first."""
    rows = EquipmentCheck.objects.filter(state=state).select_related("agent__user", "decided_by")
    if words := words.strip():
        found = Q(agent__number__iexact=words)
        if words.isdigit() and len(words) == 4:
            found |= Q(agent__user__phone__endswith=words)
        rows = rows.filter(found)
    return (
        rows.order_by("submitted_at", "pk") if state == "submitted" else rows.order_by("-decided_at", "-pk")
    )


def equipments_by_state() -> dict[str, int]:
    return dict(EquipmentCheck.objects.order_by().values_list("state").annotate(Count("pk")))


def equipments_waiting(_now: datetime) -> int:
    return EquipmentCheck.objects.filter(state="submitted").count()


def next_equipment(after: EquipmentCheck) -> EquipmentCheck | None:
    """The next in the queue behind this one, or the oldest left."""
    rows = equipments().exclude(pk=after.pk)
    return rows.filter(submitted_at__gte=after.submitted_at).first() or rows.first()


def carrier_of(address: str) -> str:
    """Whose an address is by the imported table, the narrowest range first; ``unknown`` goes to the desk."""
    place = placed(address)
    if place is None:
        return UNKNOWN
    family, digits = place
    rows = CarrierRange.objects.filter(family=family, first__lte=digits, last__gte=digits)
    found = rows.order_by("-first", "last").first()
    return found.carrier if found else UNKNOWN


def carrier_table_rows() -> int:
    """How long the imported table is; nothing: it was never imported."""
    return CarrierRange.objects.count()
