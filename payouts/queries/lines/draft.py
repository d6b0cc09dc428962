"""A line before it has a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from payouts.rules.digest import LineWords, line_words
from payouts.rules.pricing import PLAIN_PERCENT

ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            "hours",
            "pieces",
            "share",
            "tiers",
            "returned",
            "guarantee",
            "rank",
            "mentor",
            "full_attendance",
            "task_bonus",
            "reward",
            "correction",
            "released",
            "tax",
            "penalty",
            "advance",
            "debt",
            "carried",
        )
    )
}


class LineHead(NamedTuple):
    """What the lines of many agents have in common: made once a chunk, shared by all of them.

    The first five columns are the natural key, in the order of statements. ``words`` are the digest's.
    """

    place: int
    task_number: str
    version: int
    kind_code: str
    percent: int
    kind: str
    rate: int
    task_id: int | None
    terms_id: int | None
    result_kind_id: int | None
    words: LineWords


class LineDraft(NamedTuple):
    """One agent's line. Drafts sort in the order of a statement; ``about`` tells apart what two people decided."""

    head: LineHead
    about: str
    facts: int
    quantity: int
    amount_fen: int
    correction_id: int | None = None
    decision_id: int | None = None

    @property
    def kind(self) -> str:
        return self.head.kind

    @property
    def percent(self) -> int:
        return self.head.percent

    @property
    def rate(self) -> int:
        return self.head.rate

    @property
    def task_id(self) -> int | None:
        return self.head.task_id

    @property
    def terms_id(self) -> int | None:
        return self.head.terms_id

    @property
    def result_kind_id(self) -> int | None:
        return self.head.result_kind_id


Made = Iterator[tuple[int, LineDraft]]  # (agent, line)


def line_head(
    kind: str,
    task_number: str = "",
    version: int = 0,
    kind_code: str = "",
    percent: int = PLAIN_PERCENT,
    *,
    rate: int = 0,
    task_id: int | None = None,
    terms_id: int | None = None,
    result_kind_id: int | None = None,
) -> LineHead:
    words = line_words(task_number, version, kind_code, percent, kind, rate)
    return LineHead(
        ORDER[kind],
        task_number,
        version,
        kind_code,
        percent,
        kind,
        rate,
        task_id,
        terms_id,
        result_kind_id,
        words,
    )


_WHOLE = {kind: line_head(kind) for kind in ("tax", "advance", "debt", "carried")}


def plain_line(kind: str, amount_fen: int, quantity: int = 0) -> LineDraft:
    """Tax, old debt, carried: of the statement as a whole."""
    return LineDraft(_WHOLE[kind], "", 0, quantity, amount_fen)


def advance_line(count: int, fen: int) -> LineDraft:
    """What was paid before, asked back."""
    return LineDraft(_WHOLE["advance"], "", count, count, -fen)
