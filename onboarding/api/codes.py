"""Codes for programs: the same sender and limits as on the page, kept in the cache instead of a session.

A challenge names what it was asked for: one for a new number of somebody signed in opens no session.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.core.internal.cryptokit import compare_user_code, normalize_user_code
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from onboarding.actions.invitations import accept_invitation
from onboarding.actions.people import change_phone, issue_token, join
from onboarding.codes import digits_typed, is_a_code, may_try, spend_code
from onboarding.models import Invitation, User
from onboarding.queries.people import user_by_phone
from onboarding.reasons import (
    CODE_WRONG,
    NO_ACCOUNT,
    PHONE_SAME,
    PHONE_TAKEN,
    SECOND_FACTOR_NEEDED,
    USER_INACTIVE,
)
from onboarding.rules.door import Answers
from onboarding.second_factor import lacks_second_factor
from yunke import clock
from yunke.ground.errors import Refused


def request_code(request: HttpRequest, phone: str) -> str:
    """Send a code to an E.164 phone; the name of the challenge it answers."""
    return _challenge(request, phone, user=user_by_phone(phone))


def redeem_code(request: HttpRequest, *, challenge: str, code: str, otp: str) -> tuple[User, str, datetime]:
    """The user, a token and its end, for a right code used for the first time."""
    user = user_by_phone(_answered(request, challenge, code))
    if user is None:
        raise Refused(NO_ACCOUNT())
    if not user.is_active:
        raise Refused(USER_INACTIVE())
    _second_factor(user, otp)
    _spend(challenge)
    token, expires_at = issue_token(user, now=clock.now())
    return user, token, expires_at


def join_by_code(
    request: HttpRequest, told: Answers, *, challenge: str, code: str
) -> tuple[User, str, datetime]:
    """An account and its agent for the proven phone of somebody who has just agreed, and their first token."""
    phone = _answered(request, challenge, code)
    if user_by_phone(phone):
        raise Refused(PHONE_TAKEN())
    user = join(phone, told, now=clock.now())
    _spend(challenge)
    token, expires_at = issue_token(user, now=clock.now())
    return user, token, expires_at


def accept_by_code(
    request: HttpRequest, invited: Invitation, name: str, *, challenge: str, code: str
) -> User:
    """The roles go to the holder of the phone that was invited; their token is asked for like everybody's."""
    phone = _answered(request, challenge, code)
    user = accept_invitation(invited, name, phone=phone, now=clock.now())
    _spend(challenge)
    return user


def request_new_phone(request: HttpRequest, phone: str, *, user: User) -> str:
    """Send a code to the number ``user`` wants to sign in with; the answer is the same if it has an account."""
    if phone == user.phone:
        raise Refused(PHONE_SAME())
    return _challenge(request, phone, user=user, change_of=user.public_id)


def redeem_new_phone(request: HttpRequest, *, challenge: str, code: str, user: User) -> tuple[str, datetime]:
    """The proven number signs in from now on; a new token and its end, since every older one stops."""
    phone = _answered(request, challenge, code, change_of=user.public_id)
    _spend(challenge)
    change_phone(user, phone, now=clock.now())
    return issue_token(user, now=clock.now())


def _challenge(request: HttpRequest, phone: str, *, user: User | None, change_of: str = "") -> str:
    spend_code(request, phone)
    adapter = get_adapter(request)
    code = adapter.generate_phone_verification_code(user=user, phone=phone)
    challenge = secrets.token_urlsafe(24)
    kept = {"phone": phone, "code": code, "change_of": change_of}
    cache.set(_shelf(challenge), kept, settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    adapter.send_verification_code_sms(user=user, phone=phone, code=code)
    return challenge


def _answered(request: HttpRequest, challenge: str, code: str, *, change_of: str = "") -> str:
    """The phone that a right code proves; every try is counted, what is no code at all is none."""
    if not is_a_code(code):
        raise Refused(CODE_WRONG())
    kept = cache.get(_shelf(challenge))
    if not kept or kept["change_of"] != change_of or not may_try(request, kept["phone"], kept["code"]):
        raise Refused(CODE_WRONG())
    if not compare_user_code(actual=digits_typed(code), expected=kept["code"]):
        raise Refused(CODE_WRONG())
    return str(kept["phone"])


def _spend(challenge: str) -> None:
    """The same code twice at once: the first has it."""
    if not cache.add(_shelf(challenge) + ":used", True, settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT):
        raise Refused(CODE_WRONG())
    cache.delete(_shelf(challenge))


def _second_factor(user: User, otp: str) -> None:
    """Who has a second factor needs it here as well; staff that must have one gets no token without."""
    if lacks_second_factor(user):
        raise Refused(SECOND_FACTOR_NEEDED())
    if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        form = AuthenticateForm(data={"code": normalize_user_code(otp)}, user=user)
        if not form.is_valid():
            raise Refused(CODE_WRONG())


def _shelf(challenge: str) -> str:
    return "onboarding:code:" + hashlib.sha256(challenge.encode()).hexdigest()
