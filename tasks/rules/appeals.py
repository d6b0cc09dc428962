"""An appeal against a rejection: once, in time, with words, and decided by somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from tasks.reasons import (
    APPEAL_BY_REJECTER,
    APPEAL_NOT_REJECTED,
    APPEAL_TOO_LATE,
    APPEAL_TWICE,
    APPEAL_WITHOUT_WORDS,
    WHY_MISSING,
)
from yunke.ground.errors import Reason

APPEAL_DAYS = 7


def reasons_not_to_appeal(
    state: str, decided_at: datetime | None, words: str, *, appealed: bool, now: datetime
) -> Iterator[Reason]:
    if appealed:
        yield APPEAL_TWICE()
        return
    if state != "rejected" or decided_at is None:
        yield APPEAL_NOT_REJECTED()
    elif now > decided_at + timedelta(days=APPEAL_DAYS):
        yield APPEAL_TOO_LATE(days=APPEAL_DAYS)
    if not words.strip():
        yield APPEAL_WITHOUT_WORDS()


def reasons_not_to_decide_appeal(why: str, *, by_rejecter: bool) -> Iterator[Reason]:
    if by_rejecter:
        yield APPEAL_BY_REJECTER()
    if not why.strip():
        yield WHY_MISSING()
