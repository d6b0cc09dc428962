"""Which contacts are reviewed: a seeded share of each agent's month, drawn day by day, spread over the hours.

The same seed, plan and contacts give the same sample. Ranks come from a digest, so nobody can aim at them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_SHARE, MOST_SHARE = 3, 8


@dataclass(frozen=True, slots=True)
class Contact:
    key: str
    hour: int


def target(contacts: int, share_percent: int) -> int:
    """How many of so many contacts: the share rounded up, one at least, none of none."""
    return -(-contacts * share_percent // 100)


def place(seed: str, *words: object) -> int:
    """Where something stands in the seed's order."""
    said = "\n".join(map(str, (seed, *words)))
    return int.from_bytes(hashlib.sha256(said.encode()).digest()[:8])


def chosen(contacts: Iterable[Contact], wanted: int, hours: Counter[int], seed: str) -> list[Contact]:
    """``wanted`` of a day's contacts; each comes from the hour that was heard least so far (``hours``)."""
    by_hour: dict[int, list[Contact]] = {}
    for one in sorted(contacts, key=lambda one: place(seed, one.key), reverse=True):
        by_hour.setdefault(one.hour, []).append(one)
    heard = Counter(hours)
    found: list[Contact] = []
    while by_hour and len(found) < wanted:
        hour = min(by_hour, key=lambda hour: (heard[hour], place(seed, hour)))
        one = by_hour[hour].pop()
        found.append(one)
        heard[hour] += 1
        if not by_hour[hour]:
            del by_hour[hour]
    return found


def scored_twice(key: str, second_percent: int, seed: str) -> bool:
    return place(seed, "second", key) % 100 < second_percent
