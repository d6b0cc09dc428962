"""The room just before work: measured, written down as numbers, the sound thrown away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from onboarding.actions.consents import give_consent
from onboarding.models import Agent, RoomGlance
from onboarding.queries.glances import glance_line, glance_thresholds
from onboarding.reasons.checks import VOICE_CONSENT_NEEDED
from onboarding.rules.room import FAIL, Heard, believed_mark, failures, reasons
from onboarding.texts import VOICE
from yunke.audit import record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id

log = structlog.get_logger(__name__)


def glance_at_room(
    agent: Agent, upload: Any, *, consented: bool, quiet_seconds: float | None, now: datetime
) -> RoomGlance:
    """Measure and say pass or fail at once; where measuring is down on our side, it is skipped and counts."""
    if not consented:
        raise Refused(VOICE_CONSENT_NEEDED())
    line = glance_line(agent, now)
    thresholds = glance_thresholds(agent, line, now)
    found = _heard(upload, quiet_seconds, thresholds)
    failed = failures(found.measures, thresholds) if found else []
    made = RoomGlance(
        public_id=new_public_id(now),
        agent=agent,
        line=line,
        outcome="skipped" if found is None else "failed" if failed else "passed",
        measures=found.measures if found else {},
        thresholds=thresholds,
        reasons=[one.as_json() for one in reasons(failed, outcome=FAIL)],
        taken_at=now,
    )
    with transaction.atomic():
        give_consent(agent.user, VOICE, now=now)
        made.save(force_insert=True)
        record(agent.user.actor, "room_glanced", made, now=now, outcome=made.outcome)
    return made


def _heard(upload: Any, quiet_seconds: float | None, thresholds: dict[str, Any]) -> Heard | None:
    """What was heard; ``Refused`` where the file is at fault; nothing where we are."""
    from onboarding.audio.listening import heard  # numpy and FFmpeg: not at the house's start

    asked = (float(thresholds["quiet_for"]), float(thresholds["speech_for"]))
    try:
        return heard(upload, upload.size, quiet_seconds=believed_mark(quiet_seconds, asked[0]), asked=asked)
    except Refused:
        raise
    except Exception:  # our trouble is not the agent's
        log.exception("room_not_measured")
        return None
