"""When the story happens: three months up to ``now``, days and hours of the pay zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from yunke.ground.calendar import PAY_ZONE, local_on
from yunke.ground.months import month_of, previous_month

QUARTER = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Story:
    """``settled`` is paid, ``counted`` waits for approval, ``running`` is the month of ``now``."""

    now: datetime

    @property
    def today(self) -> date:
        return local_on(self.now)

    @property
    def running(self) -> date:
        return month_of(self.today)

    @property
    def counted(self) -> date:
        return previous_month(self.running)

    @property
    def settled(self) -> date:
        return previous_month(self.counted)

    def ago(self, *, days: float = 0, hours: float = 0) -> datetime:
        return self.now - timedelta(days=days, hours=hours)

    def by_now(self, moment: datetime) -> datetime:
        """The moment itself, or ``now`` where it would lie ahead."""
        return min(moment, self.now)

    @property
    def next_start(self) -> datetime:
        """The start of a shift one can clock in to now: the next quarter of an hour, with a minute to spare."""
        quarters = (self.now + MINUTE - datetime.min.replace(tzinfo=self.now.tzinfo)) // QUARTER + 1
        return datetime.min.replace(tzinfo=self.now.tzinfo) + quarters * QUARTER


def at(day: date, clock: str) -> datetime:
    """``at(day, "18:30")`` in the pay zone."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=PAY_ZONE)
