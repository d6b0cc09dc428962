"""One answer for every phone: the code is sent whether or not there is an account behind it.

Stands on allauth's sign-in process (code, tries, expiry, stages); what differs is that an unknown phone is
treated alike, and that nothing is stored of it before its holder has agreed to it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.internal.stagekit import clear_login, get_pending_stage
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from onboarding.accounts import DEVICE_COOKIE, DEVICE_SALT
from onboarding.code_waits import seconds_until
from onboarding.models import User
from onboarding.queries.people import user_by_phone
from onboarding.reasons import CODE_LIMIT
from yunke import clock
from yunke.ground.errors import Refused

PROVEN = "proven_phone"
PROVEN_FOR = timedelta(minutes=15)
SIX_DIGITS = re.compile(r"[0-9]{6}")


class PhoneCode(LoginCodeVerificationProcess):  # type: ignore[misc]
    """allauth's code process for a phone that may have no account yet (``user`` is then None)."""

    def generate_code(self) -> str:
        self.state["code"] = get_adapter().generate_phone_verification_code(user=self.user, phone=self.phone)
        return str(self.state["code"])

    @property
    def phone(self) -> str:
        return str(self.state["phone"])

    def send_by_phone(self, phone: str, skip_enumeration_mails: bool = False) -> None:
        get_adapter().send_verification_code_sms(user=self.user, phone=phone, code=self.generate_code())

    def resend(self) -> None:
        """A new code under the same limits; the tries already spent stay spent."""
        spend_code(self.request, self.phone)
        self.send()
        self.record_resend()
        self.state["at"] = self.initial_state(user=None)["at"]  # the new code has its own five minutes
        self.persist()

    def finish(self, redirect_url: str | None) -> HttpResponse:
        if self.user:
            return super().finish(redirect_url)
        return _proven(self.request, self.phone, redirect_url)

    @classmethod
    def resume(cls, stage: Any) -> PhoneCode | None:
        return cls(stage=stage).abort_if_invalid()


def send_code(request: HttpRequest, phone: str) -> None:
    """Send a code to this E.164 phone and remember, in the session, that one is awaited."""
    spend_code(request, phone)
    user = user_by_phone(phone)
    login = Login(user=user, phone=phone)
    login.state["stages"] = {"current": LoginByCodeStage.key}
    stage = LoginByCodeStage(LoginStageController(request, login), request, login)
    stage.state.update(PhoneCode.initial_state(user=user, phone=phone), initiated_by_user=True)
    process = PhoneCode(stage=stage)
    process.send()
    process.persist()


def spend_code(request: HttpRequest, phone: str) -> None:
    """One code of the allowance (ACCOUNT_RATE_LIMITS["request_login_code"]), or ``Refused``."""
    if not ratelimit.consume(request, action="request_login_code", key=_allowance(request, phone)):
        raise Refused(CODE_LIMIT(wait_seconds=wait_for_code(request, phone)))


def wait_for_code(request: HttpRequest, phone: str) -> int:
    """Seconds until ``spend_code`` would let another code to this phone through."""
    return seconds_until(request, action="request_login_code", key=_allowance(request, phone))


def digits_typed(code: str) -> str:
    """Without spaces and dashes; digits of a Chinese keyboard's full width are digits."""
    return str(normalize_user_code(unicodedata.normalize("NFKC", code)))


def is_a_code(typed: str) -> bool:
    """Six digits stand there, right or wrong; anything else is a slip that uses up no try."""
    return SIX_DIGITS.fullmatch(digits_typed(typed)) is not None


def may_try(request: HttpRequest, phone: str, code: str) -> bool:
    """Count a try at a code over all processes (ACCOUNT_RATE_LIMITS["confirm_code"])."""
    return bool(ratelimit.consume(request, action="confirm_code", key=f"{phone}:{code}"))


def _allowance(request: HttpRequest, phone: str) -> str:
    """A device that signed in to this phone's account before has an allowance of its own."""
    device = request.get_signed_cookie(DEVICE_COOKIE, default="", salt=DEVICE_SALT)
    known = device and User.objects.filter(phone=phone, public_id=device).exists()
    return f"{phone}:{device}" if known else phone


def awaited_phone(request: HttpRequest) -> str:
    """The phone whose code this browser still may enter; empty when none."""
    stage = get_pending_stage(request)
    if stage is None or stage.key != LoginByCodeStage.key or not stage.state:
        return ""
    process = PhoneCode(stage=stage)
    return process.phone if process.is_valid() and process.code else ""


def _proven(request: HttpRequest, phone: str, redirect_url: str | None) -> HttpResponse:
    """The phone is the visitor's, but there is no account: ask for consent first."""
    clear_login(request)
    request.session.cycle_key()
    request.session[PROVEN] = {"phone": phone, "at": clock.now().isoformat()}
    if redirect_url and redirect_url.startswith(reverse("onboarding:invitation", args=["-"])[:-2]):
        return redirect(redirect_url)
    query = f"?{urlencode({'next': redirect_url})}" if redirect_url else ""
    return redirect(reverse("onboarding:join") + query)


def proven_phone(request: HttpRequest, *, now: datetime) -> str:
    """The phone this visitor proved within the last quarter of an hour; empty when none."""
    kept = request.session.get(PROVEN)
    if not kept or datetime.fromisoformat(kept["at"]) + PROVEN_FOR < now:
        return ""
    return str(kept["phone"])


def forget_proven(request: HttpRequest) -> None:
    request.session.pop(PROVEN, None)
