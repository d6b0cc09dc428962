"""News for whoever holds a role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from onboarding.queries.people import holders
from yunke.models import Notice
from yunke.notices import APP, Told, tell_all


def tell_holders(
    roles: Iterable[str],
    template: str,
    *,
    key: str,
    now: datetime,
    but: str = "",
    url: str = "",
    **facts: Any,
) -> None:
    """The same news for everybody who holds one of the roles now, ``but`` for one (``public_id``): who proposed
    a thing need not hear that it waits."""
    told = (Told(person, f"{key}:{person}", url, facts) for person in sorted(holders(*roles) - {but}))
    tell_all(told, template, now=now)


def no_longer_waits(roles: Iterable[str], *, key: str, now: datetime) -> None:
    """What was told under ``key`` has been decided: whoever has not read it need not."""
    keys = [f"{key}:{person}:{APP}" for person in holders(*roles)]
    Notice.objects.filter(key__in=keys, read_at=None).update(read_at=now)
