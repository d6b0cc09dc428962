"""News for whoever holds a role, and of what one proposes and another decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onboarding.models import User
from onboarding.queries.people import holders
from yunke.models import Notice
from yunke.notices import APP, Told, tell, tell_all


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one person has proposed and a holder of one of the ``roles`` decides; ``key`` is its own among all news,
    ``url`` where it is decided, ``proposer`` a ``public_id``."""

    key: str
    roles: Iterable[str]
    proposer: str
    url: str
    facts: dict[str, Any]

    def tell_second(self, template: str, *, now: datetime, but: str = "") -> None:
        """That it waits, to all but its proposer, and but for one more who had a part in it."""
        people = sorted(holders(*self.roles) - {self.proposer, but})
        tell_all((Told(one, self._key(one), self.url, self.facts) for one in people), template, now=now)

    def decided(self, template: str, *, by: User, now: datetime, **facts: Any) -> None:
        """Nobody need read any more that it waited; its proposer hears how it ended, unless they ended it."""
        self.over(now=now)
        if by.public_id != self.proposer:
            key = f"{self.key}:{template}"
            tell(self.proposer, template, key=key, now=now, url=self.url, **self.facts, **facts)

    def over(self, *, now: datetime) -> None:
        keys = [f"{self._key(person)}:{APP}" for person in holders(*self.roles)]
        Notice.objects.filter(key__in=keys, read_at=None).update(read_at=now)

    def _key(self, person: str) -> str:
        return f"{self.key}:waits:{person}"
