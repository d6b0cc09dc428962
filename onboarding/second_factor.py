"""Staff carry a second factor: their pages stay shut until it is on (``STAFF_SECOND_FACTOR``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from onboarding.reasons import SECOND_FACTOR_NEEDED
from yunke.crypto import decrypt, encrypt, under_first_key
from yunke.ground.roles import CLIENT, STAFF
from yunke.refusals import as_json

WITH_FACTOR = frozenset({*STAFF, CLIENT})
SECRETS = ("secret", "seed")  # of the app and of the recovery codes, in Authenticator.data
STAY_OPEN = ("/accounts/", "/language/", "/health/", "/static/")


def lacks_second_factor(user: Any) -> bool:
    """Whether this is staff that must, but does not, carry a second factor."""
    return bool(
        settings.STAFF_SECOND_FACTOR
        and WITH_FACTOR & user.roles
        and not is_mfa_enabled(user, [Authenticator.Type.TOTP])
    )


class SecondFactorMiddleware:
    """Stands after authentication. Tokens are not seen here: without the factor none is given out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user: Any = request.user
        if (
            not settings.STAFF_SECOND_FACTOR
            or request.path.startswith(STAY_OPEN)
            or not user.is_authenticated
        ):
            return self.get_response(request)
        if not lacks_second_factor(user):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            return JsonResponse({"reasons": as_json([SECOND_FACTOR_NEEDED()])}, status=403)
        return HttpResponseRedirect(reverse("mfa_activate_totp"))


def rotate_secrets() -> tuple[int, list[int]]:
    """Rewrite the authenticators' secrets by the first key: how many rows changed, the rows that no key reads."""
    changed, unreadable = 0, []
    for row in Authenticator.objects.order_by("pk").iterator(chunk_size=500):
        try:
            fresh = {
                name: encrypt(decrypt(value))
                for name, value in row.data.items()
                if name in SECRETS and isinstance(value, str) and not under_first_key(value)
            }
        except InvalidToken:
            unreadable.append(row.pk)
            continue
        if fresh:
            changed += Authenticator.objects.filter(pk=row.pk, data=row.data).update(data=row.data | fresh)
    return changed, unreadable


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets are encrypted by our key ring, the QR is drawn by segno, the words are ours."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("验证码不对。看验证器上现在的 6 位数。"),
        "cannot_delete_authenticator": _("现在不能关掉两步验证。"),
        "cannot_generate_recovery_codes": _("先打开两步验证，才有恢复码。"),
    }

    def encrypt(self, text: str) -> str:
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """An inline drawing without style attributes; dark on white in both colour schemes."""
        return segno.make(url, micro=False).svg_inline(
            scale=5, border=3, dark="#000", light="#fff", svgclass="qr"
        )
