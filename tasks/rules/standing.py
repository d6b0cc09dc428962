"""When an agent may work, and when they may leave Yunke."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.reasons import DUTY_HELD, SHIFTS_HELD, SUSPENDED_STAYS, WORK_STOPPED, WORK_WITHOUT_NAME
from yunke.ground.errors import Reason


def reasons_not_to_leave(state: str, *, shifts: int, duties: int) -> Iterator[Reason]:
    """Shifts and duties are somebody else's plan; a suspension is not left behind by leaving and coming back."""
    if state == "suspended":
        yield SUSPENDED_STAYS()
    if shifts:
        yield SHIFTS_HELD(shifts=shifts)
    if duties:
        yield DUTY_HELD(tasks=duties)


def reasons_not_to_work(state: str) -> Iterator[Reason]:
    """Nobody goes on duty or begins a shift who is suspended, gone, or whose real name is not proven."""
    if state == "applicant":
        yield WORK_WITHOUT_NAME()
    elif state != "active":
        yield WORK_STOPPED()
