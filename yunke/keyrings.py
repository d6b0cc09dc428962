"""Where the secrets come from: the environment, or in the demo a file made once.

The field keys (Fernet, the first encrypts, all decrypt) and the index keys (HMAC, the first writes)
stand apart from SECRET_KEY, so that one can be changed without the others.
"""

import base64
import binascii
import json
import os
import secrets
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

FERNET_BYTES = 32
KEY_LENGTH = 32  # characters of SECRET_KEY and of each index key, at least

REMEDIES = {
    "SECRET_KEY": "python -c 'import secrets; print(secrets.token_urlsafe(50))'",
    "YUNKE_FIELD_KEYS": (
        "python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'"
    ),
    "YUNKE_INDEX_KEYS": "python -c 'import secrets; print(secrets.token_urlsafe(32))'",
}


class KeyRings(NamedTuple):
    secret_key: str
    field_keys: list[str]
    index_keys: list[str]


def read_keyrings(environ: dict[str, str], *, demo: bool, folder: Path) -> KeyRings:
    """The secrets of this installation, or ImproperlyConfigured naming what is missing and how to make it."""
    kept = demo_secrets(folder / "demo-keys.json") if demo else {}
    found = {name: environ.get(name) or kept.get(name) or _missing(name) for name in REMEDIES}
    field_keys, index_keys = (_split(found[name]) for name in ("YUNKE_FIELD_KEYS", "YUNKE_INDEX_KEYS"))
    _check(found["SECRET_KEY"], field_keys, index_keys)
    return KeyRings(found["SECRET_KEY"], field_keys, index_keys)


def demo_secrets(path: Path) -> dict[str, str]:
    """The demo's secrets: made by whichever process comes first, then only read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump(fresh_secrets(), file)
        try:
            os.link(draft, path)  # refuses when another process was faster: its keys count
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    secrets_kept: dict[str, str] = json.loads(path.read_text())
    return secrets_kept


def fresh_secrets() -> dict[str, str]:
    """New secrets, one value for each variable."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "YUNKE_FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(FERNET_BYTES)).decode(),
        "YUNKE_INDEX_KEYS": secrets.token_urlsafe(32),
    }


def _split(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _missing(name: str) -> str:
    raise ImproperlyConfigured(
        f"{name} is not set. Make one with: {REMEDIES[name]}  (or set YUNKE_DEMO=1 for a demo)"
    )


def _check(secret_key: str, field_keys: list[str], index_keys: list[str]) -> None:
    if len(secret_key.strip()) < KEY_LENGTH:
        raise ImproperlyConfigured(
            f"SECRET_KEY must have {KEY_LENGTH} characters or more. Make one with: {REMEDIES['SECRET_KEY']}"
        )
    if not field_keys or not all(_is_fernet_key(key) for key in field_keys):
        raise ImproperlyConfigured(
            "YUNKE_FIELD_KEYS must be Fernet keys, comma between. "
            f"Make one with: {REMEDIES['YUNKE_FIELD_KEYS']}"
        )
    if not index_keys or any(len(key) < KEY_LENGTH for key in index_keys):
        raise ImproperlyConfigured(
            f"YUNKE_INDEX_KEYS must have {KEY_LENGTH} characters or more each. "
            f"Make one with: {REMEDIES['YUNKE_INDEX_KEYS']}"
        )


def _is_fernet_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == FERNET_BYTES
    except (binascii.Error, ValueError):
        return False
