"""Who may advance money, and when its payment may be recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from payouts.reasons import (
    ADVANCE_AMOUNT,
    ADVANCE_BEYOND_EARNED,
    ADVANCE_BY_THIRD,
    ADVANCE_BY_TWO,
    ADVANCE_NEEDS_REFERENCE,
    ADVANCE_NEEDS_WHY,
    ADVANCE_NOT_PROPOSER,
    ADVANCE_PAID_LATER,
    ADVANCE_REFUSED_WHY,
    NOT_A_RELEASER,
    NOT_AN_APPROVER,
)
from yunke.ground.errors import Reason

MOST_FEN = 10_000_000


def reasons_not_to_propose(
    *, may: bool, amount_fen: int, why: str, earned_fen: int, beyond: bool
) -> Iterator[Reason]:
    """``earned_fen``: what the open month comes to so far; more than that is said to be meant (``beyond``)."""
    if not may:
        yield ADVANCE_NOT_PROPOSER()
    if not 0 < amount_fen <= MOST_FEN:
        yield ADVANCE_AMOUNT(most_fen=MOST_FEN)
    if not why.strip():
        yield ADVANCE_NEEDS_WHY()
    if earned_fen < amount_fen <= MOST_FEN and not beyond:
        yield ADVANCE_BEYOND_EARNED(amount_fen=amount_fen, earned_fen=earned_fen)


def reasons_not_to_decide(*, is_approver: bool, proposed_it: bool) -> Iterator[Reason]:
    if not is_approver:
        yield NOT_AN_APPROVER()
    if proposed_it:
        yield ADVANCE_BY_TWO()


def reasons_not_to_refuse(*, is_approver: bool, proposed_it: bool, why: str) -> Iterator[Reason]:
    """Its proposer takes it back, or an approver refuses it; both say why."""
    if not (is_approver or proposed_it):
        yield NOT_AN_APPROVER()
    if not why.strip():
        yield ADVANCE_REFUSED_WHY()


def reasons_not_to_record(
    *, is_releaser: bool, had_a_part: bool, paid_on: date, granted_on: date, today: date, reference: str
) -> Iterator[Reason]:
    """``had_a_part``: proposed or granted it."""
    if not is_releaser:
        yield NOT_A_RELEASER()
    if had_a_part:
        yield ADVANCE_BY_THIRD()
    if not granted_on <= paid_on <= today:
        yield ADVANCE_PAID_LATER(granted_on=granted_on.isoformat())
    if not reference.strip():
        yield ADVANCE_NEEDS_REFERENCE()
