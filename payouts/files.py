"""Payment files at rest: encrypted, because they hold account numbers; random names, private storage."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models.fields.files import FieldFile

from payouts.models import BankResult, Dispute, PayoutBatch
from yunke.crypto import decrypt, encrypt, under_first_key

FOLDER = "payouts"


def keep(content: bytes) -> str:
    """Store bytes encrypted; the name under which ``opened`` finds them."""
    return storages["private"].save(f"{FOLDER}/{secrets.token_hex(16)}", ContentFile(_sealed(content)))


def opened(file: FieldFile) -> bytes:
    with file.open("rb") as stored:
        return decrypt(stored.read().decode()).encode("latin-1")


def rotate_files() -> int:
    """Rewrite files that an older key encrypted; how many. The row follows to the new file, then the old one goes."""
    changed = 0
    for row, name in _files():
        file: FieldFile = getattr(row, name)
        with file.open("rb") as stored:
            token = stored.read().decode()
        if not under_first_key(token):
            old = file.name
            type(row)._default_manager.filter(pk=row.pk).update(**{name: keep(opened(file))})
            storages["private"].delete(old or "")
            changed += 1
    return changed


def _files() -> Iterator[tuple[PayoutBatch | BankResult | Dispute, str]]:
    for batch in PayoutBatch.objects.order_by("pk"):
        yield batch, "file"
        yield batch, "control_file"
    for dispute in Dispute.objects.exclude(evidence="").order_by("pk"):
        yield dispute, "evidence"
    for result in BankResult.objects.order_by("pk"):
        yield result, "file"


def _sealed(content: bytes) -> bytes:
    """Every byte as the letter of its number, since the ring encrypts text."""
    return encrypt(content.decode("latin-1")).encode()
