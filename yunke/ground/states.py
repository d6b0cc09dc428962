"""States as a table you can read aloud: what they are called and which moves are legal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yunke.ground.errors import NOT_IN_STATE, Refused

TABLES: dict[str, StateTable] = {}


@dataclass(frozen=True, slots=True)
class StateTable:
    """``words`` maps each state to its name (msgid); ``moves`` each state to where it may go next."""

    name: str
    words: Mapping[str, str]
    moves: Mapping[str, frozenset[str]]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return list(self.words.items())

    def allows(self, now: str, following: str) -> bool:
        return following in self.moves.get(now, frozenset())


def state_table(name: str, words: Mapping[str, str], moves: Mapping[str, str]) -> StateTable:
    """Declare a table; ``moves`` lists the next states of each state, separated by blanks."""
    if name in TABLES:
        raise ValueError(f"state table {name!r} is declared twice")
    after = {state: frozenset(moves.get(state, "").split()) for state in words}
    unknown = {state for following in after.values() for state in following} | set(moves)
    if unknown - set(words):
        raise ValueError(f"{name}: unknown states {sorted(unknown - set(words))}")
    TABLES[name] = StateTable(name, dict(words), after)
    return TABLES[name]


def require_move(table: StateTable, now: str, following: str) -> None:
    """Refuse a move the table does not have."""
    if not table.allows(now, following):
        raise Refused(NOT_IN_STATE(table=table.name, now=now, next=following))
