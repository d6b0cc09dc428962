"""Staff begin by invitation: a link with a token, of which we keep the hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from onboarding.actions.consents import give_consent
from onboarding.actions.roles import ask_role
from onboarding.models import Invitation, User
from onboarding.phones import normalised
from onboarding.queries.people import held_roles, user_by_phone
from onboarding.reasons import (
    INVITATION_ELSEWHERE,
    INVITATION_OVER,
    INVITED_ALREADY,
    INVITER_GONE,
    PHONE_WRONG,
    ROLES_MISSING,
)
from onboarding.rules.roles import reasons_not_to_ask
from onboarding.texts import SERVICE
from yunke.audit import HOUSE, move, record
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import ADMINISTRATOR

VALID_FOR = timedelta(days=7)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    phone: str, name: str, roles: Collection[str], *, by: User, now: datetime
) -> tuple[Invitation, str]:
    """Invite a phone to roles; returns the token once, to be handed over as a link."""
    e164 = normalised(phone)
    if e164 is None:
        raise Refused(PHONE_WRONG())
    _expire_old(e164, now=now)
    if reasons := _reasons_not_to_invite(e164, roles, by):
        raise Refused(*reasons)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        public_id=new_public_id(now),
        phone=e164,
        name=name.strip(),
        roles=sorted(set(roles)),
        token_hash=hashed(token),
        invited_by=by,
        sent_at=now,
        expires_at=now + VALID_FOR,
    )
    record(by.actor, "staff_invited", invitation, now=now, to_state="sent", roles=invitation.roles)
    return invitation, token


@transaction.atomic
def accept_invitation(invitation: Invitation, name: str, *, phone: str, now: datetime) -> User:
    """The holder of the proven ``phone`` takes the roles; those of money wait for a second administrator."""
    if phone != invitation.phone:
        raise Refused(INVITATION_ELSEWHERE())
    if invitation.state != "sent" or invitation.expires_at <= now:
        raise Refused(INVITATION_OVER())
    by = invitation.invited_by
    if by and not (by.is_active and ADMINISTRATOR in held_roles(by)):  # roles are given on their word, now
        raise Refused(INVITER_GONE())
    user = user_by_phone(phone) or User.objects.create_user(phone, now=now, phone_verified_at=now)
    User.objects.filter(pk=user.pk).update(name=name.strip())
    give_consent(user, SERVICE, now=now)
    move(
        invitation,
        "accepted",
        by=user.actor,
        verb="invitation_accepted",
        now=now,
        accepted_by=user,
        accepted_at=now,
    )
    held = held_roles(user, "asked", "active")
    for role in invitation.roles:
        if role not in held:
            ask_role(user, role, by=by, now=now)
    return User.objects.get(pk=user.pk)


def withdraw_invitation(invitation: Invitation, *, by: User, now: datetime) -> None:
    move(invitation, "withdrawn", by=by.actor, verb="invitation_withdrawn", now=now)


def _expire_old(phone: str, *, now: datetime) -> None:
    for old in Invitation.objects.filter(phone=phone, state="sent", expires_at__lte=now):
        move(old, "expired", by=HOUSE, verb="invitation_expired", now=now)


def _reasons_not_to_invite(phone: str, roles: Collection[str], by: User) -> list[Reason]:
    found = [] if roles else [ROLES_MISSING()]
    if Invitation.objects.filter(phone=phone, state="sent").exists():
        found.append(INVITED_ALREADY())
    user = user_by_phone(phone)
    held = held_roles(user, "asked", "active") if user else set()
    for role in roles:
        others = set(roles) - {role} | held - {role}
        found += reasons_not_to_ask(
            role=role, held=others, oneself=phone == by.phone, active=user.is_active if user else True
        )
    return list({reason.code: reason for reason in found}.values())  # each code once
