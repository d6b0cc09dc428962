"""After training both sides say what they think; a rejected agent may appeal once, to somebody else."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from onboarding.models import Agent, User
from tasks.actions.claims import put_back
from tasks.actions.shifts import refuse_for
from tasks.models import Assessment, Claim, ClaimAppeal
from tasks.reasons import (
    CLAIM_APPEAL_DENIED,
    CLAIM_APPEAL_GRANTED,
    CLAIMED_AGAIN,
    NOT_ASSESSING,
)
from tasks.rules.appeals import reasons_not_to_appeal, reasons_not_to_decide_appeal
from tasks.states import CLAIM, LIVE_CLAIMS
from yunke import audit
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.notices import APP, SMS, tell


@transaction.atomic
def assess_claim(
    claim: Claim, side: str, verdict: str, *, note: str = "", by: User, now: datetime
) -> Assessment:
    """Write one side's verdict while the claim is being assessed; the last word of a side counts."""
    claim = Claim.objects.select_for_update().select_related("agent").get(pk=claim.pk)
    if claim.state != "assessing":
        raise Refused(NOT_ASSESSING(agent=claim.agent.number, table=CLAIM.name, now=claim.state))
    made, _new = Assessment.objects.update_or_create(
        claim=claim,
        side=side,
        defaults={"verdict": verdict, "note": note.strip(), "by": by, "at": now},
        create_defaults={
            "public_id": new_public_id(now),
            "verdict": verdict,
            "note": note.strip(),
            "by": by,
            "at": now,
        },
    )
    audit.record(by.actor, "claim_assessed", claim, now=now, side=side, verdict=verdict)
    return made


@transaction.atomic
def appeal_claim(claim: Claim, words: str, *, now: datetime) -> ClaimAppeal:
    """The agent says why the rejection is wrong, once."""
    Agent.objects.select_for_update().get(pk=claim.agent_id)
    claim.refresh_from_db()
    appealed = ClaimAppeal.objects.filter(claim=claim).exists()
    refuse_for(reasons_not_to_appeal(claim.state, claim.decided_at, words, appealed=appealed, now=now))
    made = ClaimAppeal.objects.create(
        public_id=new_public_id(now),
        claim=claim,
        words=words.strip(),
        asked_at=now,
        rejected_by=claim.decided_by,
    )
    audit.record(claim.agent.user.actor, "claim_appealed", made, now=now, to_state="asked")
    return made


@transaction.atomic
def decide_appeal(appeal: ClaimAppeal, granted: bool, why: str, *, by: User, now: datetime) -> ClaimAppeal:
    """Put the claim back where it stood, or let the rejection stand; never by who rejected it."""
    claim = appeal.claim
    Agent.objects.select_for_update().get(pk=claim.agent_id)
    refuse_for(reasons_not_to_decide_appeal(why, by_rejecter=appeal.rejected_by_id == by.pk))
    if granted and _live(claim):
        raise Refused(CLAIMED_AGAIN(agent=claim.agent.number))
    audit.move(
        appeal,
        "granted" if granted else "denied",
        by=by.actor,
        verb="claim_appeal_decided",
        now=now,
        why=why.strip(),
        decided_by=by,
        decided_at=now,
    )
    if granted:
        put_back(claim, verb="claim_put_back", by=by, now=now)
    tell(
        claim.agent.user.public_id,
        CLAIM_APPEAL_GRANTED if granted else CLAIM_APPEAL_DENIED,
        key=f"claim:{claim.public_id}:appeal",
        now=now,
        url=reverse("tasks:claim", args=[claim.public_id]),
        channels=(APP, SMS),
        task=claim.task.name,
        why=why.strip(),
    )
    return appeal


def _live(claim: Claim) -> bool:
    return Claim.objects.filter(task=claim.task_id, agent=claim.agent_id, state__in=LIVE_CLAIMS).exists()
