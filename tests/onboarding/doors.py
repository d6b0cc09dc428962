"""How these tests walk through the door: a browser, the code that was sent, a photo."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from onboarding.models import User
from tests import cast

PHONE = "+8619912345678"


class Sms:
    """Stands for the carrier: keeps what was sent."""

    def __init__(self) -> None:
        self.codes: list[tuple[str, str]] = []
        self.texts: list[tuple[str, str]] = []

    def send_code(self, phone: str, code: str) -> None:
        self.codes.append((phone, code))

    def send_text(self, phone: str, text: str) -> None:
        self.texts.append((phone, text))


def photo(
    *,
    size: tuple[int, int] = (900, 600),
    form: str = "JPEG",
    exif: bytes = b"",
    name: str = "a.jpg",
    kind: str = "image/jpeg",
) -> SimpleUploadedFile:
    out = io.BytesIO()
    extra = {"exif": exif} if exif else {}
    Image.new("RGB", size, (200, 210, 220)).save(out, form, **extra)
    return SimpleUploadedFile(name, out.getvalue(), kind)


def photos_lying() -> set[Path]:
    """Every photo among the private files, other tests' too: compare before and after."""
    return set(Path(storages["private"].path("")).rglob("*.jpg"))


def signed_in(user: User) -> Client:
    """With a session of theirs as a sign-in leaves it, written in one stroke: signing in itself has its own tests."""
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


AT_HOME = {"computer": "yes", "telecom_cable": "yes", "headset": "yes", "weekly_hours": "10"}


def answered(client: Client, **others: str) -> Client:
    """The visitor has answered the door's questions, on an open line that asks nothing."""
    cast.line()
    client.post("/start/", AT_HOME | others)
    return client


def codes_of(response: Any) -> list[str]:
    """The reason codes a page shows."""
    return re.findall(r'data-code="([a-z_]+)"', response.content.decode())


def totp(secret: str) -> str:
    """What the phone's app shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
