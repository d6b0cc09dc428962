"""Qualifications an older system granted, counted here until their last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from onboarding.models import Agent, Line
from training.models import Qualification
from training.signals import qualification_granted
from yunke.audit import Actor, record
from yunke.ground.ids import new_public_id
from yunke.models import Public


@transaction.atomic
def take_over_qualifications(
    told: Iterable[tuple[Agent, str, date]], *, of: Public, by: Actor, now: datetime
) -> int:
    """(agent, line, last day); one that stands expired here makes way. One entry of the record counts them."""
    lines = {line.code: line for line in Line.objects.all()}
    made = [
        Qualification(
            public_id=new_public_id(now), agent=agent, line=lines[code], granted_at=now, expires_on=until
        )
        for agent, code, until in told
    ]
    if not made:
        return 0
    Qualification.objects.bulk_create(made, batch_size=1_000)
    record(
        by,
        "qualifications_taken_over",
        of,
        now=now,
        to_state="valid",
        table=Qualification.STATES.name,
        rows=len(made),
    )
    for one in made:
        qualification_granted.send(sender=Qualification, qualification=one, now=now)
    return len(made)
