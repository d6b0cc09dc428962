"""A file that is void: made, and not what is to be paid any more."""

from __future__ import annotations

from datetime import datetime

from payouts.models import PayoutBatch
from yunke.audit import Actor, move


def void_batch(batch: PayoutBatch, *, by: Actor, now: datetime) -> None:
    """An unsent file is void as a whole: its payments wait for the next one."""
    move(batch, "dropped", by=by, verb="payout_batch_dropped", now=now)
    batch.items.update(batch=None, serial=None)
