"""Parked chunks of a run, made due again by the preparer once their cause is mended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onboarding.models import User
from payouts.models import Run
from payouts.reasons import NOT_A_PREPARER
from yunke.audit import record
from yunke.chunks import unpark
from yunke.ground.errors import Refused
from yunke.ground.roles import PREPARER


@transaction.atomic
def run_parked_again(run: Run, *, by: User, now: datetime) -> int:
    """Only them; what is done stays done."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    count = unpark(run.public_id, now=now)
    if count:
        record(by.actor, "run_chunks_taken_up_again", run, now=now, chunks=count)
    return count
