"""A profile typed bit by bit, then sent; and the status that is told apart from it or not at all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from onboarding.actions.consents import give_consent, withdraw_consent
from onboarding.models import Agent, Childbearing, Profile
from onboarding.queries.profile import PRIVATE, typed
from onboarding.reasons import CONSENT_NEEDED, NOT_ASKED
from onboarding.rules.profile import reasons_not_to_send
from onboarding.texts import CHILDBEARING
from yunke.audit import record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.registry import registry


@transaction.atomic
def save_draft(agent: Agent, answers: Mapping[str, Any], *, now: datetime) -> Profile:
    """Keep these answers beside the others that are being typed; nobody else sees them before they are sent."""
    Agent.objects.select_for_update().get(pk=agent.pk)
    profile, _made = Profile.objects.get_or_create(
        agent=agent, defaults={"public_id": new_public_id(now), "saved_at": now}
    )
    profile.draft, profile.saved_at = json.dumps(typed(profile) | dict(answers)), now
    profile.save(update_fields=["draft", "saved_at"])
    return profile


@transaction.atomic
def send_profile(agent: Agent, *, now: datetime) -> Profile:
    """What was typed becomes what screeners read and rules apply. The record says that, not what."""
    Agent.objects.select_for_update().get(pk=agent.pk)
    profile = Profile.objects.filter(agent=agent).first()
    answers = typed(profile)
    if (reasons := list(reasons_not_to_send(answers))) or profile is None:
        raise Refused(*reasons)
    profile.answers = {name: value for name, value in answers.items() if name not in PRIVATE}
    profile.needs = json.dumps({name: answers[name] for name in PRIVATE if answers.get(name)})
    profile.draft, profile.sent_at = "", now
    profile.save(update_fields=["answers", "needs", "draft", "sent_at"])
    record(agent.user.actor, "profile_sent", profile, now=now)
    return profile


def may_tell(agent: Agent) -> bool:
    """Asked only where the operator has switched it on, and only of who is engaged already."""
    return bool(settings.ASK_CHILDBEARING) and registry.engaged(agent)


@transaction.atomic
def tell_childbearing(agent: Agent, status: str, *, consented: bool, now: datetime) -> None:
    """Keep it encrypted, on its own consent; the record says neither what nor that there is anything."""
    if not may_tell(agent):
        raise Refused(NOT_ASKED())
    if not consented:
        raise Refused(CONSENT_NEEDED())
    give_consent(agent.user, CHILDBEARING, now=now)
    Childbearing.objects.update_or_create(agent=agent, defaults={"status": status, "told_at": now})


@transaction.atomic
def forget_childbearing(agent: Agent, *, now: datetime) -> None:
    """Taken back: the row is gone, not marked."""
    withdraw_consent(agent.user, CHILDBEARING, now=now)
    Childbearing.objects.filter(agent=agent).delete()
