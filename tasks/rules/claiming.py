"""Who may claim a task: everything that stands between an agent and an offer, as reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tasks.reasons import (
    AGENT_SUSPENDED,
    ALREADY_CLAIMED,
    CLAIM_STEP_OPEN,
    CLAIMS_CLOSED,
    HANDS_FULL,
    NOT_QUALIFIED,
    QUALIFICATION_ENDS,
    REJECTED_RECENTLY,
    SEATS_FULL,
    TASK_NOT_OPEN,
)
from tasks.states import TASK
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason

AGAIN_DAYS = 7  # after a rejection, before the same task may be claimed again
RESERVE_PERCENT = 150  # of the seats, unless the task says less
OUT_OF_SERVICE = ("suspended", "left")
BARRED = {one.code for one in (ALREADY_CLAIMED, TASK_NOT_OPEN, CLAIMS_CLOSED, SEATS_FULL, REJECTED_RECENTLY)}


@dataclass(frozen=True, slots=True)
class Offered:
    """What a task says. ``filled`` counts the admitted, those on duty and the reserve."""

    task: int
    line: str
    state: str
    starts_on: date
    seats: int
    filled: int = 0
    claims_until: datetime | None = None
    reserve_percent: int = RESERVE_PERCENT

    @property
    def room(self) -> int:
        return room_for(self.seats, self.reserve_percent)


@dataclass(frozen=True, slots=True)
class Claimer:
    """What an agent brings. ``open_steps``: line -> the SOP's steps still open before claiming, in order;
    ``qualifications``: line -> last day it counts; ``rejected``: task -> when;
    ``rejected_for``: task -> the codes of the reasons then."""

    state: str = "active"
    open_steps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    qualifications: Mapping[str, date] = field(default_factory=dict)
    held: int = 0
    live: frozenset[int] = frozenset()
    rejected: Mapping[int, datetime] = field(default_factory=dict)
    rejected_for: Mapping[int, list[str]] = field(default_factory=dict)


def room_for(seats: int, percent: int = RESERVE_PERCENT) -> int:
    """So many for these seats, a half counts as one: admitted with reserve (1:1.2 to 1:1.5), or in training."""
    return (seats * percent + 50) // 100


def reasons_not_to_offer(task: Offered, *, now: datetime) -> Iterator[Reason]:
    """What stands in anybody's way: the task's own side."""
    if task.state != "open":
        yield TASK_NOT_OPEN(table=TASK.name, now=task.state)
    elif task.claims_until and task.claims_until <= now:
        yield CLAIMS_CLOSED(until_at=task.claims_until.isoformat())
    elif task.filled >= task.room:
        yield SEATS_FULL(seats=task.seats, limit=task.room)


def reasons_not_to_claim(task: Offered, agent: Claimer, *, limit: int, now: datetime) -> Iterator[Reason]:
    """Everything that stands between an agent and a task; nothing means go ahead."""
    if task.task in agent.live:
        yield ALREADY_CLAIMED()
        return
    yield from reasons_not_to_offer(task, now=now)
    if agent.state in OUT_OF_SERVICE:
        yield AGENT_SUSPENDED()
    for step in agent.open_steps.get(task.line, ()):
        yield CLAIM_STEP_OPEN(line=task.line, step=step)
    yield from _qualification(task, agent)
    if agent.held >= limit:
        yield HANDS_FULL(held=agent.held, limit=limit)
    yield from _rejected(task, agent, now)


def beyond_the_agent(reasons: Iterable[Reason]) -> list[Reason]:
    """Those which no step of the agent clears: the task's own side, or a day that has to come."""
    return [one for one in reasons if one.code in BARRED]


def again_on(rejected_at: datetime) -> date:
    """The first day on which a rejected agent may claim the same task again."""
    return local_on(rejected_at) + timedelta(days=AGAIN_DAYS)


def _qualification(task: Offered, agent: Claimer) -> Iterator[Reason]:
    expires_on = agent.qualifications.get(task.line)
    if expires_on is None:
        yield NOT_QUALIFIED(line=task.line)
    elif expires_on < task.starts_on:
        yield QUALIFICATION_ENDS(expires_on=expires_on.isoformat(), starts_on=task.starts_on.isoformat())


def _rejected(task: Offered, agent: Claimer, now: datetime) -> Iterator[Reason]:
    rejected_at = agent.rejected.get(task.task)
    if rejected_at and local_on(now) < again_on(rejected_at):
        yield REJECTED_RECENTLY(
            rejected_on=local_on(rejected_at).isoformat(),
            why=agent.rejected_for.get(task.task, []),
            again_on=again_on(rejected_at).isoformat(),
        )
