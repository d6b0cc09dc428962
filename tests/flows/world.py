"""October 2026 as plain values: a dialler's calls, sales, shifts with their clocks, what two people decided.

Nothing here knows Django. The same values go into the product by its own doors (``october/rows.py``) and
into the oracles (``october/expected.py``). Everything is dealt by one seed. Times are naive Beijing ones.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests import reach

BEIJING = timezone(timedelta(hours=8))  # the law's clock, whatever the product calls its pay zone
SEED = 20261015
AGENTS = [f"A81{serial:05d}" for serial in range(1, 61)]
STRANGER = "A8199999"  # an agent number nobody has
CALLING, SELLING = "T81001", "T81002"
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
PAYS_ON = {SEPTEMBER: date(2026, 10, 15), OCTOBER: date(2026, 11, 13), NOVEMBER: date(2026, 12, 15)}
CONNECTED_SECONDS = 30
GRACE = timedelta(minutes=5)
MEAL = (time(18), time(19))

# In the words of the oracles (tests/oracles/pay.py).
TERMS: dict[tuple[str, int], dict[str, Any]] = {
    (CALLING, 1): {
        "from": date(2026, 1, 1),
        "hourly_fen": 1_500,
        "holiday_rule": "spring_and_national",
        "commission": {"connected": ("piece", 30)},  # leads are not priced yet: counted, not paid
        "full_attendance": (4, 20_000),
        "task_bonus": None,
    },
    (CALLING, 2): {
        "from": date(2026, 10, 16),
        "hourly_fen": 1_600,
        "holiday_rule": "spring_and_national",
        "commission": {"connected": ("piece", 35), "interested_lead": ("piece", 800)},
        "full_attendance": (4, 30_000),
        "task_bonus": (3, 10_000),
    },
    (SELLING, 1): {
        "from": date(2026, 1, 1),
        "hourly_fen": 1_610,  # a whole morning at 150 % ends in half a fen
        "holiday_rule": "dates",
        "holiday_dates": [date(2026, 10, 18)],
        "holiday_percent": 150,
        "commission": {"sale": ("share", 250), "wechat_added": ("piece", 200)},
        "full_attendance": None,
        "task_bonus": (3, 5_000),
    },
}
ENTITY: dict[str, Any] = {"method": "cumulative", "months": "continuous", "penalties_lower_income": False}


def moment(text: str) -> datetime:
    """``2026-10-05 18:30`` in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


def version_on(task: str, day: date) -> int:
    """The terms that hold on a day."""
    return max(version for of, version in TERMS if of == task and TERMS[of, version]["from"] <= day)


@dataclass(frozen=True)
class Call:
    call_id: str
    agent: str
    at: datetime
    row: dict[str, str]  # the original columns

    @property
    def kinds(self) -> list[str]:
        connected = ["connected"] if int(self.row["duration"]) >= CONNECTED_SECONDS else []
        return connected + (["interested_lead"] if self.row["y"] == "yes" else [])


@dataclass(frozen=True)
class Sale:
    order_id: str
    agent: str
    at: datetime
    amount_fen: int
    wechat: bool


@dataclass(frozen=True)
class Duty:
    """One agent's seat. ``fate``: clocked, recorded (by operations), absent, cancelled_late, cancelled_early."""

    task: str
    agent: str
    starts: datetime
    ends: datetime
    fate: str = "clocked"
    came: datetime | None = None
    left: datetime | None = None

    @property
    def mark(self) -> str:
        """In the oracle's words; both late and early is late."""
        if self.fate in ("absent", "cancelled_late"):
            return self.fate
        assert self.came
        assert self.left
        if self.came > self.starts + GRACE:
            return "late"
        return "left_early" if self.left < self.ends - GRACE else "worked"


@dataclass(frozen=True)
class Ruling:
    """A reward or penalty that two people decide."""

    kind: str
    task: str
    agent: str
    amount_fen: int
    on: date
    clause: str = ""
    put_on: date | None = None  # when it was put forward, if not on the day itself

    @property
    def month(self) -> date:
        """It is settled in the month that is open when it is decided."""
        return (self.put_on or self.on).replace(day=1)


# --- calls and sales --------------------------------------------------------------------------------------


@cache
def calls() -> tuple[Call, ...]:
    """20,000 real calls, dealt to sixty agents and the minutes of October."""
    if missing := reach.calls_missing():
        pytest.skip(missing)
    deal = random.Random(SEED)
    with reach.CALLS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    first = datetime.fromisoformat("2026-10-01 00:00")
    dealt = [
        Call(
            f"C{number:06d}", deal.choice(AGENTS), first + timedelta(seconds=deal.randrange(31 * 86_400)), row
        )
        for number, row in enumerate(rows, 1)
    ]
    # the month's own edges and those of the terms
    edges = ["10-01 00:00:00", "10-15 23:59:59", "10-16 00:00:00", "10-31 23:59:59"]
    for place, edge in enumerate(edges):
        at = datetime.fromisoformat(f"2026-{edge}")
        dealt[place] = Call(dealt[place].call_id, dealt[place].agent, at, dealt[place].row)
    return tuple(dealt)


@cache
def sales() -> tuple[Sale, ...]:
    """A small shop's orders; shares of them often end in half a fen."""
    deal = random.Random(SEED + 1)
    first = datetime.fromisoformat("2026-10-01 09:00")
    return tuple(
        Sale(f"O{number:05d}", deal.choice(SELLERS), first + timedelta(minutes=deal.randrange(30 * 1_440)),
             deal.randrange(1_990, 300_000, 10), deal.random() < 0.4)
        for number in range(1, 181)
    )  # fmt: skip


def call_row(call: Call) -> dict[str, str]:
    """A line of the dialler's export: its own columns first, then all original ones."""
    return {
        "call_id": call.call_id,
        "agent": call.agent,
        "called_at": f"{call.at:%Y-%m-%d %H:%M:%S}",
        **call.row,
    }


def sale_row(sale: Sale) -> dict[str, str]:
    return {
        "order_id": sale.order_id,
        "agent": sale.agent,
        "paid_at": f"{sale.at:%Y-%m-%d %H:%M:%S}",
        "amount": f"{sale.amount_fen // 100}.{sale.amount_fen % 100:02d}",
        "wechat": "1" if sale.wechat else "0",
    }


def write_export(path: Path, rows: Iterable[dict[str, str]]) -> Path:
    """A file as the dialler writes it: ``;`` between columns, texts in quotes."""
    told = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(told[0]), delimiter=";", quoting=csv.QUOTE_ALL)
        out.writeheader()
        out.writerows(told)
    return path


# --- shifts and clocks ------------------------------------------------------------------------------------

PATTERNS = {  # start, end; an end before the start is the next day's
    "day": (time(14), time(22)),
    "evening": (time(18, 30), time(23)),
    "night": (time(20), time(2)),
    "morning": (time(8, 30), time(12)),
}
SELLERS = AGENTS[20:40]
ONLY_CALLS = AGENTS[56:]  # produced results, worked no hours


def shift_of(pattern: str, day: date) -> tuple[datetime, datetime]:
    starts, ends = PATTERNS[pattern]
    return (
        datetime.combine(day, starts),
        datetime.combine(day + timedelta(days=ends <= starts), ends),
    )


@cache
def duties() -> tuple[Duty, ...]:
    """Every seat of the month. An agent's number decides the pattern and what goes wrong, the seed the rest."""
    deal, found = random.Random(SEED + 2), []
    for number, agent in enumerate(AGENTS[:56]):
        pattern = ("day", "evening", "night")[number % 3]
        days = sorted(deal.sample(range(3, 31), 2 if number % 11 == 10 else 4))
        dates = [date(2026, 10, day) for day in days]
        if number % 4 == 0:
            dates.insert(0, date(2026, 10, 1))  # National Day, paid twice
        if pattern == "night" and number % 2 == 0:
            dates.insert(0, date(2026, 9, 30))  # half of it is National Day's
        if number == 5:
            dates = [date(2026, 10, 15) if day == min(dates, key=_to_mid_month) else day for day in dates]
        found += [_duty(CALLING, agent, *shift_of(pattern, day), deal) for day in dates]
        found[-1] = _spoilt(found[-1], number, deal)
    for seller in SELLERS:
        dates = [date(2026, 10, 18), *(date(2026, 10, day) for day in deal.sample(range(19, 31), 2))]
        found += [_duty(SELLING, seller, *shift_of("morning", day), deal) for day in sorted(dates)]
    return tuple(found)


def _to_mid_month(day: date) -> int:
    return abs((day - date(2026, 10, 15)).days)


def _duty(task: str, agent: str, starts: datetime, ends: datetime, deal: random.Random) -> Duty:
    """On time: up to twenty minutes early, or inside the grace to its last second."""
    came = starts + timedelta(seconds=deal.choice([-1_200, -61, 0, 59, 299, 300]))
    left = ends + timedelta(seconds=deal.choice([1_500, 60, 0, -1, -240, -300]))
    return Duty(task, agent, starts, ends, "clocked", came, left)


def _spoilt(duty: Duty, number: int, deal: random.Random) -> Duty:
    """What an agent's number does to their last shift of the month; most leave it as it is."""
    fates = {1: "late", 3: "early", 5: "absent", 7: "cancelled_late", 8: "cancelled_early", 9: "recorded"}
    fate = fates.get(number % 14, "clocked")
    plain = (duty.task, duty.agent, duty.starts, duty.ends)
    if fate == "late":
        return Duty(*plain, "clocked", duty.starts + timedelta(seconds=deal.randrange(301, 3_000)), duty.left)
    if fate == "early":
        return Duty(*plain, "clocked", duty.came, duty.ends - timedelta(seconds=deal.randrange(301, 5_000)))
    if fate in ("clocked", "recorded"):
        return Duty(*plain, fate, duty.came, duty.left)
    return Duty(*plain, fate)


# --- what two people decided ------------------------------------------------------------------------------

CLAUSES = {"left_without_leave": 15_000, "recording_missing": 200_000}  # the most each costs, fen


@cache
def rulings() -> tuple[Ruling, ...]:
    """September's make histories: tax already withheld, and debts that wait; October's meet them."""
    september, october = date(2026, 9, 18), date(2026, 10, 20)
    rewards = [1_200_000, 900_000, 2_500_000, 626_000, 10_000, 30_000]
    found = [Ruling("reward", CALLING, AGENTS[place], fen, september) for place, fen in enumerate(rewards)]
    found += [
        Ruling("penalty", CALLING, AGENTS[4], 15_000, september, "left_without_leave"),  # 50.00 is carried
        Ruling("penalty", CALLING, AGENTS[5], 9_000, september, "left_without_leave"),
        Ruling("reward", CALLING, AGENTS[0], 800_000, october),
        Ruling("reward", CALLING, AGENTS[1], 2_600_000, october),
        Ruling("reward", SELLING, AGENTS[20], 625_050, october),
        Ruling("reward", CALLING, AGENTS[10], 5_000, october),
        Ruling("reward", CALLING, AGENTS[10], 2_550, date(2026, 10, 21)),
        Ruling(
            "reward", CALLING, AGENTS[11], 3_300, september, put_on=date(2026, 10, 8)
        ),  # September is closed
        Ruling("penalty", CALLING, AGENTS[10], 2_000, october, "left_without_leave"),
        Ruling("penalty", SELLING, AGENTS[21], 3_500, october, "left_without_leave"),
        Ruling(
            "penalty", CALLING, ONLY_CALLS[0], 200_000, october, "recording_missing"
        ),  # more than the month
        Ruling("penalty", CALLING, AGENTS[1], 12_345, october, "left_without_leave"),
    ]
    return tuple(found)


# --- what is put right in November ------------------------------------------------------------------------


def late_duty() -> Duty:
    """Hours of National Day that nobody approved in time: all of them are November's."""
    return next(duty for duty in duties() if duty.agent == AGENTS[12])


def reversed_sale() -> Sale:
    """An order that was sent back: its share is taken back."""
    return sales()[7]


def shortened_duty() -> tuple[Duty, int]:
    """An evening that was paid too long, and its right minutes; the agent's debt of September was taken before."""
    return [duty for duty in duties() if duty.agent == AGENTS[4]][1], 180
