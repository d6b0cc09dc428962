"""What changes this room's world."""

from training.actions.qualifying import (
    announce_expiry,
    grant_qualification,
    lapse_qualification,
    revoke_qualification,
)
from training.actions.sitting import close_overdue, finish_attempt, save_answer, start_attempt
from training.actions.study import finish_lesson, open_lesson

__all__ = [
    "announce_expiry",
    "close_overdue",
    "finish_attempt",
    "finish_lesson",
    "grant_qualification",
    "lapse_qualification",
    "open_lesson",
    "revoke_qualification",
    "save_answer",
    "start_attempt",
]
