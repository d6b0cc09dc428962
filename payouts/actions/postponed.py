"""Facts and advances settled in another month than they were approved into."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from payouts.models import Advance
from tasks.actions.postponed import settle_in as settle_facts_in


def settle_in(facts: Mapping[str, Collection[int]], month: date) -> None:
    """Write the month into these; advances are this room's, the others the room's below."""
    settle_facts_in({name: keys for name, keys in facts.items() if name != "advance"}, month)
    Advance.objects.filter(pk__in=facts.get("advance", ())).update(settle_month=month)
