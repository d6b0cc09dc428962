"""Approved facts settled in another month than approval wrote into them: what finance holds back, or lets go again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tasks.models import AttendanceTally, Correction, Decision, Result, Segment

FACTS: dict[str, Any] = {
    "segment": Segment,
    "result": Result,
    "correction": Correction,
    "decision": Decision,
    "tally": AttendanceTally,
}
AT_ONCE = 5_000


@transaction.atomic
def settle_in(facts: Mapping[str, Collection[int]], month: date) -> int:
    """Write the month into these facts. The caller holds the months it moves between and keeps the record."""
    moved = 0
    for name, keys in facts.items():
        every = list(keys)
        for first in range(0, len(every), AT_ONCE):
            rows = FACTS[name]._default_manager.filter(pk__in=every[first : first + AT_ONCE])
            moved += rows.update(settle_month=month)
    return moved
