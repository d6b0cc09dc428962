"""What every rail is told and tells: plain values, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from yunke.ground.errors import Reason


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment of a batch; ``key`` is ours for its whole life, ``serial`` its place in the file."""

    serial: int
    account: str
    holder: str
    bank: str
    branch_code: str
    amount_fen: int
    purpose: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank says of one payment: ``succeeded``, ``failed``, ``returned`` or ``unknown``.

    ``key`` is ours where the bank gives it back whole, "" where it does not.
    """

    row: int
    serial: int
    account: str
    amount_fen: int
    outcome: str
    words: str = ""
    key: str = ""

    @property
    def said(self) -> tuple[int, str, int, str]:
        """What counts when a row stands twice."""
        return self.serial, self.account, self.amount_fen, self.outcome


@dataclass(frozen=True, slots=True)
class Answers:
    """A result file, read: ``total_fen`` is its totals line's, ``problems`` what could not be understood."""

    rows: list[Answer] = field(default_factory=list)
    total_fen: int | None = None
    problems: list[Reason] = field(default_factory=list)


class Rail(Protocol):
    """A way of sending money. Writing is pure: the same payments are the same bytes."""

    code: str
    encodings: tuple[str, ...]

    def payment_file(self, payments: Iterable[Payment], encoding: str) -> bytes: ...

    def payments_in(self, content: bytes, encoding: str) -> Iterable[tuple[int, str, int, str]]:
        """(serial, account, fen, key) of a file of ours, read back."""
        ...

    def control_file(self, facts: ControlFacts) -> bytes: ...

    def answers(self, content: bytes) -> Answers: ...


@dataclass(frozen=True, slots=True)
class ControlFacts:
    """What proves a payment file, and ties it to the settlement it pays."""

    batch: str
    file_name: str
    encoding: str
    count: int
    total_fen: int
    sha256: str
    run: str
    run_hash: str
