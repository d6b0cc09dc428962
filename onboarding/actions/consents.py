"""Agreeing, and taking it back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onboarding.models import Consent, User
from onboarding.texts import TEXTS
from yunke.audit import record
from yunke.ground.ids import new_public_id


@transaction.atomic
def give_consent(user: User, purpose: str, *, now: datetime) -> Consent:
    """Keep which words were shown, by version and hash; the same words again change nothing."""
    text = TEXTS[purpose]
    given = Consent.objects.filter(
        user=user, purpose=purpose, text_version=text.version, text_hash=text.hash, withdrawn_at=None
    ).first()
    if given:
        return given
    consent = Consent.objects.create(
        public_id=new_public_id(now),
        user=user,
        purpose=purpose,
        text_version=text.version,
        text_hash=text.hash,
        given_at=now,
    )
    record(user.actor, "consent_given", consent, now=now, purpose=purpose, version=text.version)
    return consent


@transaction.atomic
def withdraw_consent(user: User, purpose: str, *, now: datetime) -> int:
    """Take back every consent of a purpose; how many there were."""
    rows = list(Consent.objects.filter(user=user, purpose=purpose, withdrawn_at=None))
    for consent in rows:
        Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=now)
        record(user.actor, "consent_withdrawn", consent, now=now, purpose=purpose)
    return len(rows)
