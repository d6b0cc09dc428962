"""The same request sent twice acts once and is answered the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from yunke.crypto import blind_indexes
from yunke.ground.errors import Refused, gettext_noop, reason
from yunke.models import IdempotencyKey

KEY_REUSED = reason(
    "idempotency_key_reused",
    gettext_noop("这个幂等键已经用在另一个请求上了。"),
    gettext_noop("换一个新的键再发。"),
)
KEPT, AT_ONCE = timedelta(days=30), 1_000
KEY_LIMIT = 80  # letters; a longer key is refused, since cut short two keys could be one
KEY_TOO_LONG = reason(
    "idempotency_key_too_long",
    gettext_noop("幂等键最长 %(limit)s 个字符。"),
    gettext_noop("换一个短一些的键，比如一个 UUID。"),
)


def forget_old_keys(*, now: datetime) -> int:
    """Nobody sends a request again after ``KEPT``: keys and their answers go, the oldest first."""
    gone = 0
    while batch := list(
        IdempotencyKey.objects.filter(created_at__lt=now - KEPT)
        .order_by("pk")
        .values_list("pk", flat=True)[:AT_ONCE]
    ):
        gone += IdempotencyKey.objects.filter(pk__in=batch).delete()[0]
    return gone


def body_hashes(body: Any) -> list[str]:
    """Keyed hashes of the request, one a key of the ring, the first to be written.

    Bodies may hold personal numbers; files count by their bytes; a request repeated while keys rotate is the same.
    """
    return blind_indexes(json.dumps(body, sort_keys=True, default=_as_text), purpose="idempotency")


def _as_text(value: Any) -> str:
    if not hasattr(value, "chunks"):
        return str(value)
    digest = hashlib.sha256()
    for piece in value.chunks():
        digest.update(piece)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"


def answered_once(
    actor: str, route: str, key: str, body: Any, act: Callable[[], tuple[int, Any]], *, now: datetime
) -> tuple[int, Any]:
    """Run ``act`` under the key, in one transaction with its answer; said again, the stored answer.

    Refuses ``idempotency_key_reused`` (sent as 422) when the key was used with another body.
    """
    hashes = body_hashes(body)
    with transaction.atomic():
        mine = IdempotencyKey(actor=actor, route=route, key=key, body_hash=hashes[0], created_at=now)
        if not _claimed(mine):
            return _said_before(actor, route, key, hashes)
        status, response = act()
        IdempotencyKey.objects.filter(pk=mine.pk).update(status=status, response=response)
        return status, response


def _claimed(row: IdempotencyKey) -> bool:
    """Whether the key is ours to answer; a second request waits here until the first has committed."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _said_before(actor: str, route: str, key: str, hashes: list[str]) -> tuple[int, Any]:
    row = IdempotencyKey.objects.get(actor=actor, route=route, key=key)
    if row.body_hash not in hashes:
        raise Refused(KEY_REUSED())
    return row.status or 200, row.response
