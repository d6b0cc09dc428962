"""Who may be admitted, put in reserve or rejected: seats, states and standing, as reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tasks.reasons import (
    ADMITTED_FULL,
    AGENT_NOT_ACTIVE,
    ASSESSED_AGAINST,
    ASSESSMENT_OPEN,
    CHECK_EXPIRED,
    CLAIM_NOT_WAITING,
    INTERVIEW_MISSING,
    NO_ASSESSMENT_STAGE,
    NO_SUCH_REJECTION,
    NO_TRAINING_STAGE,
    QUALIFICATION_GONE,
    REJECTION_NEEDS_REASON,
    REJECTIONS,
    RESERVE_FULL,
    SEATS_FREE,
    TRAINING_FIRST,
    TRAINING_FULL,
)
from tasks.rules.claiming import OUT_OF_SERVICE, RESERVE_PERCENT, room_for
from tasks.states import CLAIM, IN_TRAINING
from yunke.ground.errors import Reason

OUTCOMES = {
    "train": "training",
    "assess": "assessing",
    "admit": "admitted",
    "reserve": "reserve",
    "wait": "waiting",
    "reject": "rejected",
}
NO_SEAT = ("reserve", "wait")  # said only to who finds the seats full
UNDO_MINUTES = 10  # a rejection may be taken back so long


@dataclass(frozen=True, slots=True)
class Candidate:
    """One claim as the screener meets it; ``qualified_until`` is empty when the qualification is gone."""

    agent: str
    state: str
    agent_state: str = "active"
    qualified_until: date | None = None
    interviewed: bool = True  # an interview of the line counts today
    verdicts: Mapping[str, str] = field(default_factory=dict)  # side -> pass or fail
    ends: Mapping[str, date] = field(default_factory=dict)  # required step that runs out -> its last day


@dataclass(slots=True)
class Room:
    """What a task has given away so far; counts up while a batch is decided."""

    seats: int
    admitted: int = 0
    reserve: int = 0
    training: int = 0  # in training or being assessed
    asks_interview: bool = False
    training_percent: int = 0
    reserve_percent: int = RESERVE_PERCENT
    assesses: tuple[str, ...] = ()

    @property
    def limit(self) -> int:
        return room_for(self.seats, self.reserve_percent)

    @property
    def to_offer(self) -> int:
        """Seats the reserve may be asked for: those in training and being assessed have the nearer claim."""
        return max(0, self.seats - self.admitted - self.training)

    @property
    def intake(self) -> int:
        """How many may be under way, from training to duty."""
        return room_for(self.seats, self.training_percent)


def reasons_not_to_decide(candidate: Candidate, outcome: str, room: Room, *, today: date) -> Iterator[Reason]:
    """Why this outcome is not open to this candidate; counts the place when it is."""
    becomes = OUTCOMES[outcome]
    if not CLAIM.allows(candidate.state, becomes):
        yield CLAIM_NOT_WAITING(agent=candidate.agent, table=CLAIM.name, now=candidate.state)
        return
    if outcome == "reject":
        return
    reasons = [
        *_standing(candidate, today),
        *_checks(candidate, outcome, today),
        *_stage(candidate, outcome, room),
        *_place(candidate, outcome, room),
    ]
    yield from reasons
    if not reasons:
        _take(candidate, outcome, room)


def free_seats(state: str, room: Room) -> int:
    """Seats promised to nobody else than who stands in this state: the reserve is promised one each, and so are
    those in training and being assessed."""
    others = room.training - (state in IN_TRAINING)
    return max(0, room.seats - room.admitted - room.reserve - others)


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


def _checks(candidate: Candidate, outcome: str, today: date) -> Iterator[Reason]:
    """Nobody is admitted on a computer or a room that was looked at too long ago."""
    if outcome == "admit":
        for step, last in candidate.ends.items():
            if last < today:
                yield CHECK_EXPIRED(agent=candidate.agent, step=step, until_on=last.isoformat())


def _stage(candidate: Candidate, outcome: str, room: Room) -> Iterator[Reason]:
    """What a task's stages ask before this step; who is in reserve has them behind."""
    who = candidate.agent
    if outcome == "wait" or candidate.state == "reserve":
        return
    if room.asks_interview and not candidate.interviewed:
        yield INTERVIEW_MISSING(agent=who)
    if outcome == "train" and not room.training_percent:
        yield NO_TRAINING_STAGE(agent=who)
    if outcome == "assess" and not room.assesses:
        yield NO_ASSESSMENT_STAGE(agent=who)
    if outcome == "assess" and room.training_percent and candidate.state == "asked":
        yield TRAINING_FIRST(agent=who)
    if outcome in ("admit", "reserve"):
        for side in room.assesses:
            if candidate.verdicts.get(side) != "pass":
                kind = ASSESSED_AGAINST if side in candidate.verdicts else ASSESSMENT_OPEN
                yield kind(agent=who, side=side)


def _place(candidate: Candidate, outcome: str, room: Room) -> Iterator[Reason]:
    held = room.admitted + room.reserve
    if outcome == "train" and room.training_percent and held + room.training >= room.intake:
        yield TRAINING_FULL(agent=candidate.agent, held=held + room.training, limit=room.intake)
    if outcome in NO_SEAT and (free := free_seats(candidate.state, room)):
        yield SEATS_FREE(agent=candidate.agent, free=free)
    if outcome not in ("admit", "reserve"):
        return
    if outcome == "admit" and room.admitted >= room.seats:
        yield ADMITTED_FULL(agent=candidate.agent, seats=room.seats)
    elif candidate.state != "reserve" and held >= room.limit:
        yield RESERVE_FULL(agent=candidate.agent, held=held, limit=room.limit)


def _take(candidate: Candidate, outcome: str, room: Room) -> None:
    room.training += (OUTCOMES[outcome] in IN_TRAINING) - (candidate.state in IN_TRAINING)
    room.admitted += outcome == "admit"
    room.reserve += (outcome == "reserve") - (candidate.state == "reserve")
