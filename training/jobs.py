"""What is swept (``now`` is ISO 8601, else this moment): papers whose time is up, qualifications whose last day is over or near."""

from __future__ import annotations

import structlog
from celery import shared_task

from training.actions import announce_expiry, close_overdue, lapse_qualification
from training.queries import ended_qualifications, expiring_qualifications, overdue_attempts
from yunke import clock
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused

log = structlog.get_logger(__name__)
AT_ONCE = 500  # rows a run; what is left waits for the next


@shared_task(name="training.close_overdue_attempts")
def close_overdue_attempts(now: str | None = None) -> int:
    """Score every paper past its deadline with what was saved; how many."""
    at = clock.moment(now)
    late = list(overdue_attempts(at)[:AT_ONCE])
    for attempt in late:
        close_overdue(attempt, now=at)
    return len(late)


@shared_task(name="training.lapse_qualifications")
def lapse_qualifications(now: str | None = None) -> int:
    """End every qualification whose last day lies before today in the pay zone; how many."""
    at = clock.moment(now)
    lapsed = 0
    for qualification in ended_qualifications(local_on(at)).iterator(chunk_size=AT_ONCE):
        try:
            lapse_qualification(qualification, now=at)
        except Refused:  # renewed or lapsed by somebody else since it was read
            continue
        lapsed += 1
    return lapsed


@shared_task(name="training.announce_expiries")
def announce_expiries(now: str | None = None) -> int:
    """Tell those whose qualification ends in a month; each is told once."""
    at = clock.moment(now)
    near = list(expiring_qualifications(local_on(at)))
    for qualification in near:
        announce_expiry(qualification, now=at)
    return len(near)
