"""The world put into the product: people and tasks as rows, everything that is under test by its own door."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from onboarding.models import Agent, IdentityCheck, User
from tasks.actions.attendance import clock_in, clock_out, mark_absent, record_attendance
from tasks.actions.decisions import answer_decision, approve_decision, propose_decision
from tasks.actions.imports import save_mapping
from tasks.actions.shifts import book_shift, cancel_booking, create_shift
from tasks.models import Booking, Claim, PayingEntity, PenaltyClause, ResultMapping, Task
from tests import cast
from tests.flows import world
from tests.flows.bank import open_account
from tests.flows.october.expected import ENTITY_CODE
from tests.flows.world import BEIJING, CALLING, ENTITY, SELLING, TERMS, Duty, Ruling, moment
from yunke.audit import record

WITHOUT_ACCOUNT = world.AGENTS[18:20]
PUT_UP = moment("2026-09-14 10:00")  # shifts are put up and booked before the first of them
Event = tuple[datetime, Callable[[], Any]]

CALL_COLUMNS = {
    "call_id": "call_id",
    "agent": "agent",
    "at": "called_at",
    "delimiter": ";",
    "kinds": [
        {"kind": "connected", "column": "duration", "operator": ">=", "value": str(world.CONNECTED_SECONDS)},
        {"kind": "interested_lead", "column": "y", "operator": "=", "value": "yes"},
    ],
}
SALE_COLUMNS = {
    "call_id": "order_id",
    "agent": "agent",
    "at": "paid_at",
    "delimiter": ";",
    "kinds": [{"kind": "wechat_added", "column": "wechat", "operator": "=", "value": "1"}],
    "amount": {"kind": "sale", "column": "amount"},
}


def beijing(at: datetime) -> datetime:
    return at.replace(tzinfo=BEIJING)


@dataclass
class House:
    """Everybody and everything of the story, by the world's own names."""

    entity: PayingEntity
    tasks: dict[str, Task]
    agents: dict[str, Agent]
    operations: User
    quality: User
    preparer: User
    approver: User
    releaser: User
    mappings: dict[str, ResultMapping]
    bookings: dict[Duty, Booking] = field(default_factory=dict)


def move_in() -> House:
    """People, papers, tasks, claims: rows, as earlier stories left them."""
    cast.holidays(2026)
    payer = cast.entity(ENTITY_CODE, month=world.SEPTEMBER, tax_method=ENTITY["method"], gap_rule=ENTITY["months"],
                        penalties_lower_income=ENTITY["penalties_lower_income"])  # fmt: skip
    tasks = {number: _task(payer, number) for number in (CALLING, SELLING)}
    agents = {number: _agent(number) for number in world.AGENTS}
    for number, agent in agents.items():
        cast.claim(agent, tasks[CALLING])
        if number in world.SELLERS:
            cast.claim(agent, tasks[SELLING])
    operations, quality = cast.operations(), cast.operations()
    _on_record(operations, tasks[CALLING])
    columns = {CALLING: CALL_COLUMNS, SELLING: SALE_COLUMNS}
    mappings = {number: save_mapping(tasks[number], "dialler", columns[number], by=operations, now=PUT_UP)
                for number in tasks}  # fmt: skip
    house = House(payer, tasks, agents, operations, quality, *cast.finance(), mappings)
    cast.write_down()
    return house


def _on_record(by: User, task: Task) -> None:
    """The record has the moves that led to these rows, as a batch of each."""
    for model, was in ((Claim, "admitted"), (IdentityCheck, "submitted")):
        for to, rows in Counter(model.objects.values_list("state", flat=True)).items():
            record(by.actor, "rows_came_from_before", task, now=cast.LONG_AGO, from_state=was, to_state=to,
                   table=model.STATES.name, rows=rows)  # fmt: skip


def _task(payer: PayingEntity, number: str) -> Task:
    """With every version of its terms, under the number that the hash knows."""
    first, *later = ((version, told) for (of, version), told in TERMS.items() if of == number)
    one = cast.task(payer, name=f"演示任务{number}", seats=100, **_terms(first[1]))
    Task.objects.filter(pk=one.pk).update(number=number)
    one.number = number
    for version, told in later:
        cast.terms(one, version=version, effective_on=told["from"], **_terms(told))
    table = one.penalty_tables.get()
    table.clauses.all().delete()
    PenaltyClause.objects.bulk_create(
        PenaltyClause(table=table, code=code, title=code, amount_fen=fen)
        for code, fen in world.CLAUSES.items()
    )
    return one


def _terms(told: dict[str, Any]) -> dict[str, Any]:
    """The oracle's words in the product's columns."""
    rates = {
        kind: (figure, 0) if way == "piece" else (0, figure)
        for kind, (way, figure) in told["commission"].items()
    }
    attendance, bonus = told["full_attendance"] or (0, 0), told["task_bonus"] or (0, 0)
    return {
        "hourly_fen": told["hourly_fen"],
        "rates": rates,
        "grace_minutes": int(world.GRACE.total_seconds()) // 60,
        "holiday_rule": told["holiday_rule"],
        "holiday_percent": told.get("holiday_percent", 200),
        "holiday_dates": [day.isoformat() for day in told.get("holiday_dates", [])],
        "full_attendance_shifts": attendance[0],
        "full_attendance_fen": attendance[1],
        "task_bonus_shifts": bonus[0],
        "task_bonus_fen": bonus[1],
    }


def _agent(number: str) -> Agent:
    one = cast.agent(f"演示客服{number[-2:]}")
    Agent.objects.filter(pk=one.pk).update(number=number)
    one.number = number
    if number not in WITHOUT_ACCOUNT:
        open_account(one, now=cast.LONG_AGO)
    return one


# --- the month, minute by minute --------------------------------------------------------------------------


def live(house: House, *others: Event) -> None:
    """Book, clock and decide everything in the order of time, and what ``others`` do meanwhile."""
    seats: dict[tuple[str, datetime, datetime], list[Duty]] = defaultdict(list)
    for duty in world.duties():
        seats[duty.task, duty.starts, duty.ends].append(duty)
    for (number, starts, ends), takers in sorted(seats.items()):  # exactly as many seats as are taken
        shift = create_shift(house.tasks[number], beijing(starts), beijing(ends), len(takers), by=house.operations,
                             now=PUT_UP)  # fmt: skip
        for duty in takers:
            house.bookings[duty] = book_shift(shift, house.agents[duty.agent], now=PUT_UP)
    events = [*others, *(event for duty in world.duties() for event in _duty_events(house, duty))]
    events += [event for ruling in world.rulings() for event in _ruling_events(house, ruling)]
    for _, act in sorted(events, key=lambda event: event[0]):
        act()


def _duty_events(house: House, duty: Duty) -> Iterator[Event]:
    booking, starts, ends = house.bookings[duty], beijing(duty.starts), beijing(duty.ends)
    user = house.agents[duty.agent].user
    if duty.fate in ("cancelled_early", "cancelled_late"):
        at = starts - timedelta(hours=12 if duty.fate == "cancelled_early" else 11)
        yield at, lambda: cancel_booking(booking, by=user, now=at)
        return
    if duty.fate == "clocked":
        assert duty.came
        assert duty.left
        came, left = beijing(duty.came), beijing(duty.left)
        yield came, lambda: clock_in(booking, now=came)
        yield left, lambda: clock_out(booking, now=left)
        return
    over = ends + timedelta(hours=3)
    yield over, lambda: mark_absent(booking, now=over)
    if duty.fate == "recorded":
        told = over + timedelta(hours=9)
        yield told, lambda: record_attendance(booking, beijing(duty.came), beijing(duty.left), "忘了打卡",  # type: ignore[arg-type]
                                              by=house.operations, now=told)  # fmt: skip


def _ruling_events(house: House, ruling: Ruling) -> Iterator[Event]:
    """Put to the agent at noon, answered by the agent if it costs them, decided by another person."""
    noon = moment(f"{ruling.put_on or ruling.on} 12:00")
    task, agent = house.tasks[ruling.task], house.agents[ruling.agent]
    clause = PenaltyClause.objects.get(table__task=task, code=ruling.clause) if ruling.clause else None

    def decide() -> None:
        decision = propose_decision(task, agent, ruling.kind, ruling.amount_fen, occurred_on=ruling.on, clause=clause,
                                    evidence="录音 0731", by=house.quality, now=noon)  # fmt: skip
        if clause:
            answer_decision(decision, "当时断网了", now=noon + timedelta(hours=1))
        approve_decision(decision, by=house.operations, now=noon + timedelta(hours=2))

    yield noon, decide
