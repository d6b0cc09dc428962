"""What one fact of work is worth: multiplied first, divided last, rounded once (half up).

Each price stands here twice: as a function, and as the SQL by which whole months are priced in sets.
The SQL adds half the divisor and cuts off, in 64 bits, and needs whole numbers not below zero (a
share may be below). A test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from yunke.ground.calendar import HOLIDAYS, SPRING_AND_NATIONAL, StatutoryDays
from yunke.ground.money import half_up
from yunke.ground.tiers import Step, price_cumulated

PLAIN_PERCENT = 100
DOUBLE_PERCENT = 200
OWN_DATE = "own_date"
_COUNTED = {
    "none": frozenset[str](),
    "spring_and_national": SPRING_AND_NATIONAL,
    "all_statutory": frozenset(HOLIDAYS),
    "dates": frozenset[str](),
}
HOLIDAY_RULES = tuple(_COUNTED)

MINUTES_SQL = "((CAST({minutes} AS bigint) * {hourly_fen} * {percent} + 3000) / 6000)"
PIECES_SQL = "(CAST({quantity} AS bigint) * {unit_fen})"
SHARE_SQL = (
    "((CAST({amount_fen} AS bigint) * {basis_points}"
    " + CASE WHEN {amount_fen} < 0 THEN -5000 ELSE 5000 END) / 10000)"
)


@dataclass(frozen=True, slots=True)
class HolidayRule:
    """A task's double pay: which days (one of HOLIDAY_RULES), how much, and its own dates if it says so."""

    name: str
    percent: int = DOUBLE_PERCENT
    dates: Collection[date] = ()

    def __post_init__(self) -> None:
        if self.name not in _COUNTED:
            raise ValueError(f"no holiday rule is called {self.name!r}")


def price_minutes(paid_minutes: int, hourly_fen: int, multiplier_percent: int = PLAIN_PERCENT) -> int:
    """Fen for one segment."""
    return half_up(paid_minutes * hourly_fen * multiplier_percent, 60 * 100)


def price_pieces(quantity: int, unit_fen: int) -> int:
    """Fen for a result counted in pieces: contacts, connections, leads, accepted items."""
    return quantity * unit_fen


def price_share(amount_fen: int, basis_points: int) -> int:
    """Fen for a share of a sale; 250 basis points are 2.5 %. A sale taken back is its mirror image."""
    return half_up(amount_fen * basis_points, 10_000)


class Tiers(NamedTuple):
    """Prices of a quantity counted over a month: fen a piece, or basis points of sales."""

    steps: tuple[Step, ...]
    of_sales: bool


def price_tiers(tiers: Tiers, before: int, quantity: int) -> int:
    """Fen for so many more after so many before: the price of all of them less what the first were paid."""
    divisor = 10_000 if tiers.of_sales else 1
    return price_cumulated(before + quantity, tiers.steps, divisor) - price_cumulated(
        before, tiers.steps, divisor
    )


class RankPay(NamedTuple):
    """What a rank adds: ``percent`` of the plain hourly pay, or of fen an hour of its own (100)."""

    percent: int
    hourly_fen: int


def multiplier_for(local_on: date, rule: HolidayRule, statutory: StatutoryDays) -> tuple[int, str]:
    """(percent, source) of a day: the largest that applies, never a product.

    ``statutory`` are the confirmed holidays of the year; the source is a holiday's code, ``own_date``
    or "" for a plain day. Where two holidays meet the day is doubled once.
    """
    sources = [code for code in statutory.get(local_on, ()) if code in _COUNTED[rule.name]]
    if rule.name == "dates" and local_on in rule.dates:
        sources.append(OWN_DATE)
    if not sources or rule.percent <= PLAIN_PERCENT:
        return PLAIN_PERCENT, ""
    return rule.percent, sources[0]
