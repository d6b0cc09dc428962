"""Private files: photos, recordings, bank files, imports. No URL leads to them; an authorised view reads them.

They lie encrypted by the field keys. A sealed file begins with a mark, so that plain files of earlier
versions are still read; ``manage.py rotate_keys`` seals those, and rewrites what an older key sealed.
"""

from __future__ import annotations

import os
from typing import Any, NoReturn

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

from yunke.crypto import decrypt, decrypt_bytes, encrypt_bytes, under_first_key

MARK = b"yunke sealed 1\n"
OLDER = b"gAAAA"  # payment files of earlier versions: the token of a text that has a letter for each byte


class PrivateStorage(FileSystemStorage):
    """Files outside the web root, readable by the server's own account alone, and there only with its keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        modes = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        super().__init__(*args, **(modes | kwargs))

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("Private files have no URL; serve them through an authorised view.")

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return ContentFile(unsealed(self._lying(name)), name=name)

    def _save(self, name: str, content: File[bytes]) -> str:
        return super()._save(name, ContentFile(sealed(b"".join(content.chunks()))))  # type: ignore[no-any-return]

    def size(self, name: str) -> int:
        return len(unsealed(self._lying(name)))

    def reseal(self, name: str) -> bool:
        """Put a file under the first key, in its place; whether it had to be rewritten."""
        lying = self._lying(name)
        if lying.startswith(MARK) and under_first_key(lying[len(MARK) :].decode()):
            return False
        beside = f"{self.path(name)}.resealed"
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(sealed(unsealed(lying)))
        os.replace(beside, self.path(name))
        return True

    def _lying(self, name: str) -> bytes:
        with super()._open(name, "rb") as stored:
            lying: bytes = stored.read()
        return lying


def sealed(plain: bytes) -> bytes:
    return MARK + encrypt_bytes(plain)


def unsealed(lying: bytes) -> bytes:
    if lying.startswith(MARK):
        return decrypt_bytes(lying[len(MARK) :])
    return decrypt(lying.decode()).encode("latin-1") if lying.startswith(OLDER) else lying
