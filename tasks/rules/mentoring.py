"""Who may stand beside whom on a task."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.reasons import (
    MENTEE_HAS_MENTOR,
    MENTEE_NOT_ON_TASK,
    MENTOR_IS_MENTEE,
    MENTOR_NOT_MENTOR,
    MENTOR_NOT_ON_TASK,
)
from yunke.ground.errors import Reason


def reasons_not_to_mentor(
    *, same: bool, mentor_rank: str, mentor_on_task: bool, mentee_on_task: bool, mentored: bool
) -> Iterator[Reason]:
    """Both are on the task (a newcomer at least admitted or in training), the mentor is one by rank."""
    if same:
        yield MENTOR_IS_MENTEE()
    if mentor_rank == "agent":
        yield MENTOR_NOT_MENTOR()
    if not mentor_on_task:
        yield MENTOR_NOT_ON_TASK()
    if not mentee_on_task:
        yield MENTEE_NOT_ON_TASK()
    if mentored:
        yield MENTEE_HAS_MENTOR()
