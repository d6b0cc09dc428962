"""How a cut-over's file is read: named columns, one person a row, and the totals a person typed beside it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from payouts.reasons import (
    CUT_OVER_COLUMNS_MISSING,
    CUT_OVER_EMPTY,
    CUT_OVER_NOT_TEXT,
    CUT_OVER_TOO_LONG,
    CUT_OVER_TOTAL,
    ROW_AMOUNT,
    ROW_MONTHS,
    ROW_MONTHS_AND_INCOME,
    ROW_NOBODY,
    ROW_QUALIFICATION,
    ROW_TAX_ABOVE_INCOME,
)
from yunke.ground.errors import Reason
from yunke.ground.money import NotMoney, parse_yuan
from yunke.ground.text import decoded

NAMES = {
    "agent": ("工号", "agent"),
    "phone": ("手机号", "手机", "phone"),
    "name": ("姓名", "name"),
    "income": ("累计收入", "income"),
    "tax": ("累计已扣税", "已扣税", "tax"),
    "months": ("有报酬的月份", "months"),
    "debt": ("欠款", "debt"),
    "qualifications": ("资格", "qualifications"),
}
NEEDED = ("income", "tax", "months", "debt")
AMOUNTS = ("income", "tax", "debt")
MOST_ROWS = 200_000  # a larger house brings several files
AT_ONCE = 2_000
MOST_FEN = 10_000_000_000_00
_name_of = {alias: name for name, aliases in NAMES.items() for alias in aliases}
_MONTH_MARKS = str.maketrans("，、;；", "    ")


class Totals(NamedTuple):
    """Rows and fen."""

    rows: int = 0
    income_fen: int = 0
    tax_fen: int = 0
    debt_fen: int = 0


NOBODY = Totals()


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the file tells them. ``number`` is the row's, as a spreadsheet counts."""

    number: int
    agent: str
    phone: str
    name: str
    income_fen: int
    tax_fen: int
    months: tuple[int, ...]
    debt_fen: int
    qualifications: tuple[tuple[str, date], ...]  # (line, last day)


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: list[Row]
    problems: list[Reason]

    @property
    def totals(self) -> Totals:
        return Totals(
            len(self.rows),
            sum(row.income_fen for row in self.rows),
            sum(row.tax_fen for row in self.rows),
            sum(row.debt_fen for row in self.rows),
        )


def read(content: bytes, *, before_month: int, told: Callable[[int], None] = lambda rows: None) -> Sheet:
    """Every row, or what is wrong with each. ``before_month``: the first month this house pays in; ``told`` hears
    from time to time how many rows were read."""
    table = _table(content)
    if isinstance(table, Reason):
        return Sheet([], [table])
    rows: list[Row] = []
    problems: list[Reason] = []
    for place, (number, line) in enumerate(table.lines):
        if place >= MOST_ROWS:
            return Sheet([], [CUT_OVER_TOO_LONG(most=MOST_ROWS)])
        if place % AT_ONCE == 0:
            told(place)
        row, wrong = _row(number, table.cells(line), before_month)
        rows += [row] if row else []
        problems += wrong
    return Sheet(rows, problems) if rows or problems else Sheet([], [CUT_OVER_EMPTY()])


def some_rows(content: bytes, first: int, last: int) -> list[Row]:
    """The rows from ``first`` on and before ``last`` of a file that was looked through."""
    table = _table(content)
    if isinstance(table, Reason):
        return []
    found = (_row(number, table.cells(line), 13)[0] for number, line in islice(table.lines, first, last))
    return [row for row in found if row]


def row_count(content: bytes) -> int:
    """About how many rows a file has, before anybody reads it."""
    return content.count(b"\n")


@dataclass(frozen=True, slots=True)
class _Table:
    """``lines`` are numbered as a spreadsheet counts, without the head and without empty ones."""

    places: Mapping[str, int]
    lines: Iterator[tuple[int, list[str]]]

    def cells(self, line: list[str]) -> dict[str, str]:
        return {name: _cell(line[p]) if p < len(line) else "" for name, p in self.places.items()}


def _table(content: bytes) -> _Table | Reason:
    if (told := decoded(content)) is None:
        return CUT_OVER_NOT_TEXT()
    text, _encoding = told
    first = text.lstrip("\r\n").split("\n", 1)[0]
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in first else ","))
    except csv.Error:
        return CUT_OVER_NOT_TEXT()
    lines = ((number, line) for number, line in enumerate(read, 1) if any(map(_cell, line)))
    _number, head = next(lines, (0, []))
    places = {_name_of[_plain(c)]: p for p, c in enumerate(head) if _plain(c) in _name_of}
    missing = [NAMES[name][0] for name in NEEDED if name not in places]
    if "agent" not in places and "phone" not in places:
        missing.insert(0, f"{NAMES['agent'][0]}/{NAMES['phone'][0]}")
    return CUT_OVER_COLUMNS_MISSING(columns="、".join(missing)) if missing else _Table(places, lines)


def totals_that_differ(typed: Totals, told: Totals) -> Iterator[Reason]:
    """Each sum that a person typed otherwise than the file has it, with the difference."""
    for name in Totals._fields:
        said, found = getattr(typed, name), getattr(told, name)
        if said != found:
            kind = CUT_OVER_TOTAL[name]
            suffix = "" if name == "rows" else "_fen"
            yield kind(
                **{f"typed{suffix}": said, f"found{suffix}": found, f"difference{suffix}": found - said}
            )


def months_mask(months: Iterable[int]) -> int:
    return sum(1 << (month - 1) for month in set(months))


def months_in(mask: int) -> list[int]:
    return [month for month in range(1, 13) if mask >> (month - 1) & 1]


def _row(number: int, cells: Mapping[str, str], before_month: int) -> tuple[Row | None, list[Reason]]:
    wrong: list[Reason] = []
    fen = {}
    for name in AMOUNTS:
        try:
            fen[name] = parse_yuan(cells[name] or "0")
        except NotMoney:
            fen[name] = -1
        if not 0 <= fen[name] <= MOST_FEN:
            wrong.append(ROW_AMOUNT(row=number, column=NAMES[name][0], text=cells[name][:40]))
    months = months_of(cells["months"])
    if months is None or any(month >= before_month for month in months):
        wrong.append(ROW_MONTHS(row=number, text=cells["months"][:40], before=before_month))
    elif not wrong and bool(months) != bool(fen["income"]):
        wrong.append(ROW_MONTHS_AND_INCOME(row=number))
    if not wrong and fen["tax"] > fen["income"]:
        wrong.append(ROW_TAX_ABOVE_INCOME(row=number, tax_fen=fen["tax"], income_fen=fen["income"]))
    qualified = _qualifications(cells.get("qualifications", ""))
    if qualified is None:
        wrong.append(ROW_QUALIFICATION(row=number, text=cells["qualifications"][:40]))
    agent, phone = cells.get("agent", "").upper(), cells.get("phone", "")
    if not agent and not phone:
        wrong.append(ROW_NOBODY(row=number))
    if wrong or months is None or qualified is None:
        return None, wrong
    name = cells.get("name", "")[:60]
    return Row(number, agent, phone, name, fen["income"], fen["tax"], months, fen["debt"], qualified), []


@lru_cache(maxsize=1_024)  # a house has a few patterns of months
def months_of(text: str) -> tuple[int, ...] | None:
    """``1-3 6`` -> 1, 2, 3, 6; None for what is no such list."""
    found: set[int] = set()
    for part in unicodedata.normalize("NFKC", text).translate(_MONTH_MARKS).replace(",", " ").split():
        first, dash, last = part.replace("月", "").replace("~", "-").partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            return None
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= 12:
            return None
        found.update(range(start, end + 1))
    return tuple(sorted(found))


@lru_cache(maxsize=1_024)
def _qualifications(text: str) -> tuple[tuple[str, date], ...] | None:
    """``voice 2027-03-31; chat 2026-12-31``: a line and the last day it counts."""
    found: dict[str, date] = {}
    for part in text.replace("；", ";").split(";"):
        if not part.strip():
            continue
        line, _blank, day = part.strip().partition(" ")
        try:
            until = date.fromisoformat(day.strip())
        except ValueError:
            return None
        if line in found:
            return None
        found[line] = until
    return tuple(found.items())


def _cell(text: str) -> str:
    """Blanks and the marks by which spreadsheets keep a number a text."""
    return text.strip().removeprefix("=").strip("\"'`\t ")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", _cell(text)).split()).casefold()
