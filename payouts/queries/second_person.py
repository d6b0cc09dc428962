"""What a paying entity's settings keep waiting for a second person: cut-overs and tax reliefs."""

from __future__ import annotations

from collections import Counter

from payouts.models import CutOver, TaxRelief


def unconfirmed_by_entity() -> dict[int, dict[str, int]]:
    """Entity -> how many ``cut_overs`` and ``reliefs`` were proposed and not decided; who has none is not named."""
    found: dict[int, dict[str, int]] = {}
    for name, rows in (("cut_overs", CutOver.objects), ("reliefs", TaxRelief.objects)):
        entities = rows.filter(state="proposed").values_list("entity_id", flat=True)
        for entity, count in Counter(entities).items():
            found.setdefault(entity, {"cut_overs": 0, "reliefs": 0})[name] = count
    return found


def settings_unconfirmed() -> int:
    return sum(sum(one.values()) for one in unconfirmed_by_entity().values())
