"""What this room looks for later and at night."""

from __future__ import annotations

from celery import shared_task

from onboarding.actions.expiry import announce_ends
from onboarding.actions.identity_draft import forget_old_drafts
from onboarding.actions.room import forget_old_recordings, measure_received
from yunke import clock


@shared_task(name="onboarding.measure_rooms")
def measure_rooms(now: str | None = None) -> int:
    """Measure recordings that were taken in while measuring was down."""
    return measure_received(clock.moment(now))


@shared_task(name="onboarding.announce_ends")
def announce_ends_job(now: str | None = None) -> int:
    """Tell whose computer, room, typing or profile has to be looked at again soon."""
    return announce_ends(now=clock.moment(now))


@shared_task(name="onboarding.forget_recordings")
def forget_recordings(now: str | None = None) -> int:
    """Delete recordings that have been kept long enough."""
    return forget_old_recordings(clock.moment(now))


@shared_task(name="onboarding.forget_identity_drafts")
def forget_identity_drafts(now: str | None = None) -> int:
    """Delete real names that were typed and not handed in within a day."""
    return forget_old_drafts(clock.moment(now))
