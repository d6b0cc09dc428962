"""Equipment: an agent's own, the desk's queue, and whose an address is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from onboarding.models import Agent, CarrierRange, EquipmentCheck, User
from onboarding.queries.checks import Numbers, numbers_by_line
from onboarding.queries.desk import listed, looks, searched
from onboarding.rules.carriers import placed
from onboarding.rules.desk import reasons_to_open
from onboarding.rules.equipment import THRESHOLDS, UNKNOWN
from yunke.ground.errors import Reason, reasons_from_json
from yunke.listing import state_counts


def equipment_numbers(agent: Agent, now: datetime) -> list[Numbers]:
    """Those of each of the agent's lines."""
    return numbers_by_line(agent, "equipment", THRESHOLDS, now)


def latest_equipment(agent: Agent) -> EquipmentCheck | None:
    """The agent's last check that was not taken back."""
    return agent.equipment_checks.exclude(state="withdrawn").order_by("-submitted_at", "-pk").first()


def equipments(state: str = "submitted", *, words: str = "") -> QuerySet[EquipmentCheck]:
    """The desk's list of one state."""
    rows = EquipmentCheck.objects.select_related("agent__user", "decided_by")
    return listed(rows, state, waits="submitted", words=words)


def equipments_by_state(words: str = "") -> dict[str, int]:
    return state_counts(searched(EquipmentCheck.objects.all(), words))


def equipments_waiting(_now: datetime) -> int:
    return EquipmentCheck.objects.filter(state="submitted").count()


def held_from_bulk(rows: Collection[EquipmentCheck], by: User) -> dict[int, list[Reason]]:
    """Of each, why it is not decided together with others: its photo unseen, or a doubt only a person settles."""
    seen = looks(rows, "equipment_photo_seen", by.actor)
    return {
        one.pk: list(reasons_to_open(seen=bool(seen[one.public_id]), doubts=reasons_from_json(one.reasons)))
        for one in rows
    }


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
