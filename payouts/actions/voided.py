"""A file that is void: made, and not what is to be paid any more."""

from __future__ import annotations

from datetime import datetime

from payouts.models import PayoutBatch
from payouts.queries.runs import people_with
from payouts.reasons import FILE_VOIDED
from yunke.audit import Actor, move
from yunke.ground.roles import RELEASER
from yunke.notices import tell


def void_batch(batch: PayoutBatch, *, why: str, by: Actor, now: datetime) -> None:
    """An unsent file is void as a whole: its payments wait for the next one, and whoever releases hears of it.

    ``why``: a code of ``reasons.VOID_WHY``.
    """
    move(batch, "dropped", by=by, verb="payout_batch_dropped", now=now, facts={"why": why})
    batch.items.update(batch=None, serial=None)
    for person in people_with(RELEASER):
        if person != by.public_id:
            tell(
                person,
                FILE_VOIDED,
                key=f"batch:{batch.public_id}:void:{person}",
                now=now,
                number=batch.number,
                why=why,
            )
