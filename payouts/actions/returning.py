"""A counted month goes back to its preparer, whoever sends it: the approver, or an amended holiday year."""

from __future__ import annotations

from datetime import datetime

from onboarding.models import User
from payouts.models import Run
from payouts.queries.runs import page_of
from payouts.reasons import RUN_RETURNED
from yunke.audit import move
from yunke.notices import tell


def send_back(run: Run, why: str, *, by: User, now: datetime) -> None:
    """The reason stands on the run, in the record and in the preparer's news."""
    move(run, "returned", by=by.actor, verb="run_returned", now=now, return_reason=why, facts={"why": why})
    if run.prepared_by:
        tell(
            run.prepared_by.public_id,
            RUN_RETURNED,
            key=f"run:{run.public_id}:returned:{now.timestamp():.0f}",
            now=now,
            url=page_of(run),
            number=run.number,
            why=why,
        )
