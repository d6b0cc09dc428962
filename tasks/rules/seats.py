"""A free seat goes to the reserve, whom a screener has chosen: who asked first stands first, who did not answer
behind the others. Who only waits in the queue is admitted by a screener."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

IN_LINE = "reserve"
ASKED_FROM, ASKED_TO = 9, 21  # hours of the pay zone in which somebody is asked


@dataclass(frozen=True, slots=True)
class InLine:
    claim: int
    asked_at: datetime
    lapsed: int = 0  # offers that were not answered


def next_in_line(waiting: Iterable[InLine]) -> list[InLine]:
    return sorted(waiting, key=lambda one: (one.lapsed, one.asked_at, one.claim))


def may_ask(hour: int) -> bool:
    """Nobody is woken for a seat."""
    return ASKED_FROM <= hour < ASKED_TO


def until(now: datetime, hours: int) -> datetime:
    return now + timedelta(hours=hours)
