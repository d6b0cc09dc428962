"""A free seat goes to who stands first: reserve before the waiting list, who did not answer behind the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ORDER = ("reserve", "waiting")
ASKED_FROM, ASKED_TO = 9, 21  # hours of the pay zone in which somebody is asked


@dataclass(frozen=True, slots=True)
class InLine:
    claim: int
    state: str
    asked_at: datetime
    lapsed: int = 0  # offers that were not answered


def next_in_line(waiting: Iterable[InLine]) -> list[InLine]:
    return sorted(
        (one for one in waiting if one.state in ORDER),
        key=lambda one: (one.lapsed, ORDER.index(one.state), one.asked_at, one.claim),
    )


def may_ask(hour: int) -> bool:
    """Nobody is woken for a seat."""
    return ASKED_FROM <= hour < ASKED_TO


def until(now: datetime, hours: int) -> datetime:
    return now + timedelta(hours=hours)
