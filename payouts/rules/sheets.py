"""Cells of the files we hand out, and how CSV writes them: texts quoted and defused, amounts with two decimals, one row a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import category

from yunke.ground.money import yuan_plain

LINE_END = "\r\n"
BOM = "\ufeff"
FORMULA_STARTS = tuple("=+-@＝＋－＠")
BREAKS = ("Cc", "Zl", "Zp")  # sheets are read line by line: no typed text may begin a line of its own


@dataclass(frozen=True, slots=True)
class Fen:
    """An amount, written in yuan."""

    fen: int


Cell = str | int | Fen
Rows = Iterator[tuple[Cell, ...]]  # the first is the heading


def one_line(text: str) -> str:
    return "".join(" " if category(letter) in BREAKS else letter for letter in text).strip()


def text_cell(cell: str) -> str:
    """Quoted, on one line; a cell that a spreadsheet would run as a formula begins with an apostrophe."""
    line = one_line(cell)
    safe = f"'{line}" if line.startswith(FORMULA_STARTS) else line
    return '"' + safe.replace('"', '""') + '"'


def sheet_line(cells: Iterable[Cell]) -> str:
    return ",".join(map(_cell, cells)) + LINE_END


def _cell(cell: Cell) -> str:
    if isinstance(cell, Fen):
        return yuan_plain(cell.fen)
    return text_cell(cell) if isinstance(cell, str) else str(cell)
