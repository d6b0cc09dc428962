"""Who may be admitted, put in reserve or rejected: seats, states and standing, as reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from tasks.reasons import (
    ADMITTED_FULL,
    AGENT_NOT_ACTIVE,
    CLAIM_NOT_WAITING,
    NO_SUCH_REJECTION,
    QUALIFICATION_GONE,
    REJECTION_NEEDS_REASON,
    REJECTIONS,
    RESERVE_FULL,
)
from tasks.rules.claiming import OUT_OF_SERVICE, room_for
from tasks.states import CLAIM
from yunke.ground.errors import Reason

OUTCOMES = {"admit": "admitted", "reserve": "reserve", "reject": "rejected"}
UNDO_MINUTES = 10  # a rejection may be taken back so long


@dataclass(frozen=True, slots=True)
class Candidate:
    """One claim as the screener meets it; ``qualified_until`` is empty when the qualification is gone."""

    agent: str
    state: str
    agent_state: str = "active"
    qualified_until: date | None = None


@dataclass(slots=True)
class Room:
    """What a task has given away so far; counts up while a batch is decided."""

    seats: int
    admitted: int = 0
    reserve: int = 0

    @property
    def limit(self) -> int:
        return room_for(self.seats)


def reasons_not_to_decide(candidate: Candidate, outcome: str, room: Room, *, today: date) -> Iterator[Reason]:
    """Why this outcome is not open to this candidate; counts the place when it is."""
    becomes = OUTCOMES[outcome]
    if not CLAIM.allows(candidate.state, becomes):
        yield CLAIM_NOT_WAITING(agent=candidate.agent, table=CLAIM.name, now=candidate.state)
        return
    if outcome == "reject":
        return
    reasons = [*_standing(candidate, today), *_place(candidate, outcome, room)]
    yield from reasons
    if not reasons:
        _take(candidate, outcome, room)


def reasons_not_to_reject_with(codes: Collection[str]) -> Iterator[Reason]:
    """A rejection names at least one reason of the catalogue."""
    if not codes:
        yield REJECTION_NEEDS_REASON()
    for code in codes:
        if code not in REJECTIONS:
            yield NO_SUCH_REJECTION(code=code)


def _standing(candidate: Candidate, today: date) -> Iterator[Reason]:
    if candidate.agent_state in OUT_OF_SERVICE:
        yield AGENT_NOT_ACTIVE(agent=candidate.agent)
    if candidate.qualified_until is None or candidate.qualified_until < today:
        yield QUALIFICATION_GONE(agent=candidate.agent)


def _place(candidate: Candidate, outcome: str, room: Room) -> Iterator[Reason]:
    held = room.admitted + room.reserve
    if outcome == "admit" and room.admitted >= room.seats:
        yield ADMITTED_FULL(agent=candidate.agent, seats=room.seats)
    elif candidate.state != "reserve" and held >= room.limit:
        yield RESERVE_FULL(agent=candidate.agent, held=held, limit=room.limit)


def _take(candidate: Candidate, outcome: str, room: Room) -> None:
    if outcome == "admit":
        room.admitted += 1
        room.reserve -= candidate.state == "reserve"
    else:
        room.reserve += 1
