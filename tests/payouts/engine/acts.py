"""Short sentences for settlement tests: settle a month by the cast's finance people, read what came out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from onboarding.models import Agent, User
from payouts.actions.ledger import post
from payouts.actions.runs import approve_run, prepare_run
from payouts.actions.work_off import finish_when_done, work_off_all
from payouts.models import Advance, PayoutAccount, Run, Statement
from payouts.rules.accounts import AGENT_ADVANCE, BANK, Leg
from tasks.models import Correction, Decision, PayingEntity, Result, Segment, Task
from tests import cast
from yunke import guards
from yunke.ground.ids import new_public_id
from yunke.ground.months import next_month

OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)


def after(month: date) -> datetime:
    """The 2nd of the following month, ten in the morning."""
    return cast.at(f"{next_month(month) + timedelta(days=1)} 10:00")


@contextmanager
def behind_the_guards() -> Iterator[None]:
    """Lift what the database refuses. On PostgreSQL foreign keys still to be looked at would refuse the lifting."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with guards.lifted():
        yield


def compute(run: Run, *, now: datetime | None = None) -> Run:
    """Every chunk, by this process."""
    at = now or after(run.month)
    work_off_all(run, clock=lambda: at)
    finish_when_done(run.public_id, now=at)
    run.refresh_from_db()
    return run


def settle(entity: PayingEntity, preparer: User, month: date = OCTOBER, *, chunk_agents: int = 1_000) -> Run:
    """Prepared and computed."""
    return compute(prepare_run(entity, month, by=preparer, now=after(month), chunk_agents=chunk_agents))


def settle_and_approve(entity: PayingEntity, people: tuple[User, User, User], month: date = OCTOBER) -> Run:
    return approve_run(settle(entity, people[0], month), by=people[1], now=after(month))


def read_and_approve(run: Run, *, by: User, now: datetime) -> Run:
    """Approved as it stands now, whatever the test did to it since it was computed."""
    return approve_run(Run.objects.get(pk=run.pk), by=by, now=now)


def statement_of(agent: Agent, month: date = OCTOBER) -> Statement:
    return Statement.objects.get(agent=agent, run__month=month)


def told(statement: Statement) -> list[tuple[Any, ...]]:
    """(kind, percent, quantity, amount) of each line, in order."""
    return list(statement.lines.values_list("kind", "percent", "quantity", "amount_fen"))


def result(
    agent: Agent,
    of: Task,
    code: str,
    value: int = 1,
    *,
    key: str,
    on: date = date(2026, 10, 12),
    settle_month: date | None = None,
) -> Result:
    """An approved effect: pieces of a count kind, fen of an amount kind."""
    kind = cast.kind(code)
    figure = {"quantity": value} if kind.measure == "count" else {"amount_fen": value}
    at = cast.at(f"{on} 15:00")
    return Result.objects.create(
        public_id=new_public_id(at),
        agent=agent,
        task=of,
        terms=of.terms.filter(effective_on__lte=on).latest("effective_on"),
        kind=kind,
        local_on=on,
        occurred_at=at,
        source_key=key,
        state="approved",
        entity=of.entity,
        settle_month=settle_month or on.replace(day=1),
        approved_at=at,
        **figure,
    )


def decision(
    agent: Agent, of: Task, kind: str, amount_fen: int, *, month: date = OCTOBER, day: int = 20
) -> Decision:
    """Decided by two; a penalty names the task's clause."""
    at = cast.at(f"{month.replace(day=day)} 12:00")
    clause = of.penalty_tables.get().clauses.get() if kind == "penalty" else None
    return Decision.objects.create(
        public_id=new_public_id(at),
        agent=agent,
        task=of,
        entity=of.entity,
        kind=kind,
        clause=clause,
        amount_fen=amount_fen,
        occurred_on=at.date(),
        evidence="录音",
        state="approved",
        settle_month=month,
        proposed_by=cast.person("质检"),
        proposed_at=at,
        decided_by=cast.person("运营"),
        decided_at=at,
    )


def advance(agent: Agent, entity: PayingEntity, amount_fen: int, *, month: date = OCTOBER) -> Advance:
    """Granted, paid and booked; the month takes it back."""
    at = cast.at(f"{month.replace(day=20)} 12:00")
    made = Advance.objects.create(
        public_id=new_public_id(at),
        entity=entity,
        agent=agent,
        amount_fen=amount_fen,
        why="急用",
        proposed_by=cast.person("运营"),
        proposed_at=at,
        decided_by=cast.person("审批人"),
        decided_at=at,
        paid_by=cast.person("发放人"),
        paid_on=at.date(),
        reference=new_public_id(at),
        settle_month=month,
        state="paid",
    )
    legs = [Leg(AGENT_ADVANCE, amount_fen, agent.pk), Leg(BANK, -amount_fen)]
    post(entity, f"advance:{made.public_id}", "advance", legs, now=at)
    return made


def correction(fact: Segment | Result, month: date, **figures: int) -> Correction:
    """``minutes_now=...`` for a segment; ``quantity_now`` or ``amount_now_fen`` for a result."""
    at = cast.at(f"{month.replace(day=5)} 12:00")
    then = (
        {"segment": fact, "minutes_then": fact.paid_minutes}
        if isinstance(fact, Segment)
        else {
            "result": fact,
            "quantity_then": fact.quantity,
            "quantity_now": fact.quantity,
            "amount_then_fen": fact.amount_fen,
        }
    )
    return Correction.objects.create(
        public_id=new_public_id(at),
        agent=fact.agent,
        task=fact.task,
        entity=fact.task.entity,
        settle_month=month,
        why="更正",
        state="approved",
        proposed_by=cast.person("运营"),
        proposed_at=at,
        decided_by=cast.person("质检"),
        decided_at=at,
        **(then | figures),
    )


def payout_account(agent: Agent) -> PayoutAccount:
    return PayoutAccount.objects.create(
        public_id=new_public_id(cast.LONG_AGO),
        agent=agent,
        holder=agent.user.name,
        number="6222000000000000001",
        last_four="0001",
        bank="演示银行",
        branch_code="104100000004",
        added_at=cast.LONG_AGO,
    )
