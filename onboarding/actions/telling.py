"""News for whoever holds a role."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from onboarding.queries.people import holders
from yunke.notices import Told, tell_all


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
