"""Taking a step to a computer: a code is made, and opened once within ten minutes."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from onboarding.models import Agent, Handover
from onboarding.reasons.checks import HANDOVER_OVER
from yunke import audit
from yunke.ground.errors import MOVED_MEANWHILE, Refused
from yunke.ground.ids import new_public_id

LASTS = timedelta(minutes=10)
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another
LENGTH = 12  # 59 bits, in ten minutes and behind a limit of tries


def hashed(code: str) -> str:
    """Typed with spaces, hyphens or capitals it is the same code."""
    plain = "".join(one for one in code.lower() if one in LETTERS)
    return hashlib.sha256(plain.encode()).hexdigest()


@transaction.atomic
def make_handover(agent: Agent, step: str, *, now: datetime) -> tuple[Handover, str]:
    """A fresh code for a step; the agent's earlier ones that wait open nothing any more."""
    for old in Handover.objects.filter(agent=agent, state="waiting"):
        audit.move(old, "dropped", by=agent.user.actor, verb="handover_dropped", now=now)
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    made = Handover.objects.create(
        public_id=new_public_id(now),
        agent=agent,
        step=step,
        code_hash=hashed(code),
        made_at=now,
        expires_at=now + LASTS,
    )
    audit.record(agent.user.actor, "handover_made", made, now=now, to_state="waiting", step=step)
    return made, code


def waiting_handover(code: str, *, now: datetime) -> Handover:
    """The handover a code still opens."""
    rows = Handover.objects.select_related("agent__user").filter(code_hash=hashed(code), state="waiting")
    found = rows.filter(expires_at__gt=now, agent__user__is_active=True).first()
    if found is None:
        raise Refused(HANDOVER_OVER())
    return found


@transaction.atomic
def open_handover(code: str, *, now: datetime) -> Handover:
    """Spend it: of two who come at once one is let in."""
    found = waiting_handover(code, now=now)
    try:
        audit.move(found, "opened", by=found.agent.user.actor, verb="handover_opened", now=now, opened_at=now)
    except Refused as refused:
        if MOVED_MEANWHILE.code in refused.codes:
            raise Refused(HANDOVER_OVER()) from refused
        raise
    return found
