"""Which version of terms binds a booking: what pays more at once, what pays less only once accepted.

A version that lowers anything is a cut, whatever else it raises: it binds bookings made after the agent
accepted it. Others, and every booking before, keep what was promised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from tasks.rules.terms import PLAIN_PERCENT, Content, Rate

# days a rule multiplies: the second holds the first; days of its own are compared by name
_WIDTH = {"none": 0, "dates": 0, "spring_and_national": 1, "all_statutory": 2}
MONTHLY = frozenset({"full_attendance", "task_bonus"})  # promises about a whole month


class Dated(Protocol):
    @property
    def version(self) -> int: ...
    @property
    def effective_on(self) -> date: ...


Version = TypeVar("Version", bound=Dated)


@dataclass(frozen=True, slots=True)
class Cuts:
    """(older version, newer version) pairs of which the newer lowers something."""

    pairs: frozenset[tuple[int, int]]

    def __contains__(self, pair: tuple[int, int]) -> bool:
        return pair in self.pairs


def binding(versions: Sequence[Version], day: date, *, accepted: int | None, cuts: Cuts) -> Version | None:
    """The version a booking is paid by on a day. ``versions`` in order; ``accepted`` is the newest
    one accepted when the booking was made, or None where nothing was ever accepted."""
    begun = [one for one in versions if one.effective_on <= day]
    if not begun or accepted is None:
        return begun[-1] if begun else None
    held = [one for one in begun if one.version <= accepted]
    standing = held[-1] if held else begun[0]
    for newer in begun:
        if newer.version > standing.version and (standing.version, newer.version) not in cuts:
            standing = newer
    return standing


def lowered(old: Content, new: Content) -> Iterator[str]:
    """Names of the promises that become less; a promise of another form counts as less."""
    if new.hourly_fen < old.hourly_fen:
        yield "hourly"
    if _unpaid_meal(new) - _unpaid_meal(old):
        yield "meal"
    if new.grace_minutes < old.grace_minutes:
        yield "grace"
    if _holiday_less(old, new):
        yield "holiday"
    yield from _rewards_lowered(old, new)
    if any(_rate_less(rate, _of_kind(new, rate.kind)) for rate in old.rates if not rate.returns):
        yield "rates"
    if any(_takes_more(_of_kind(old, rate.kind), rate) for rate in new.rates if rate.returns):
        yield "takes_back"
    if old.guarantee_fen and (
        new.guarantee_fen < old.guarantee_fen or new.guarantee_minutes > old.guarantee_minutes
    ):
        yield "guarantee"
    if _ranks_less(old, new):
        yield "ranks"
    if new.mentor_hourly_fen < old.mentor_hourly_fen or (
        old.mentor_hourly_fen and new.mentor_days < old.mentor_days
    ):
        yield "mentor"


def _rewards_lowered(old: Content, new: Content) -> Iterator[str]:
    for name in ("full_attendance", "task_bonus"):
        fen, shifts = f"{name}_fen", f"{name}_shifts"
        if getattr(new, fen) < getattr(old, fen) or (
            getattr(old, fen) and getattr(new, shifts) > getattr(old, shifts)
        ):
            yield name


def _unpaid_meal(content: Content) -> set[int]:
    """Minutes of a day nobody is paid for."""
    starts, ends = content.meal_starts, content.meal_ends
    if content.meal_is_paid or starts is None or ends is None:
        return set()
    return set(range(starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute))


def _holiday_less(old: Content, new: Content) -> bool:
    if old.holiday_rule == "none" or old.holiday_percent <= PLAIN_PERCENT:
        return False
    if new.holiday_percent < old.holiday_percent:
        return True
    if old.holiday_rule == "dates":
        return new.holiday_rule != "dates" or not set(old.holiday_dates) <= set(new.holiday_dates)
    return _WIDTH[new.holiday_rule] < _WIDTH[old.holiday_rule]


def _of_kind(content: Content, kind: str) -> Rate | None:
    return next((rate for rate in content.rates if rate.kind == kind), None)


def _rate_less(old: Rate, new: Rate | None) -> bool:
    """Whether some quantity's piece has a lower price: compared where either changes."""
    if new is None or old.measure != new.measure:
        return True
    edges = {above for rate in (old, new) for above, _price in rate.steps}
    return any(_price_at(new, above) < _price_at(old, above) for above in edges)


def _price_at(rate: Rate, above: int) -> int:
    return [price for start, price in rate.steps if start <= above][-1]


def _takes_more(old: Rate | None, new: Rate) -> bool:
    return new.unit_fen > (old.unit_fen if old else 0)


def _ranks_less(old: Content, new: Content) -> bool:
    after = {one.rank: one for one in new.ranks}
    for one in old.ranks:
        now = after.get(one.rank)
        if now is None or now.percent < one.percent or now.hourly_fen < one.hourly_fen:
            return True
    return False
