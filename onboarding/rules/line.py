"""What a line does, from what a page measured: pings, and pieces sent and fetched for at most a second each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

LEAST_PINGS, LEAST_PIECES = 10, 3  # below this nothing is said about a line
MOST_PINGS, MOST_PIECES = 200, 60
MOST_BYTES = 2 * 1024 * 1024  # of one piece
MOST_MS = 60_000

Piece = tuple[int, float]  # bytes, milliseconds


def latency_ms(pings: Sequence[float | None]) -> float:
    """The middle of the answers that came."""
    return float(median([one for one in pings if one is not None] or [MOST_MS]))


def jitter_ms(pings: Sequence[float | None]) -> float:
    """How far one answer's time is from the next one's, on average."""
    came = [one for one in pings if one is not None]
    steps = [abs(after - before) for before, after in pairwise(came)]
    return sum(steps) / len(steps) if steps else 0.0


def loss_percent(pings: Sequence[float | None]) -> float:
    return 100 * sum(one is None for one in pings) / len(pings)


def mbit_a_second(pieces: Sequence[Piece]) -> float:
    """The middle of the pieces' rates; the first one, in which a connection still gathers speed, is left out."""
    rates = [8 * size / 1_000 / ms for size, ms in pieces[1:] if ms > 0]
    return float(median(rates)) if rates else 0.0


def curve(pieces: Sequence[Piece]) -> list[float]:
    """Mbit/s of each piece, for a drawing."""
    return [round(8 * size / 1_000 / ms, 2) for size, ms in pieces if ms > 0]


def measured(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The line's measures; nothing at all where too little was measured."""
    pings = [_ms(one) for one in _listed(raw, "pings", MOST_PINGS)]
    down, up = (_pieces(_listed(raw, way, MOST_PIECES)) for way in ("down", "up"))
    if len(pings) < LEAST_PINGS or min(len(down), len(up)) < LEAST_PIECES:
        return {}
    found = {
        "latency_ms": latency_ms(pings),
        "jitter_ms": jitter_ms(pings),
        "loss_percent": loss_percent(pings),
        "down_mbps": mbit_a_second(down),
        "up_mbps": mbit_a_second(up),
    }
    return {name: round(value, 1) for name, value in found.items()} | {
        "down_curve": curve(down),
        "up_curve": curve(up),
    }


def _listed(raw: Mapping[str, Any], name: str, most: int) -> list[Any]:
    found = raw.get(name)
    return found[:most] if isinstance(found, list) else []


def _ms(value: Any) -> float | None:
    """A time that can be; anything else did not come back."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST_MS
    return float(value) if known else None


def _pieces(found: Sequence[Any]) -> list[Piece]:
    pairs = [one for one in found if isinstance(one, list) and len(one) == 2]
    return [
        (size, ms)
        for size, taken in pairs
        if isinstance(size, int) and 0 <= size <= MOST_BYTES and (ms := _ms(taken))
    ]
