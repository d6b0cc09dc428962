"""Public identifiers: 26 sortable letters and digits (ULID), fit for every URL and payment rail."""

from __future__ import annotations

from datetime import datetime

from ulid import ULID


def new_public_id(now: datetime) -> str:
    """A fresh identifier whose first ten characters sort by ``now``."""
    return str(ULID.from_datetime(now))
