"""The right to claim tasks of a line: granted by passing, ended by its last day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from onboarding.models import User
from training.models import Attempt, Qualification
from training.reasons import (
    NOT_OWN_QUALIFICATION,
    QUALIFICATION_EXPIRING,
    QUALIFICATION_LAPSED,
    QUALIFICATION_REVOKED,
    REVOKE_WHY_MISSING,
)
from training.rules.exam import qualified_until
from training.signals import qualification_granted, qualification_lapsed
from yunke import audit
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell


@transaction.atomic
def grant_qualification(attempt: Attempt, *, by: audit.Actor, now: datetime) -> Qualification:
    """Qualify the agent for the exam's line. One still held makes way, and its days are kept.

    The days count from the end of the sitting, not from the moment somebody scored it.
    """
    line = attempt.exam.line
    valid = Qualification.objects.filter(agent=attempt.agent_id, line=line, state="valid")
    held = valid.select_for_update().first()
    if held:
        audit.move(held, "lapsed", by=by, verb="qualification_renewed", now=now)
    ended_on = local_on(attempt.finished_at or now)
    qualification = Qualification.objects.create(
        public_id=new_public_id(now),
        agent=attempt.agent,
        line=line,
        attempt=attempt,
        granted_at=now,
        expires_on=qualified_until(ended_on, attempt.valid_days, held.expires_on if held else None),
    )
    audit.record(
        by,
        "qualification_granted",
        qualification,
        now=now,
        to_state="valid",
        line=line.code,
        expires_on=qualification.expires_on.isoformat(),
    )
    qualification_granted.send(sender=Qualification, qualification=qualification, now=now)
    return qualification


@transaction.atomic
def lapse_qualification(qualification: Qualification, *, now: datetime) -> None:
    """End a qualification whose last day is over, and say so to the agent and to the rooms above."""
    audit.move(qualification, "lapsed", by=audit.HOUSE, verb="qualification_lapsed", now=now)
    _tell(qualification, QUALIFICATION_LAPSED, "lapsed", now)
    qualification_lapsed.send(sender=Qualification, qualification=qualification, now=now)


@transaction.atomic
def revoke_qualification(qualification: Qualification, why: str, *, by: User, now: datetime) -> Qualification:
    """End a qualification won by fraud; the agent may study and sit again."""
    if by.pk == qualification.agent.user_id:
        raise Refused(NOT_OWN_QUALIFICATION())
    if not (why := " ".join(why.split())[:200]):
        raise Refused(REVOKE_WHY_MISSING())
    audit.move(
        qualification, "revoked", by=by.actor, verb="qualification_revoked", now=now, facts={"why": why}
    )
    _tell(qualification, QUALIFICATION_REVOKED, "revoked", now, why=why)
    qualification_lapsed.send(sender=Qualification, qualification=qualification, now=now)
    return qualification


def announce_expiry(qualification: Qualification, *, now: datetime) -> None:
    """Tell the agent, once, that the exam may be taken again before the qualification ends."""
    _tell(qualification, QUALIFICATION_EXPIRING, "expiring", now)


def _tell(qualification: Qualification, template: str, what: str, now: datetime, **facts: str) -> None:
    tell(
        qualification.agent.user.public_id,
        template,
        key=f"qualification:{qualification.public_id}:{what}",
        now=now,
        url=reverse("training:exam", args=[qualification.line.code]),
        channels=(APP, SMS),
        line=qualification.line.code,
        expires_on=qualification.expires_on.isoformat(),
        **facts,
    )
