"""What an hour brought, in bands of yuan: how many lie in each, and the middle one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from payouts.rules.outliers import fences
from yunke.ground.money import half_up

MOST_BANDS = 12
EACH_END = 20  # where there are no fences, a twentieth at either end may lie in an open band


class Earned(NamedTuple):
    """Income before tax of one person's month, and the minutes it was paid for, above zero."""

    income_fen: int
    minutes: int

    @property
    def hourly_fen(self) -> int:
        """Cut off, never up: 19.999 belongs below twenty."""
        return self.income_fen * 60 // self.minutes


class Band(NamedTuple):
    """From so many fen an hour to below so many; ``None`` at an open end."""

    from_fen: int | None
    to_fen: int | None
    agents: int


def in_order(earned: Sequence[Earned]) -> list[Earned]:
    return sorted(earned, key=lambda one: one.income_fen / one.minutes)


def median_fen(ordered: Sequence[Earned]) -> int | None:
    """Fen an hour of the one in the middle, of two half their sum, rounded once."""
    if not ordered:
        return None
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return half_up(
        60 * (low.income_fen * high.minutes + high.income_fen * low.minutes), 2 * low.minutes * high.minutes
    )


def bands(ordered: Sequence[Earned]) -> list[Band]:
    """Bands of one width with no gap between them. Few people far outside make an open band, not a long tail."""
    if not ordered:
        return []
    low, high = _reach(ordered)
    step = next(step for step in _steps() if high // step - low // step < MOST_BANDS)
    first, last = low // step, high // step
    held = Counter(min(max(one.hourly_fen // step, first - 1), last + 1) for one in ordered)
    found = [Band(place * step, (place + 1) * step, held[place]) for place in range(first, last + 1)]
    if held[first - 1]:
        found.insert(0, Band(None, first * step, held[first - 1]))
    if held[last + 1]:
        found.append(Band((last + 1) * step, None, held[last + 1]))
    return found


def _reach(ordered: Sequence[Earned]) -> tuple[int, int]:
    """Lowest and highest that the bands must tell apart: those inside the fences of a month's outliers."""
    size = len(ordered)
    found = fences(ordered[size // 4].hourly_fen, ordered[size * 3 // 4].hourly_fen, size)
    if found is None:
        spare = size // EACH_END
        return ordered[spare].hourly_fen, ordered[-1 - spare].hourly_fen
    inside = [one.hourly_fen for one in ordered if found.low_fen <= one.hourly_fen <= found.high_fen]
    return inside[0], inside[-1]


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 ... yuan."""
    for power in count():
        yield from (leading * 100 * 10**power for leading in (1, 2, 5))
