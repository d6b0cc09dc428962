"""Reading a bank's result file: reordered, repeated, short, with titles above and a totals line anywhere."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from payouts.rails.base import Answer, Answers
from payouts.reasons import (
    RESULT_COLUMNS_MISSING,
    RESULT_COLUMNS_TWICE,
    RESULT_EMPTY,
    RESULT_IS_A_WORKBOOK,
    RESULT_ROW_NO_AMOUNT,
    RESULT_ROW_NO_STATE,
    RESULT_ROW_NOT_NUMBER,
    RESULT_UNREADABLE,
)
from yunke.ground.errors import Reason
from yunke.ground.money import NotMoney, parse_yuan
from yunke.ground.text import decoded

NAMES = {
    "serial": ("序号", "明细序号", "serial"),
    "account": ("收款账号", "收款人账号", "账号", "account"),
    "amount": ("金额", "交易金额", "amount"),
    "outcome": ("处理结果", "交易状态", "状态", "结果", "status"),
    "key": ("附言", "key"),
    "words": ("失败原因", "原因", "备注", "reason"),
}
NEEDED = ("serial", "account", "amount", "outcome")
OUTCOMES = {
    "succeeded": ("成功", "交易成功", "已到账", "success"),
    "failed": ("失败", "交易失败", "已拒绝", "fail", "failed"),
    "returned": ("退汇", "退票", "已退回", "退回", "returned"),
    "unknown": ("处理中", "待处理", "待查", "processing", "unknown"),
}
TOTALS = ("合计", "总计", "total")
TITLES_ABOVE = 10  # lines a bank may put before the column names
WORDS_KEPT = 80
SERIAL_DIGITS = 9
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx, .xls
KEY = re.compile(r"[0-9A-Z]{26}")  # a bank that cuts our note short tells no key

Cells = dict[str, str]
_outcome_of = {word: outcome for outcome, words in OUTCOMES.items() for word in words}
_name_of = {alias: name for name, aliases in NAMES.items() for alias in aliases}


def read_answers(content: bytes) -> Answers:
    if content.startswith(WORKBOOKS):
        return Answers(problems=[RESULT_IS_A_WORKBOOK()])
    if (told := decoded(content)) is None:
        return Answers(problems=[RESULT_UNREADABLE()])
    text, _encoding = told
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        return Answers(problems=[RESULT_UNREADABLE()])
    places, first, missing = _columns(lines)
    if missing:
        return Answers(problems=[RESULT_COLUMNS_MISSING(columns="、".join(missing))])
    if twice := _twice(lines[first - 1], lines[first:]):
        return Answers(problems=[RESULT_COLUMNS_TWICE(columns="、".join(twice))])
    return _read(list(_told(lines, places, first)))


def _columns(lines: list[list[str]]) -> tuple[dict[str, int], int, list[str]]:
    """Where each column stands, the first row of answers, and names that are nowhere."""
    best: dict[str, int] = {}
    for number, line in enumerate(lines[:TITLES_ABOVE]):
        found = {_name_of[_plain(cell)]: place for place, cell in enumerate(line) if _plain(cell) in _name_of}
        if set(NEEDED) <= set(found):
            return found, number + 1, []
        best = found if len(found) > len(best) else best
    return best, 0, [NAMES[name][0] for name in NEEDED if name not in best]


def _twice(names: list[str], lines: list[list[str]]) -> list[str]:
    """Columns of which each could be the one we read, where they say different things: which is true nobody knows."""
    of: dict[str, list[int]] = defaultdict(list)
    for place, cell in enumerate(names):
        if (name := _name_of.get(_plain(cell))) in (*NEEDED, "key"):
            of[name].append(place)
    differ = [
        places
        for places in of.values()
        if any(len({_plain(line[place]) for place in places if place < len(line)}) > 1 for line in lines)
    ]
    return [_cell(names[place]) for places in differ for place in places]


def _told(lines: list[list[str]], places: dict[str, int], first: int) -> Iterator[tuple[int, bool, Cells]]:
    """(row number as a spreadsheet counts, is it the totals line, cells by name)."""
    for number, line in enumerate(lines[first:], first + 1):
        cells = {name: _cell(line[place]) if place < len(line) else "" for name, place in places.items()}
        if not any(map(_cell, line)):
            continue
        yield number, _is_total(line, cells), cells


def _is_total(line: list[str], cells: Cells) -> bool:
    """A label in place of a serial or an account, or anywhere in a line that is no answer (a bank's words are one)."""
    labelled = any(_plain(cells[name]).startswith(TOTALS) for name in ("serial", "account"))
    is_answer = _is_serial(cells["serial"]) and _plain(cells["outcome"]) in _outcome_of
    return labelled or (not is_answer and any(_plain(cell).startswith(TOTALS) for cell in line))


def _is_serial(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= SERIAL_DIGITS


def _read(told: list[tuple[int, bool, Cells]]) -> Answers:
    rows: list[Answer] = []
    problems: list[Reason] = []
    total: int | None = None
    for number, is_total, cells in told:
        if is_total:
            total, wrong = _amount(number, cells) if cells["amount"] else (total, None)
        else:
            answer, wrong = _answer(number, cells)
            rows += [answer] if answer else []
        problems += [wrong] if wrong else []
    if not rows and not problems:
        problems.append(RESULT_EMPTY())
    return Answers(rows, total, problems)


def _answer(number: int, cells: Cells) -> tuple[Answer | None, Reason | None]:
    serial, outcome = cells["serial"], _outcome_of.get(_plain(cells["outcome"]))
    if not _is_serial(serial):
        return None, RESULT_ROW_NOT_NUMBER(row=number, text=_shown(serial))
    amount, wrong = _amount(number, cells)
    if amount is None or outcome is None:
        return None, wrong or RESULT_ROW_NO_STATE(row=number, text=_shown(cells["outcome"]))
    words, key = _shown(cells.get("words", "")), cells.get("key", "").upper()
    return Answer(
        number, int(serial), cells["account"], amount, outcome, words, key if KEY.fullmatch(key) else ""
    ), None


def _amount(number: int, cells: Cells) -> tuple[int | None, Reason | None]:
    try:
        return parse_yuan(cells["amount"]), None
    except NotMoney:
        return None, RESULT_ROW_NO_AMOUNT(row=number, text=_shown(cells["amount"]))


def _cell(text: str) -> str:
    """Blanks, tabs and the marks by which spreadsheets keep a number a text."""
    return text.strip().removeprefix("=").strip("\"'`\t ")


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _shown(text: str) -> str:
    """A bank's words without the numbers of accounts in them: they are stored and shown."""
    kept = "".join("*" if letter.isdigit() else letter for letter in text) if _long_number(text) else text
    return kept[:WORDS_KEPT]


def _long_number(text: str) -> bool:
    run = 0
    for letter in text:
        run = run + 1 if letter.isdigit() else 0
        if run >= 8:
            return True
    return False
