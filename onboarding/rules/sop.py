"""How long a passed step counts, and what a new version of a line's SOP has to keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from onboarding.reasons import SOP_BACKDATED, SOP_NEEDS_REAL_NAME, SOP_NEEDS_WHY
from yunke.ground.errors import Reason

LEAST_WHY = 4  # letters


def last_day(passed_on: date, valid_days: int | None) -> date | None:
    """The last day a step passed on that day counts; nothing where it counts for good."""
    return passed_on + timedelta(days=valid_days) if valid_days else None


def reasons_not_to_propose(
    kinds: Sequence[str], *, effective_on: date, today: date, why: str
) -> Iterator[Reason]:
    """A version looks ahead, says why, and asks the real name before tasks are claimed."""
    if effective_on < today:
        yield SOP_BACKDATED(today_on=today.isoformat())
    if len(why.strip()) < LEAST_WHY:
        yield SOP_NEEDS_WHY(least=LEAST_WHY)
    claim = kinds.index("claim") if "claim" in kinds else len(kinds)
    if "real_name" not in kinds[:claim]:
        yield SOP_NEEDS_REAL_NAME()
