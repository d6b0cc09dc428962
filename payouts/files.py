"""Payment files at rest: random names in the private storage, which encrypts whatever it keeps."""

from __future__ import annotations

import errno
import secrets
from contextlib import suppress
from pathlib import Path

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models.fields.files import FieldFile

from payouts.reasons import FILE_NOT_KEPT, NO_SPACE_LEFT
from yunke.ground.errors import Refused

FOLDER = "payouts"
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
log = structlog.get_logger(__name__)


def keep(content: bytes) -> str:
    """Store bytes; the name under which ``opened`` finds them. A disk that takes no more refuses the whole act."""
    storage = storages["private"]
    name = f"{FOLDER}/{secrets.token_hex(16)}"
    try:
        return storage.save(name, ContentFile(content))
    except OSError as error:
        with suppress(OSError):
            Path(storage.path(name)).unlink()  # the half of it that was written
        log.exception("file_not_kept", error=errno.errorcode.get(error.errno or 0, ""))
        raise Refused((NO_SPACE_LEFT if error.errno in FULL else FILE_NOT_KEPT)()) from error


def opened(file: FieldFile) -> bytes:
    with file.open("rb") as stored:
        content: bytes = stored.read()
    return content
