"""Roles: asked for by one administrator, and where money is near, given by another."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from onboarding.actions.people import end_sessions
from onboarding.models import RoleGrant, User
from onboarding.queries.people import administrators, held_roles
from onboarding.reasons import ROLE_GRANTED_NEWS, ROLE_HELD
from onboarding.rules.roles import needs_second, reasons_not_to_ask, reasons_not_to_decide, reasons_not_to_end
from yunke.audit import HOUSE, Actor, move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import ADMINISTRATOR
from yunke.notices import tell


@transaction.atomic
def ask_role(user: User, role: str, *, by: User | None, now: datetime) -> RoleGrant:
    """Ask for a role; it is in force at once unless it takes two voices. ``by`` None: the server's operator."""
    held = held_roles(user, "asked", "active")
    oneself = by is not None and by.pk == user.pk
    if reasons := list(reasons_not_to_ask(role=role, held=held, oneself=oneself, active=user.is_active)):
        raise Refused(*reasons)
    try:
        with transaction.atomic():
            grant = RoleGrant.objects.create(
                public_id=new_public_id(now), user=user, role=role, asked_by=by, asked_at=now
            )
    except IntegrityError:
        raise Refused(ROLE_HELD()) from None
    actor = by.actor if by else HOUSE
    record(actor, "role_asked", grant, now=now, to_state="asked", role=role, user=user.public_id)
    if by is None or not needs_second(role):
        _put_in_force(grant, actor=actor, decider=by, now=now)
    return grant


@transaction.atomic
def decide_role(grant: RoleGrant, *, give: bool, by: User, now: datetime) -> None:
    """The second voice. Whoever asked may take it back, but not give it."""
    if give:
        held = held_roles(grant.user) - {grant.role}
        if reasons := list(
            reasons_not_to_decide(
                role=grant.role, held=held, asker=grant.asked_by_id == by.pk, oneself=grant.user_id == by.pk
            )
        ):
            raise Refused(*reasons)
        _put_in_force(grant, actor=by.actor, decider=by, now=now)
    else:
        move(
            grant,
            "refused",
            by=by.actor,
            verb="role_refused",
            now=now,
            facts={"role": grant.role},
            decided_by=by,
            decided_at=now,
        )


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User, now: datetime) -> None:
    """Take a role back; the holder is signed out everywhere."""
    if reasons := list(reasons_not_to_end(role=grant.role, administrators=administrators())):
        raise Refused(*reasons)
    move(grant, "ended", by=by.actor, verb="role_ended", now=now, facts={"role": grant.role})
    end_sessions(grant.user)


def make_administrator(phone: str, name: str, *, now: datetime) -> User:
    """From the server's command line: the first administrator, or one more when nobody is left to ask."""
    with transaction.atomic():
        user = User.objects.filter(phone=phone).first() or User.objects.create_user(phone, now=now, name=name)
        if ADMINISTRATOR not in held_roles(user):
            ask_role(user, ADMINISTRATOR, by=None, now=now)
    return user


def _put_in_force(grant: RoleGrant, *, actor: Actor, decider: User | None, now: datetime) -> None:
    """Tokens and sessions from before the role end: the second factor is asked at the next sign-in."""
    move(
        grant,
        "active",
        by=actor,
        verb="role_granted",
        now=now,
        facts={"role": grant.role},
        decided_by=decider,
        decided_at=now,
    )
    end_sessions(grant.user)
    tell(grant.user.public_id, ROLE_GRANTED_NEWS, key=f"role:{grant.public_id}", now=now)
