"""Accounts: made after the phone is proven and consent given, changed, closed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from knox.models import AuthToken

from onboarding.actions.consents import give_consent
from onboarding.actions.door import answer_door
from onboarding.models import Agent, User
from onboarding.queries.door import fits
from onboarding.queries.people import administrators, held_roles, user_by_phone
from onboarding.reasons import (
    LAST_ADMINISTRATOR,
    NAME_IS_PROVEN,
    NAME_UNPRINTABLE,
    NO_LINE_FITS,
    NOT_ONESELF,
    PHONE_CHANGED_NEWS,
    PHONE_TAKEN,
)
from onboarding.rules.door import Answers
from onboarding.texts import SERVICE
from yunke.audit import Actor, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import ADMINISTRATOR
from yunke.notices import tell
from yunke.numbers import next_number

TOKENS_KEPT = 10


def join(phone: str, told: Answers, *, now: datetime) -> User:
    """An account and an agent for a proven phone whose holder has just agreed to the service's text, and whose
    answers at the door fit a line: nobody is asked for more who could not work here."""
    if not any(one.fits for one in fits(told, now)):
        raise Refused(NO_LINE_FITS())
    try:
        with transaction.atomic():
            user = User.objects.create_user(phone, now=now, phone_verified_at=now)
            give_consent(user, SERVICE, now=now)
            answer_door(become_agent(user, now=now), told, now=now)
    except IntegrityError:
        if (user_there := user_by_phone(phone)) is None:
            raise
        return user_there  # pressed twice: the first made it
    return user


@transaction.atomic
def become_agent(user: User, *, now: datetime) -> Agent:
    agent = Agent.objects.create(
        public_id=new_public_id(now), user=user, number=next_number("agent", "A"), joined_at=now
    )
    record(user.actor, "agent_joined", agent, now=now, to_state="applicant", number=agent.number)
    return agent


@transaction.atomic
def change_phone(user: User, phone: str, *, now: datetime) -> None:
    """The proven new number signs in from now on; everybody else who was signed in as this user is out."""
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(phone=phone, phone_verified_at=now)
    except IntegrityError:
        raise Refused(PHONE_TAKEN()) from None
    user.phone, user.phone_verified_at = phone, now
    end_sessions(user)
    record(user.actor, "phone_changed", user, now=now)
    tell(user.public_id, PHONE_CHANGED_NEWS, key=f"phone:{user.public_id}:{now.isoformat()}", now=now)


def end_sessions(user: User) -> None:
    """Every session and token of the user stops; the caller may keep its own session by renewing it.

    Sessions carry a hash of the password column; a fresh unusable password breaks them all at once.
    """
    user.set_unusable_password()
    User.objects.filter(pk=user.pk).update(password=user.password)
    AuthToken.objects.filter(user=user).delete()


@transaction.atomic
def sign_out_elsewhere(user: User, *, now: datetime) -> None:
    end_sessions(user)
    record(user.actor, "sessions_ended", user, now=now)


@transaction.atomic
def rename(user: User, name: str, language: str, *, now: datetime) -> None:
    """What somebody is called before their name is proven, and in which language. Of staff, whom others know by
    that name alone, the audit keeps both names."""
    name = " ".join(name.split())
    if user.proven_name:
        if name not in (user.proven_name, " ".join(user.name.split())):
            raise Refused(NAME_IS_PROVEN())
        name = user.name
    elif not name.isprintable():
        raise Refused(NAME_UNPRINTABLE())
    told = {"was": user.name, "name": name} if name != user.name and held_roles(user) else {}
    User.objects.filter(pk=user.pk).update(name=name, language=language)
    user.name, user.language = name, language
    record(user.actor, "profile_changed", user, now=now, **told)


@transaction.atomic
def deactivate_user(user: User, *, by: User, now: datetime) -> None:
    """Nobody signs in as this user any more; what they did and earned stays."""
    if user.pk == by.pk:
        raise Refused(NOT_ONESELF())
    if ADMINISTRATOR in user.roles and administrators() <= 1:
        raise Refused(LAST_ADMINISTRATOR())
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        user.is_active = False
        end_sessions(user)
        record(by.actor, "user_deactivated", user, now=now)


@transaction.atomic
def reactivate_user(user: User, *, by: User, now: datetime) -> None:
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        user.is_active = True
        record(by.actor, "user_reactivated", user, now=now)


def record_export(user: User, *, now: datetime) -> None:
    record(Actor(user.public_id), "own_data_exported", user, now=now)


def record_second_factor(user: User, verb: str, kind: str, *, now: datetime) -> None:
    record(user.actor, verb, user, now=now, kind=kind)


@transaction.atomic
def issue_token(user: User, *, now: datetime) -> tuple[str, datetime]:
    """A token for a program, and its end; beyond the limit the oldest ones stop."""
    kept = AuthToken.objects.filter(user=user).order_by("-created").values_list("pk", flat=True)
    AuthToken.objects.filter(pk__in=list(kept[TOKENS_KEPT - 1 :])).delete()
    row, token = AuthToken.objects.create(user=user)
    record(user.actor, "token_issued", user, now=now)
    return token, row.expiry


def end_token(token: AuthToken | None) -> None:
    """Stop this token; a session has none."""
    if token is not None:
        token.delete()
