"""The real name before it is handed in: kept for a day while its owner looks it over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction

from onboarding.actions.consents import withdraw_consent
from onboarding.actions.identity import submit_identity, withdraw_identity
from onboarding.models import Agent, IdentityCheck, IdentityDraft, User
from onboarding.queries.identity import live_check
from onboarding.rules.identity import SIDES
from onboarding.texts import IDENTITY, TEXTS

KEPT = timedelta(days=1)


def sides_of(draft: IdentityDraft | None) -> list[str]:
    """Which photos are there already."""
    return [side for side in SIDES if draft and getattr(draft, f"photo_{side}")]


@transaction.atomic
def keep_draft(
    agent: Agent, *, name: str, id_number: str, photos: Mapping[str, ContentFile[bytes] | None], now: datetime
) -> IdentityDraft:
    """What was typed, and the photos that were chosen now; one chosen earlier stays until another replaces it.

    Called only once the agent has agreed to the words in force.
    """
    found = IdentityDraft.objects.select_for_update().filter(agent=agent).first()
    draft = found or IdentityDraft(agent=agent)
    draft.name, draft.id_number, draft.written_at = name.strip(), id_number.strip(), now
    draft.text_version = TEXTS[IDENTITY].version
    for side, photo in photos.items():
        if photo is not None:
            _forget_photo(draft, side)
            getattr(draft, f"photo_{side}").save(photo.name, photo, save=False)
    draft.save()
    return draft


def hand_in_draft(draft: IdentityDraft, *, now: datetime) -> IdentityCheck:
    """As it was looked over; afterwards nothing of the draft is kept."""
    photos = {}
    for side in sides_of(draft):
        stored = getattr(draft, f"photo_{side}")
        with stored.open("rb") as file:
            photos[side] = ContentFile(file.read(), name=stored.name)
    check = submit_identity(
        draft.agent,
        name=draft.name,
        id_number=draft.id_number,
        photos=photos,
        consented=draft.text_version == TEXTS[IDENTITY].version,
        now=now,
    )
    forget_draft(draft.agent)
    return check


@transaction.atomic
def forget_draft(agent: Agent) -> bool:
    """The row and its photos; whether there was one."""
    draft = IdentityDraft.objects.select_for_update().filter(agent=agent).first()
    if draft is None:
        return False
    for side in SIDES:
        _forget_photo(draft, side)
    draft.delete()
    return True


@transaction.atomic
def withdraw_identity_consent(user: User, *, now: datetime) -> None:
    """What is not handed in is deleted, papers still waiting go back; what has passed is kept as the law asks."""
    withdraw_consent(user, IDENTITY, now=now)
    agent = Agent.objects.filter(user=user).first()
    if agent is None:
        return
    forget_draft(agent)
    check = live_check(agent)
    if check and check.state == "submitted":
        withdraw_identity(check, by=user, now=now)


def forget_old_drafts(now: datetime) -> int:
    """What nobody handed in within a day."""
    old = IdentityDraft.objects.filter(written_at__lt=now - KEPT).select_related("agent")
    return sum(forget_draft(draft.agent) for draft in old)


def _forget_photo(draft: IdentityDraft, side: str) -> None:
    """The file goes once the row has said so for good."""
    photo = getattr(draft, f"photo_{side}")
    if photo:
        transaction.on_commit(partial(photo.storage.delete, photo.name))
