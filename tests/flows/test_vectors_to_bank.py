"""The worked examples of money.md, each from the clock-in to the bytes of the bank's file.

Everybody books, clocks, has hours approved and, where a tax example needs its exact gross, a reward
decided by two; one entity a way of withholding.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from onboarding.models import Agent, User
from payouts.actions.runs import approve_run
from payouts.models import Run
from tasks.actions.approvals import approve_hours
from tasks.actions.attendance import clock_in, clock_out
from tasks.actions.decisions import answer_decision, approve_decision, propose_decision
from tasks.actions.shifts import book_shift, create_shift
from tasks.models import PenaltyClause, Segment, Shift, Task
from tests import cast
from tests.flows.bank import account_of, open_account, pay_out, yuan_text
from tests.flows.finance import settle_by_command
from tests.flows.world import moment
from tests.oracles.fractions_of_yuan import fen_of

pytestmark = [pytest.mark.django_db]

OCTOBER = date(2026, 10, 1)
PUT_UP = moment("2026-09-20 10:00")
SEATS = 20  # of a shift: vectors of one price may work at the same time
MONDAY = "2026-10-12"
A_SHIFT = 10_500  # fen: 14:00-22:00 less the meal at 15.00


@dataclass(frozen=True)
class Vector:
    """Hourly pay and clocked stretches, what two people decided on top, and what the bank is told."""

    name: str
    net: str  # yuan, as the bank reads it; "" when nothing is paid
    hourly_fen: int = 1_500
    clocked: tuple[tuple[str, str], ...] = ((f"{MONDAY} 14:00", f"{MONDAY} 22:00"),)
    reward_fen: int = 0
    penalty_fen: int = 0
    carried_fen: int = 0


def minutes(count: int, *days: int) -> tuple[tuple[str, str], ...]:
    """A stretch of so many minutes from 08:00 on each of these days of October."""
    starts = [moment(f"2026-10-{day:02d} 08:00") for day in days]
    return tuple((f"{at:%F %H:%M}", f"{at + timedelta(minutes=count):%F %H:%M}") for at in starts)


PAY = [
    Vector("a day less the meal at 15", "105.00"),
    Vector("a day less the meal at 16", "112.00", 1_600),
    Vector("an evening less half a meal", "60.00", clocked=((f"{MONDAY} 18:30", f"{MONDAY} 23:00"),)),
    Vector("433 minutes at 15", "108.25", clocked=minutes(433, 12)),
    Vector("433 minutes at 16", "115.47", 1_600, minutes(433, 12)),
    Vector("433 minutes at 16 on National Day", "230.93", 1_600, minutes(433, 2)),
    Vector("22 days of 433 minutes at 16", "2540.34", 1_600, minutes(433, *range(5, 27))),
    Vector("a night into National Day", "120.00", clocked=(("2026-09-30 20:00", "2026-10-01 02:00"),)),
    Vector("penalties above the gross", "", clocked=minutes(400, 12), penalty_fen=15_000, carried_fen=5_000),
]


def taxed(*rows: tuple[str, str]) -> list[Vector]:
    """(gross, tax): a shift, and a reward that makes the gross exact."""
    return [
        Vector(
            f"{gross} less {tax}", yuan_text(fen_of(gross) - fen_of(tax)), reward_fen=fen_of(gross) - A_SHIFT
        )
        for gross, tax in rows
    ]


PER_OCCURRENCE = taxed(
    ("800", "0"), ("802.50", "0.50"), ("3000", "440"), ("4001", "640.16"), ("5000", "800"), ("25000", "4000"),
    ("30000", "5200"), ("62500", "13000"), ("70000", "15400"),
)  # fmt: skip
CUMULATIVE = taxed(
    ("2610", "0"), ("6250", "0"), ("6260", "0.24"), ("8000", "42"), ("10000", "90"), ("25000", "450"),
    ("60000", "1780"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("method", "gap_rule", "vectors"),
    [
        ("none", "", PAY),
        ("occurrence", "", PER_OCCURRENCE),
        pytest.param("cumulative", "continuous", CUMULATIVE, marks=pytest.mark.database),
    ],
    ids=["pay", "tax per occurrence", "tax cumulative"],
)
def test_from_the_clock_to_the_bank(method: str, gap_rule: str, vectors: list[Vector]) -> None:
    cast.holidays(2026)
    entity = cast.entity(tax_method=method, gap_rule=gap_rule)
    people = Staff.hired()
    tasks = {fen: cast.task(entity, hourly_fen=fen) for fen in sorted({one.hourly_fen for one in vectors})}
    agents = [work(one, tasks[one.hourly_fen], people) for one in vectors]
    run = settle_by_command(entity, people.preparer, OCTOBER, now="2026-11-02T10:00:00+08:00")
    approve_run(run, by=people.approver, now=moment("2026-11-12 10:00"))
    told = pay_out(run, people.releaser, now=moment("2026-11-13 10:00"))
    paid = [(account_of(agent.number), one.net) for agent, one in zip(agents, vectors, strict=True)]
    assert told == {account: net for account, net in paid if net}
    carried = dict(run.statements.values_list("agent_number", "carried_fen"))
    assert carried == {agent.number: one.carried_fen for agent, one in zip(agents, vectors, strict=True)}
    assert Run.objects.get(pk=run.pk).state == "paid"


@dataclass(frozen=True)
class Staff:
    operations: User
    quality: User
    preparer: User
    approver: User
    releaser: User

    @classmethod
    def hired(cls) -> Staff:
        return cls(cast.operations(), cast.operations(), *cast.finance())


def work(vector: Vector, task: Task, people: Staff) -> Agent:
    """Book, clock in and out, have the hours approved; two people decide what comes on top."""
    agent = cast.agent(vector.name)
    open_account(agent, now=cast.LONG_AGO)
    cast.claim(agent, task)
    for starts, ends in vector.clocked:
        starts_at, ends_at = moment(starts), moment(ends)
        shift = Shift.objects.filter(task=task, starts_at=starts_at, ends_at=ends_at).first()
        shift = shift or create_shift(task, starts_at, ends_at, SEATS, by=people.operations, now=PUT_UP)
        booking = book_shift(shift, agent, now=PUT_UP)
        clock_in(booking, now=starts_at - timedelta(seconds=40))
        clock_out(booking, now=ends_at + timedelta(seconds=90))
    approve_hours(Segment.objects.filter(agent=agent), by=people.operations, now=moment("2026-11-01 09:00"))
    for kind, fen in (("reward", vector.reward_fen), ("penalty", vector.penalty_fen)):
        if fen:
            decide(kind, fen, agent, task, people)
    return agent


def decide(kind: str, fen: int, agent: Agent, task: Task, people: Staff) -> None:
    clause = None
    if kind == "penalty":
        table = task.penalty_tables.get()
        clause = PenaltyClause.objects.create(table=table, code="most", title="最重一条", amount_fen=fen)
    noon = moment(f"{MONDAY} 12:00")
    decision = propose_decision(task, agent, kind, fen, occurred_on=noon.date(), evidence="录音 0731", clause=clause,
                                by=people.quality, now=noon)  # fmt: skip
    if clause:
        answer_decision(decision, "", now=noon + timedelta(hours=1))
    approve_decision(decision, by=people.operations, now=noon + timedelta(hours=2))
