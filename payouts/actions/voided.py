"""A file that is void: made, and not what is to be paid any more."""

from __future__ import annotations

from datetime import datetime

from onboarding.actions.telling import tell_holders
from payouts.models import PayoutBatch
from payouts.queries.runs import page_of
from payouts.reasons import FILE_VOIDED
from yunke.audit import Actor, move
from yunke.ground.roles import RELEASER


def void_batch(batch: PayoutBatch, *, why: str, by: Actor, now: datetime) -> None:
    """An unsent file is void as a whole: its payments wait for the next one, and whoever releases hears of it.

    ``why``: a code of ``reasons.VOID_WHY``.
    """
    move(batch, "dropped", by=by, verb="payout_batch_dropped", now=now, facts={"why": why})
    batch.items.update(batch=None, serial=None)
    tell_holders(
        [RELEASER],
        FILE_VOIDED,
        key=f"batch:{batch.public_id}:void",
        now=now,
        but=by.public_id,
        url=page_of(batch.run),
        number=batch.number,
        why=why,
    )
