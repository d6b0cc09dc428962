"""The ladder over plain numbers: what a rank asks, what somebody has, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from training.reasons import (
    RANK_CASE_OPEN,
    RANK_DECIDED_BY_OPENER,
    RANK_NO_HIGHER,
    RANK_NO_LOWER,
    RANK_NOT_ACTIVE,
    RANK_RULE_MISSING,
    RANK_SHORT,
    RANK_WHY_MISSING,
    RANK_WORD_GIVEN,
    RANK_WORD_OPEN,
    RANK_WORD_OVER,
)
from yunke.ground.errors import Reason

LADDER = ("agent", "mentor", "lead", "trainer")
WORD_DAYS = 3  # for the agent's word before a step back is decided


@dataclass(frozen=True, slots=True)
class Values:
    """Somebody's numbers on a day. ``quality_percent`` is empty while quality is not measured."""

    hours: int = 0
    exam_percent: int = 0
    quality_percent: int | None = None
    fatal_errors: int = 0
    incidents: int = 0
    mentees: int = 0


@dataclass(frozen=True, slots=True)
class Needs:
    hours: int
    exam_percent: int
    quality_percent: int
    incident_days: int
    incidents: int
    mentees: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the distance: ``need`` is the least, or the most where ``most`` says so."""

    code: str
    have: int | None  # empty: not measured
    need: int
    most: bool = False

    @property
    def met(self) -> bool:
        if self.have is None:
            return True
        return self.have <= self.need if self.most else self.have >= self.need

    @property
    def missing(self) -> int:
        return 0 if self.met or self.have is None else abs(self.need - self.have)


def rank_after(rank: str) -> str | None:
    place = LADDER.index(rank) + 1
    return LADDER[place] if place < len(LADDER) else None


def rank_before(rank: str) -> str | None:
    place = LADDER.index(rank)
    return LADDER[place - 1] if place else None


def held(rank: str) -> tuple[str, ...]:
    """The doors of a rank: its own and those of the ranks below it, but the first, which is no rank."""
    return LADDER[1 : LADDER.index(rank) + 1]


def distance(values: Values, needs: Needs) -> list[Item]:
    """Every number a rank asks for beside the one somebody has; what it does not ask for is left out."""
    items = [
        Item("hours", values.hours, needs.hours),
        Item("exam", values.exam_percent, needs.exam_percent),
        Item("mentees", values.mentees, needs.mentees),
    ]
    asked = [item for item in items if item.need]
    if needs.quality_percent:
        asked.append(Item("quality", values.quality_percent, needs.quality_percent))
    return [
        *asked,
        Item("fatal", None if values.quality_percent is None else values.fatal_errors, 0, most=True),
        Item("incidents", values.incidents, needs.incidents, most=True),
    ]


def reasons_not_to_rise(
    rank: str, values: Values, needs: Needs | None, *, active: bool, case_open: bool
) -> Iterator[Reason]:
    """Everything that stands between an agent and applying for the next rank."""
    if not active:
        yield RANK_NOT_ACTIVE()
    if case_open:
        yield RANK_CASE_OPEN()
    if rank_after(rank) is None:
        yield RANK_NO_HIGHER()
    elif needs is None:
        yield RANK_RULE_MISSING(rank=rank_after(rank))
    else:
        for item in distance(values, needs):
            if not item.met:
                yield RANK_SHORT(item=item.code, have=item.have, need=item.need)


def reasons_not_to_step_back(rank: str, why: str, *, case_open: bool) -> Iterator[Reason]:
    if rank_before(rank) is None:
        yield RANK_NO_LOWER()
    if case_open:
        yield RANK_CASE_OPEN()
    if not why.strip():
        yield RANK_WHY_MISSING()


def reasons_not_to_speak(word_until: datetime | None, given: bool, *, now: datetime) -> Iterator[Reason]:
    """The agent's word to a step back: once, while there is time."""
    if given:
        yield RANK_WORD_GIVEN()
    elif word_until is None or now > word_until:
        yield RANK_WORD_OVER()


def reasons_not_to_decide(
    *, by_opener: bool, word_until: datetime | None, spoken: bool, why: str, now: datetime
) -> Iterator[Reason]:
    """A second person decides, with reasons, and a step back only after the agent's word or its time."""
    if by_opener:
        yield RANK_DECIDED_BY_OPENER()
    if word_until and not spoken and now <= word_until:
        yield RANK_WORD_OPEN(until_at=word_until.isoformat())
    if not why.strip():
        yield RANK_WHY_MISSING()
