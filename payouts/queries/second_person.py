"""What a paying entity's settings keep waiting for a second person: cut-overs and tax reliefs."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, Value

from payouts.models import CutOver, TaxRelief


def unconfirmed_by_entity() -> dict[int, dict[str, int]]:
    """Entity -> how many ``cut_overs`` and ``reliefs`` were proposed and not decided; who has none is not named."""
    found: dict[int, dict[str, int]] = {}
    told = _proposed(CutOver, "cut_overs").union(_proposed(TaxRelief, "reliefs"))
    for entity, what, count in told:
        found.setdefault(entity, {"cut_overs": 0, "reliefs": 0})[what] = count
    return found


def settings_unconfirmed() -> int:
    return sum(sum(one.values()) for one in unconfirmed_by_entity().values())


def _proposed(model: Any, what: str) -> Any:
    counted = model.objects.filter(state="proposed").order_by().values("entity_id")
    named = counted.annotate(what=Value(what, CharField()), count=Count("pk"))
    return named.values_list("entity_id", "what", "count")
