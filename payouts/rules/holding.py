"""Who may hold something back, and when."""

from __future__ import annotations

from collections.abc import Iterator

from payouts.reasons import (
    CANCEL_NEEDS_REASON,
    HOLD_NEEDS_REASON,
    HOLD_WHILE_COMPUTING,
    LINE_LET_GO,
    LINE_OF_LOCKED_RUN,
    LINE_OF_THE_WHOLE,
    NOT_AN_APPROVER,
    NOT_OF_FINANCE,
    PAYMENT_ON_ITS_WAY,
)
from payouts.states import LOCKED_RUNS
from yunke.ground.errors import Reason

STOPPABLE = ("ready", "waiting")
OF_THE_WHOLE = ("tax", "debt", "carried")  # figures of all the lines above them
LET_GO = "released"


def reasons_not_to_hold(
    *, is_finance: bool, state: str, why: str, whole: bool, kind: str = ""
) -> Iterator[Reason]:
    """Each of finance's three may stop something; ``whole``: the agent's statement and not one line of it,
    whose ``kind`` is asked."""
    if not is_finance:
        yield NOT_OF_FINANCE()
    if not why.strip():
        yield HOLD_NEEDS_REASON()
    if state == "computing":
        yield HOLD_WHILE_COMPUTING()
    if state in LOCKED_RUNS and not whole:
        yield LINE_OF_LOCKED_RUN()
    elif kind in OF_THE_WHOLE:
        yield LINE_OF_THE_WHOLE(what=kind)
    elif kind == LET_GO:
        yield LINE_LET_GO()


def reasons_not_to_stop_payment(*, item_state: str) -> Iterator[Reason]:
    """``item_state`` of the statement's last payment; "" where there is none."""
    if item_state not in STOPPABLE:
        yield PAYMENT_ON_ITS_WAY()


def reasons_not_to_end(*, is_approver: bool) -> Iterator[Reason]:
    """Letting go again takes the approver, whoever held it."""
    if not is_approver:
        yield NOT_AN_APPROVER()


def reasons_not_to_call_off(*, is_approver: bool, why: str) -> Iterator[Reason]:
    """What stays owed although nobody pays it is explained."""
    yield from reasons_not_to_end(is_approver=is_approver)
    if not why.strip():
        yield CANCEL_NEEDS_REASON()
