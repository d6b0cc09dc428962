"""Payment files at rest: random names in the private storage, which encrypts whatever it keeps."""

from __future__ import annotations

import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models.fields.files import FieldFile

FOLDER = "payouts"


def keep(content: bytes) -> str:
    """Store bytes; the name under which ``opened`` finds them."""
    return storages["private"].save(f"{FOLDER}/{secrets.token_hex(16)}", ContentFile(content))


def opened(file: FieldFile) -> bytes:
    with file.open("rb") as stored:
        content: bytes = stored.read()
    return content
