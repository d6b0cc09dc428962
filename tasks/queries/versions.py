"""Versions of what was promised: until when each held, and who published it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from yunke.models import AuditEntry, Public


def with_ends(rows: Iterable[Any]) -> list[Any]:
    """The newest first; each with the last day it held, ``None`` while nothing follows."""
    ordered = sorted(rows, key=lambda one: (one.effective_on, one.version))
    for place, one in enumerate(ordered):
        after = ordered[place + 1].effective_on if place + 1 < len(ordered) else None
        one.valid_until = after - timedelta(days=1) if after else None
    return ordered[::-1]


def published_by(rows: list[Any], of: Public, verb: str) -> list[Any]:
    """With the person and the time the record has for each version; one query."""
    entries = AuditEntry.objects.filter(thing_type=of._meta.label_lower, thing_id=of.public_id, verb=verb)
    said = {entry.facts.get("version"): entry for entry in entries}
    for one in rows:
        entry = said.get(one.version)
        one.published_by = entry.actor or None if entry else None
        one.published_at = entry.at if entry else None
    return rows
