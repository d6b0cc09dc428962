"""How allauth meets our people: phones instead of e-mail, codes by SMS, our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from onboarding.models import User
from onboarding.queries.people import user_by_phone
from onboarding.sms_providers import provider
from yunke import clock

DEVICE_COOKIE = "yunke_device"
DEVICE_SALT = "onboarding.device"
DEVICE_AGE = 365 * 24 * 3600  # seconds


class SessionBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's ways to sign in; each request asks for the user and their agent at once."""

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.select_related("agent").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Finds, sets and proves phones on ``User.phone`` (E.164)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("验证码不对。看短信里最新的一条。"),
        "rate_limited": _("验证码一分钟发一次，一天最多 10 次。请等一会儿再要。"),
        "too_many_login_attempts": _("试的次数太多了，请等几分钟再来。"),
        "phone_taken": _("这个手机号已经有账号。换一个号码，或用它直接登录。"),
        "same_as_current": _("这就是现在用的号码。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by our own step, after the phone is proven and consent given."""
        return False

    def send_verification_code_sms(self, user: Any, phone: str, code: str, **kwargs: Any) -> None:
        provider(settings.SMS_PROVIDER).send_code(phone, code)

    def get_user_by_phone(self, phone: str) -> User | None:
        return user_by_phone(phone)

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        return user.phone, user.phone_verified_at is not None

    def set_phone(self, user: Any, phone: str, verified: bool) -> None:
        raise NotImplementedError("a phone is set by onboarding.actions.people.change_phone alone")

    def set_phone_verified(self, user: Any, phone: str) -> None:
        if user.phone == phone and user.phone_verified_at is None:
            user.phone_verified_at = clock.now()
            user.save(update_fields=["phone_verified_at"])

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Only what is said in words of ours; allauth's own templates stay silent."""
        if message:
            super().add_message(request, level, message=message, extra_tags=extra_tags)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Remember the device: its own allowance of codes keeps strangers from locking its owner out."""
        response = super().post_login(request, user, **kwargs)
        response.set_signed_cookie(
            DEVICE_COOKIE,
            user.public_id,
            salt=DEVICE_SALT,
            max_age=DEVICE_AGE,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response
