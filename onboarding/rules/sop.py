"""How long a passed step counts."""

from __future__ import annotations

from datetime import date, timedelta


def last_day(passed_on: date, valid_days: int | None) -> date | None:
    """The last day a step passed on that day counts; nothing where it counts for good."""
    return passed_on + timedelta(days=valid_days) if valid_days else None
