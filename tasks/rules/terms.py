"""What a version of terms says, its plain form, and the hash it is accepted by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, time
from hashlib import sha256
from json import dumps
from typing import Any

WHOLE_BP = 10_000  # a share of 100 %
PLAIN_PERCENT = 100
MENTOR_DAYS = 30  # a mentee's first days, by the trade


@dataclass(frozen=True, slots=True)
class Tier:
    """What lies above so many pieces (or fen of sales) of a month has this price."""

    above: int
    price: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Commission of one kind; ``measure`` is ``count`` (fen a piece) or ``amount`` (basis points).

    With ``tiers`` its own price is that of the first slice. A kind that ``returns`` another takes
    its price back, piece by piece.
    """

    kind: str
    measure: str
    unit_fen: int = 0
    share_bp: int = 0
    tiers: tuple[Tier, ...] = ()
    returns: str = ""

    @property
    def price(self) -> int:
        return self.share_bp or self.unit_fen

    @property
    def steps(self) -> tuple[tuple[int, int], ...]:
        return ((0, self.price), *((tier.above, tier.price) for tier in self.tiers))


@dataclass(frozen=True, slots=True)
class RankPay:
    """A supplement to the hours of a rank: per cent of the plain hourly pay, or fen an hour."""

    rank: str
    percent: int = 0
    hourly_fen: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a version of terms promises."""

    hourly_fen: int = 0
    meal_starts: time | None = None
    meal_ends: time | None = None
    meal_is_paid: bool = False
    grace_minutes: int = 5
    holiday_rule: str = "spring_and_national"
    holiday_percent: int = 200
    holiday_dates: tuple[str, ...] = ()
    full_attendance_fen: int = 0
    full_attendance_shifts: int = 0
    task_bonus_fen: int = 0
    task_bonus_shifts: int = 0
    rates: tuple[Rate, ...] = field(default=())
    guarantee_fen: int = 0  # the least a shift pays ...
    guarantee_minutes: int = 0  # ... of which at least so many minutes were worked
    ranks: tuple[RankPay, ...] = ()
    mentor_hourly_fen: int = 0  # to the mentor, for each paid hour of a mentee ...
    mentor_days: int = 0  # ... in the first so many days


@dataclass(frozen=True, slots=True)
class Clause:
    """A breach and the most it costs."""

    code: str
    title: str
    amount_fen: int


def terms_hash(task: str, version: int, effective_on: date, content: Content) -> str:
    """SHA-256 over canonical JSON: the task's number, version, day and every promise; rates by kind."""
    said = {
        "paper": "terms",
        "task": task,
        "version": version,
        "effective_on": effective_on.isoformat(),
        "hourly_fen": content.hourly_fen,
        "meal": [_hm(content.meal_starts), _hm(content.meal_ends)],
        "meal_is_paid": content.meal_is_paid,
        "grace_minutes": content.grace_minutes,
        "holiday": [content.holiday_rule, content.holiday_percent, sorted(content.holiday_dates)],
        "full_attendance": [content.full_attendance_fen, content.full_attendance_shifts],
        "task_bonus": [content.task_bonus_fen, content.task_bonus_shifts],
        "rates": sorted([rate.kind, rate.unit_fen, rate.share_bp] for rate in content.rates),
    }
    return _digest(said | _later_promises(content))


def _later_promises(content: Content) -> dict[str, Any]:
    """Promises younger than the first hashes: a version without them keeps the hash it was accepted by."""
    tiers = sorted(
        [rate.kind, [[tier.above, tier.price] for tier in rate.tiers]] for rate in content.rates if rate.tiers
    )
    said = {
        "tiers": tiers,
        "takes_back": sorted([rate.kind, rate.returns] for rate in content.rates if rate.returns),
        "guarantee": [content.guarantee_fen, content.guarantee_minutes],
        "ranks": sorted([one.rank, one.percent, one.hourly_fen] for one in content.ranks),
        "mentor": [content.mentor_hourly_fen, content.mentor_days],
    }
    return {name: value for name, value in said.items() if value and value != [0, 0]}


def as_plain(content: Content) -> dict[str, Any]:
    """Terms as plain values, to be kept while they wait for a second person."""
    return asdict(content) | {"meal_starts": _hm(content.meal_starts), "meal_ends": _hm(content.meal_ends)}


def from_plain(said: dict[str, Any]) -> Content:
    """Terms out of ``as_plain``, after a way through JSON as well."""
    rates = (Rate(**one | {"tiers": tuple(Tier(**tier) for tier in one["tiers"])}) for one in said["rates"])
    meal = {
        name: time.fromisoformat(said[name]) if said[name] else None for name in ("meal_starts", "meal_ends")
    }
    return Content(
        **said
        | meal
        | {
            "holiday_dates": tuple(said["holiday_dates"]),
            "rates": tuple(rates),
            "ranks": tuple(RankPay(**one) for one in said["ranks"]),
        }
    )


def penalty_hash(
    task: str, version: int, effective_on: date, appeal_days: int, clauses: Iterable[Clause]
) -> str:
    """SHA-256 over a penalty table; the order of its clauses does not matter."""
    return _digest(
        {
            "paper": "penalties",
            "task": task,
            "version": version,
            "effective_on": effective_on.isoformat(),
            "appeal_days": appeal_days,
            "clauses": sorted([clause.code, clause.title, clause.amount_fen] for clause in clauses),
        }
    )


def agreement_hash(entity: str, version: int, effective_on: date, body_zh: str, body_en: str) -> str:
    """SHA-256 over both languages: accepting one is accepting the other."""
    return _digest(
        {
            "paper": "agreement",
            "entity": entity,
            "version": version,
            "effective_on": effective_on.isoformat(),
            "zh": body_zh,
            "en": body_en,
        }
    )


def _hm(at: time | None) -> str:
    return at.strftime("%H:%M") if at else ""


def _digest(said: dict[str, object]) -> str:
    canonical = dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(canonical.encode("ascii")).hexdigest()
