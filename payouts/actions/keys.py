"""The key of a payment, by which every rail knows it for its whole life."""

from __future__ import annotations

from collections.abc import Iterable

from payouts.models import Run
from yunke.ground.ids import public_ids_of


def payment_keys(run: Run, payments: Iterable[tuple[str, int]]) -> list[str]:
    """Keys of payments, each named by its agent's number and how many of the statement it is.

    A month approved again from an older backup gives every payment the key it had, so that a bank that has
    it already knows it. The entity's own identifier, which is drawn, keeps keys from being guessed.
    """
    month = f"payment {run.entity.public_id} {run.month:%Y-%m}"
    return public_ids_of(f"{month} {number} {nth}" for number, nth in payments)
