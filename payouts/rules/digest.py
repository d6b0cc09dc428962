"""The hash of a run: the same for any chunk size, order of work, database or server.

A statement's leaf is the SHA-256 of its canonical bytes: natural keys and whole fen only. A chunk's
digest is its leaves, 32 bytes each, in the order of agent numbers. The run's hash is taken over the
chunks' digests one after another, so it does not know where one chunk ends and the next begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from json import JSONEncoder
from json.encoder import encode_basestring_ascii as _text
from typing import NamedTuple

Plain = int | str
Row = Sequence[Plain]
StatementRow = tuple[str, Row, Iterable[Row]]

LEAF_BYTES = sha256().digest_size
_PLAIN_TYPES = {int, str}
_encode = JSONEncoder(separators=(",", ":"), ensure_ascii=True).encode


def statement_bytes(agent_number: str, figures: Row, lines: Iterable[Row]) -> bytes:
    """Canonical bytes of one statement; the order in which lines were read does not matter.

    Values are whole numbers and texts ("" for none): a float, a moment or a database's own type has
    more than one spelling and is refused (TypeError), as are lines that cannot be put in order, whose
    first different column is a number in one and a text in the other. Lines begin with their natural
    key. Never hand in a primary key or a timestamp.
    """
    told = _plain(figures)
    return _encode([agent_number, told, sorted(map(_plain, lines))]).encode("ascii")


def statement_digest(agent_number: str, figures: Row, lines: Iterable[Row]) -> bytes:
    """The leaf of one statement, 32 bytes."""
    return sha256(statement_bytes(agent_number, figures, lines)).digest()


class LineWords(NamedTuple):
    """What many lines of a settlement have in common, spelt once: the text before ``about`` and the one after."""

    key: tuple[str, int, str, int]
    kind: str
    rate: int
    before: str
    between: str


LineTold = tuple[LineWords, str, int, int, int]  # about, facts, quantity, fen


def line_words(task: str, version: int, kind_code: str, percent: int, kind: str, rate: int) -> LineWords:
    key = (task, version, kind_code, percent)
    return LineWords(key, kind, rate, _encode(_plain(key))[:-1] + ",", f",{_text(kind)},")


def drafted_bytes(agent_number: str, figures: Sequence[int], lines: Iterable[LineTold]) -> bytes:
    """``statement_bytes`` of a hundred thousand drafts: its lines are [*key, about, kind, facts, quantity, rate, fen].

    A test holds the two equal; a figure that is no number is refused here, too (TypeError).
    """
    ordered = [
        (words.key, about, words.kind, facts, quantity, words.rate, fen, words.before, words.between)
        for words, about, facts, quantity, fen in lines
    ]
    ordered.sort()
    told = ",".join(
        [
            "%s%s%s%d,%d,%d,%d]"  # noqa: UP031 - %d refuses what is no number
            % (before, _text(about) if about else '""', between, facts, quantity, rate, fen)
            for _, about, _, facts, quantity, rate, fen, before, between in ordered
        ]
    )
    sums = ",".join(["%d"] * len(figures)) % tuple(figures)
    return f"[{_text(agent_number)},[{sums}],[{told}]]".encode("ascii")


def drafted_digest(agent_number: str, figures: Sequence[int], lines: Iterable[LineTold]) -> bytes:
    """The leaf of one draft, 32 bytes."""
    return sha256(drafted_bytes(agent_number, figures, lines)).digest()


def chunk_digest(statements: Iterable[StatementRow]) -> bytes:
    """The leaves of a chunk in the order of agent numbers; one agent twice is an error."""
    leaves: dict[str, bytes] = {}
    for number, figures, lines in statements:
        if number in leaves:
            raise ValueError(f"agent {number} has two statements in one chunk")
        leaves[number] = statement_digest(number, figures, lines)
    return b"".join(leaves[number] for number in sorted(leaves))


def run_digest(entity: str, month: str, chunk_digests: Iterable[bytes]) -> str:
    """The run's hash in hex. Chunks come in the order of their agent numbers, whatever their size."""
    run = sha256(_encode([entity, month]).encode("ascii"))
    for digest in chunk_digests:
        if len(digest) % LEAF_BYTES:
            raise ValueError("a chunk's digest is whole leaves")
        run.update(digest)
    return run.hexdigest()


def _plain(row: Row) -> list[Plain]:
    if not _PLAIN_TYPES.issuperset(map(type, row)):
        raise TypeError(f"not plain whole numbers and texts: {row!r}")
    return list(row)
