"""Every encrypted row rewritten by the first keys of the rings, so that an old key can be dropped.

Resumable: what is under the first keys already is passed over, and a row somebody changed meanwhile is
left alone (it was written by the first key). What no key reads is named and left as it lies: it stops nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Cast

from yunke.crypto import BlindIndexField, EncryptedTextField, blind_index, decrypt, under_first_key

BATCH = 500

Others = Callable[[], tuple[int, list[int]]]  # rotates all: how many changed, the rows that no key reads
EXTRA: dict[str, Others] = {}  # secrets kept in others' tables, by name


@dataclass(slots=True)
class Progress:
    """Rows of one model so far.

    ``clashes`` are rows whose number stands twice under different keys, ``unreadable`` those that no key reads.
    """

    name: str
    total: int
    seen: int = 0
    changed: int = 0
    clashes: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)


def also_rotate(name: str, rotate: Others) -> None:
    """Announce secrets that do not stand in one of our encrypted fields."""
    EXTRA[name] = rotate


def reseal_files() -> tuple[int, list[str], list[str]]:
    """Every file of every row put under the first key, in its place: (rewritten, gone, unreadable)."""
    changed, gone, unreadable = 0, [], []
    for model in apps.get_models():
        for one in _fields(model, models.FileField):
            rows = model._base_manager.exclude(**{one.name: ""}).order_by("pk")
            for pk, name in rows.values_list("pk", one.name).iterator(chunk_size=BATCH):
                try:
                    changed += one.storage.reseal(name)
                except FileNotFoundError:
                    gone.append(f"{model._meta.label} {pk} {one.name}")
                except (InvalidToken, UnicodeDecodeError, PermissionError) as error:
                    why = type(error).__name__
                    unreadable.append(f"{model._meta.label} {pk} {one.name}: {name} cannot be read ({why})")
    return changed, gone, unreadable


def encrypted_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if _fields(model, EncryptedTextField)]


def rotate(model: type[models.Model], *, batch: int = BATCH) -> Iterator[Progress]:
    """Rewrite a model's rows in batches by primary key, one transaction each."""
    rows = model._base_manager.order_by("pk")
    progress, last = Progress(model._meta.label, rows.count()), 0
    while keys := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:batch]):
        with transaction.atomic():
            for row in _raw(model).filter(pk__in=keys).order_by("pk"):
                _rotate_row(model, row, progress)
        last, progress.seen = keys[-1], progress.seen + len(keys)
        yield progress
    if not progress.total:
        yield progress


def _rotate_row(model: type[models.Model], row: dict[str, Any], progress: Progress) -> None:
    try:
        changes = _changes(model, row)
    except InvalidToken:
        progress.unreadable.append(row["pk"])
        return
    if not changes:
        return
    unchanged = {f"raw_{one.name}": row[f"raw_{one.name}"] for one in _fields(model, EncryptedTextField)}
    try:
        with transaction.atomic():
            progress.changed += _annotated(model).filter(pk=row["pk"], **unchanged).update(**changes)
    except IntegrityError:
        progress.clashes.append(row["pk"])


def _changes(model: type[models.Model], row: dict[str, Any]) -> dict[str, Any]:
    """The columns of a row that are not under the first keys, with what they should hold."""
    found: dict[str, Any] = {}
    texts = {one.name: row[f"raw_{one.name}"] for one in _fields(model, EncryptedTextField)}
    for name, raw in texts.items():
        if raw and not under_first_key(raw):
            found[name] = decrypt(raw)  # the field encrypts it again when it is written
    for index in _fields(model, BlindIndexField):
        raw = texts.get(index.source)
        hashed = blind_index(decrypt(raw), purpose=index.purpose) if raw else ""
        if raw and hashed != row[index.name]:
            found[index.name] = hashed
    return found


def _annotated(model: type[models.Model]) -> models.QuerySet[Any]:
    """Rows with each encrypted column as it lies in the database (a cast passes the field by)."""
    raw = {
        f"raw_{one.name}": Cast(one.name, models.TextField()) for one in _fields(model, EncryptedTextField)
    }
    rows: models.QuerySet[Any] = model._base_manager.annotate(**raw)
    return rows


def _raw(model: type[models.Model]) -> models.QuerySet[Any, dict[str, Any]]:
    names = [f"raw_{one.name}" for one in _fields(model, EncryptedTextField)]
    return _annotated(model).values("pk", *names, *(one.name for one in _fields(model, BlindIndexField)))


def _fields(model: type[models.Model], kind: type[models.Field[Any, Any]]) -> list[Any]:
    return [one for one in model._meta.concrete_fields if isinstance(one, kind)]
