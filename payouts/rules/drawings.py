"""Charts as places in an SVG 640 wide: whole shapes, worded elsewhere. Texts, so that no language writes them anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH = 640
NAMES, TOTALS = 190, 82  # room for names at the left, for sums at the right
HEAD, ROW, PLOT = 24, 44, 32  # line of heads, one row of the grid, its bars
PAIR = 40  # a row of two bars
GROUND, TOP = 176, 38  # of the standing bars; above them a line for what is marked


class Bar(NamedTuple):
    x: str
    y: str
    width: str
    height: str
    below: bool = False  # less than nothing


class GridRow(NamedTuple):
    middle: str
    ground: str
    bars: list[Bar]


class Grid(NamedTuple):
    """A row of small standing bars for each row of figures, all on one scale; ``columns`` are their middles."""

    height: str
    columns: list[str]
    rows: list[GridRow]


class Standing(NamedTuple):
    bar: Bar
    middle: str
    above: str  # where the figure stands


class Pair(NamedTuple):
    middle: str
    first: Bar
    second: Bar


class Pairs(NamedTuple):
    height: str
    rows: list[Pair]


def grid(figures: Sequence[Sequence[int]]) -> Grid:
    cells = [fen for row in figures for fen in row]
    most, least = max([0, *cells]), min([0, *cells])
    scale = PLOT / ((most - least) or 1)
    pitch = (WIDTH - NAMES - TOTALS) / max(len(figures[0]) if figures else 1, 1)
    columns = [NAMES + pitch * (place + 0.5) for place in range(len(figures[0]) if figures else 0)]
    rows = []
    for number, row in enumerate(figures):
        top = HEAD + number * ROW + (ROW - PLOT) / 2
        ground = top + most * scale
        bars = [
            Bar(
                _at(middle - pitch * 0.3),
                _at(ground - max(fen, 0) * scale),
                _at(pitch * 0.6),
                _at(abs(fen) * scale),
                fen < 0,
            )
            for fen, middle in zip(row, columns, strict=True)
        ]
        rows.append(GridRow(_at(top + PLOT / 2 + 4), _at(ground), bars))
    return Grid(_at(HEAD + len(figures) * ROW), [_at(middle) for middle in columns], rows)


def standing(counts: Sequence[int]) -> list[Standing]:
    """One bar a count over the whole width."""
    most, pitch = max([1, *counts]), WIDTH / max(len(counts), 1)
    width = min(pitch * 0.8, 64)
    found = []
    for place, number in enumerate(counts):
        size, middle = number / most * (GROUND - TOP), pitch * (place + 0.5)
        bar = Bar(_at(middle - width / 2), _at(GROUND - size), _at(width), _at(size))
        found.append(Standing(bar, _at(middle), _at(GROUND - size - 5)))
    return found


def across(place: float, count: int) -> tuple[str, str]:
    """Where something lies among ``count`` bars, 2.5 being the middle of the third; and where its words begin or,
    in the right half, end."""
    x = WIDTH * place / count
    return _at(x), _at(x + 6 if x < WIDTH / 2 else x - 6)


def pairs(figures: Sequence[tuple[int, int]]) -> Pairs:
    """Two lying bars a row on one scale."""
    scale = (WIDTH - NAMES - TOTALS - 8) / max([1, *(max(pair) for pair in figures)])
    rows = []
    for number, (first, second) in enumerate(figures):
        top = number * PAIR + 6
        upper, lower = (
            Bar(_at(NAMES), _at(top + down), _at(max(fen, 0) * scale), "12")
            for fen, down in ((first, 0), (second, 14))
        )
        rows.append(Pair(_at(top + 17), upper, lower))
    return Pairs(_at(len(figures) * PAIR + 4), rows)


def shortened(name: str, width: float = 14) -> str:
    """A name that fits left of the bars; ``width`` counts Chinese characters, a Latin one is half of it."""
    room = width
    for place, letter in enumerate(name):
        room -= 1 if ord(letter) > 0x2E7F else 0.5
        if room < 0:
            return f"{name[:place].rstrip()}…"
    return name


def _at(place: float) -> str:
    return f"{place:.1f}".removesuffix(".0")
