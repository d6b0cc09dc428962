"""Who may send a month's money, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from payouts.reasons import NOT_A_RELEASER, RELEASE_TOO_EARLY, RELEASER_IS_THIRD, RUN_NOT_APPROVED
from payouts.states import LOCKED_RUNS
from yunke.ground.errors import Reason


def reasons_not_to_make_file(
    *, is_releaser: bool, was_preparer: bool, was_approver: bool, state: str
) -> Iterator[Reason]:
    """Three people see a month through; its file may be made from approval on."""
    if not is_releaser:
        yield NOT_A_RELEASER()
    if was_preparer or was_approver:
        yield RELEASER_IS_THIRD()
    if state not in LOCKED_RUNS:
        yield RUN_NOT_APPROVED()


def reasons_not_to_hand_over(*, today: date, from_on: date) -> Iterator[Reason]:
    """The bank takes the file from the bank day before the pay day on; earlier, the tax year could be another."""
    if today < from_on:
        yield RELEASE_TOO_EARLY(from_on=from_on.isoformat())
