"""Public identifiers: 26 sortable letters and digits (ULID), fit for every URL and payment rail."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes

from ulid import ULID

_OF_BASE32 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_TIME, _RANDOM = 10, 16  # characters of each; 16 tell 10 bytes
_DIGEST, _TOLD = 20, 32  # bytes kept of a digest, and the characters that tell them


def new_public_id(now: datetime) -> str:
    """A fresh identifier whose first ten characters sort by ``now``."""
    return str(ULID.from_datetime(now))


def new_public_ids(now: datetime, count: int) -> list[str]:
    """So many at once, for rows written in sets: the same identifiers, not in the order they were made."""
    when = new_public_id(now)[:_TIME]
    told = b32encode(token_bytes(10 * count)).translate(_OF_BASE32).decode("ascii")
    return [when + told[at : at + _RANDOM] for at in range(0, _RANDOM * count, _RANDOM)]


def public_ids_of(names: Iterable[str]) -> list[str]:
    """Identifiers that follow from what they name: whoever makes them again, after whatever loss, makes the same."""
    digests = b"".join(sha256(name.encode()).digest()[:_DIGEST] for name in names)
    told = b32encode(digests).translate(_OF_BASE32).decode("ascii")
    return [told[at : at + _TIME + _RANDOM] for at in range(0, len(told), _TOLD)]
