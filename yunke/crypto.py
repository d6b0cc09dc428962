"""Personal numbers at rest: encrypted by a key ring, found again by a keyed hash.

The rings (``YUNKE_FIELD_KEYS``, ``YUNKE_INDEX_KEYS``) are apart from SECRET_KEY; the first key of a ring
writes, all of them read. ``manage.py rotate_keys`` rewrites every row by the first.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def encrypt(text: str) -> str:
    return _ring(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    return _ring(tuple(settings.FIELD_KEYS)).decrypt(token.encode()).decode()


def encrypt_bytes(plain: bytes) -> bytes:
    return _ring(tuple(settings.FIELD_KEYS)).encrypt(plain)


def decrypt_bytes(token: bytes) -> bytes:
    return _ring(tuple(settings.FIELD_KEYS)).decrypt(token)


def under_first_key(token: str) -> bool:
    """Whether the ring's first key wrote this, so that it survives the others."""
    try:
        _ring((settings.FIELD_KEYS[0],)).decrypt(token.encode())
    except InvalidToken:
        return False
    return True


def blind_index(text: str, *, purpose: str, key: str | None = None) -> str:
    """A keyed hash to look a number up by (HMAC-SHA256), different for each purpose."""
    ring_key = key or settings.INDEX_KEYS[0]
    return hmac.new(ring_key.encode(), f"{purpose}:{text}".encode(), hashlib.sha256).hexdigest()


def blind_indexes(text: str, *, purpose: str) -> list[str]:
    """The hashes under every key of the ring: while keys are being rotated, rows of the old key are found too."""
    return [blind_index(text, purpose=purpose, key=key) for key in settings.INDEX_KEYS]


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that the database, its backups and its logs only ever see encrypted. ``unreadable``: what is read where no
    key of the ring fits, for a text that is a copy and stands in rows which must be read all the same."""

    def __init__(self, *args: Any, unreadable: str | None = None, **kwargs: Any) -> None:
        self.unreadable = unreadable
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: Any, *_: Any) -> Any:
        try:
            return decrypt(value) if value else value
        except InvalidToken:
            if self.unreadable is None:
                raise
            return self.unreadable


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The keyed hash of another field's text; ``source`` and ``purpose`` let key rotation rewrite it."""

    def __init__(self, *args: Any, source: str = "", purpose: str = "", **kwargs: Any) -> None:
        self.source, self.purpose = source, purpose
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source, "purpose": self.purpose}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = getattr(model_instance, self.source, "")
        hashed = blind_index(text, purpose=self.purpose) if text else ""
        setattr(model_instance, self.attname, hashed)
        return hashed
