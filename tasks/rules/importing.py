"""How a dialler's file is read: its encoding, its columns, what each row counts for.

A mapping's ``columns``: ``{"call_id": col|"", "agent": col, "at": col, "kinds": [{"kind", "column",
"operator", "value"}], "amount": {"kind", "column"}?, "delimiter": ";"}``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from tasks import reasons as because
from yunke.ground.calendar import PAY_ZONE
from yunke.ground.errors import Reason, Refused
from yunke.ground.money import NotMoney, parse_yuan
from yunke.ground.text import decoded

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
MOST_QUOTES = 20  # stray quotes told at once
MOST_KEY = 110  # letters of a call id: the stored key has room for 120
DELIMITERS = ",;\t|"
OPERATORS = ("=", "!=", ">=", ">", "<=", "<", "in")
Effect = tuple[str, str]  # kind and call: the identity of a result
_ORDERED = (">=", ">", "<=", "<")
EARLIEST = datetime(2000, 1, 1, tzinfo=PAY_ZONE)  # what lies before is an empty field's date, and no call
_ROUNDED = re.compile(r"[+-]?\d+(\.\d+)?E\+\d+", re.IGNORECASE)  # how a spreadsheet writes a long number
_DATE_FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
)


def reasons_not_to_approve(
    *, by_uploader: bool, results: int, sales_fen: int, most_results: int, most_fen: int
) -> Iterator[Reason]:
    """Above a limit whoever brought a file in does not approve it: it takes a second person."""
    if by_uploader and (results > most_results or sales_fen > most_fen):
        yield because.IMPORT_NEEDS_SECOND(most=most_results, most_fen=most_fen)


def reasons_not_to_take_back(*, approved: int) -> Iterator[Reason]:
    """What was approved is paid; it is put right by corrections, not by taking its import back."""
    if approved:
        yield because.IMPORT_APPROVED(approved=approved)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file as numbered rows of cells, numbered as a spreadsheet shows them: the header is row 1."""

    header: list[str]
    rows: list[tuple[int, list[str]]]
    encoding: str
    delimiter: str


@dataclass(slots=True)
class Reading:
    """What one row says, before anybody is looked up. ``problem``: why it counts for nothing yet."""

    row: int
    key: str
    agent: str = ""
    at: datetime | None = None
    kinds: dict[str, int] = field(default_factory=dict)  # kind -> fen of sales, 0 for pieces
    problem: Reason | None = None
    column: str = ""


def read_sheet(data: bytes, delimiter: str = "") -> Sheet:
    """The file's cells, or a refusal that says what is wrong with the file as a whole."""
    if len(data) > MOST_BYTES:
        raise Refused(because.FILE_TOO_LARGE(most_mb=MOST_BYTES // 1024 // 1024))
    if (told := decoded(data)) is None:
        raise Refused(because.FILE_NOT_TEXT())
    text, encoding = told
    delimiter = delimiter or sniffed(text)
    records = list(_records(text, delimiter))
    if swallowed := list(_swallowed(records, delimiter)):
        raise Refused(*swallowed[:MOST_QUOTES])
    rows = [(number, one.cells) for number, one in enumerate(records, 1) if any(map(str.strip, one.cells))]
    if len(rows) < 2:
        raise Refused(because.FILE_EMPTY())
    if len(rows) - 1 > MOST_ROWS:
        raise Refused(because.FILE_TOO_LONG(most=MOST_ROWS))
    return Sheet(_header(rows[0][1]), rows[1:], encoding, delimiter)


def sniffed(text: str) -> str:
    """The delimiter that cuts the header into most cells."""
    first = io.StringIO(text.lstrip(), newline="").readline()
    return max(DELIMITERS, key=lambda mark: len(next(_records(first, mark), _Record(1, [], [])).cells))


class _Record(NamedTuple):
    """A row with the lines of the file it was read from; more than one where a quoted cell holds line breaks."""

    line: int
    lines: list[str]
    cells: list[str]


def _records(text: str, delimiter: str) -> Iterator[_Record]:
    lines: list[str] = []
    table = csv.reader(_noted(io.StringIO(text, newline=""), lines), delimiter=delimiter)
    while True:
        line = table.line_num + 1
        lines.clear()
        try:
            cells = next(table)
        except StopIteration:
            return
        except (
            csv.Error
        ) as error:  # a cell beyond all measure: what an open quote swallowed, or no text at all
            wrong = _open_quote(line, lines) if len(lines) > 1 else because.FILE_NOT_TEXT()
            raise Refused(wrong) from error
        yield _Record(line, lines.copy(), cells)


def _noted(lines: Iterable[str], into: list[str]) -> Iterator[str]:
    for line in lines:
        into.append(line)
        yield line


def _swallowed(records: Sequence[_Record], delimiter: str) -> Iterator[Reason]:
    """Where a stray quote made one cell of several rows: they would be gone without a word."""
    spread = [one for one in records if len(one.lines) > 1]
    if not spread:
        return
    widths = {len(records[0].cells), len(records[0].lines[0].split(delimiter))}
    timed = {place for one in records[:100] for place, cell in enumerate(one.cells) if parsed_moment(cell)}
    for one in spread:
        if _unpaired(one, delimiter) or _rows_within(one, widths, timed, delimiter):
            yield _open_quote(one.line, one.lines)


def _unpaired(record: _Record, delimiter: str) -> bool:
    """A quote that nothing closes, or one that closes in the middle of a cell further down; blanks behind one that
    closes are none of it."""
    blanks = re.compile(rf'(?<=") +(?={re.escape(delimiter)}|\r?\n?$)')
    try:
        next(csv.reader((blanks.sub("", line) for line in record.lines), delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _rows_within(record: _Record, widths: set[int], timed: set[int], delimiter: str) -> bool:
    """Two stray quotes can pass for a pair: the lines they begin and hold are whole rows, with a time where the
    file's other rows have it. No line of an honest remark is."""
    first, *others = (line for line in record.lines if line.strip())
    if not {len(first.split(delimiter)), len(next(csv.reader([first], delimiter=delimiter)))} & widths:
        return False
    rows = (cells for line in others if len(cells := line.split(delimiter)) in widths)
    return any(
        parsed_moment(cell.strip().strip('"'))
        for cells in rows
        for place, cell in enumerate(cells)
        if place in timed or not timed
    )


def _open_quote(line: int, lines: Sequence[str]) -> Reason:
    return because.QUOTE_OPEN(line=line, more=len(lines) - 1)


def _header(cells: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    for name in header:
        if name and header.count(name) > 1:
            raise Refused(because.FILE_HEADER_TWICE(column=name))
    return header


# --- mappings ---------------------------------------------------------------------------------------------


def mapped_columns(columns: Mapping[str, Any]) -> list[str]:
    """The file's columns a mapping reads, each once."""
    named = [columns.get("call_id", ""), columns.get("agent", ""), columns.get("at", "")]
    named += [rule["column"] for rule in columns.get("kinds", [])]
    named += [columns["amount"]["column"]] if columns.get("amount") else []
    return list(dict.fromkeys(name for name in named if name))


def reasons_not_to_map(columns: Mapping[str, Any], measures: Mapping[str, str]) -> Iterator[Reason]:
    """``measures``: each result kind's ``count`` or ``amount``."""
    for part in ("agent", "at"):
        if not columns.get(part):
            yield because.MAPPING_INCOMPLETE(part=part)
    if not columns.get("kinds") and not columns.get("amount"):
        yield because.MAPPING_INCOMPLETE(part="kinds")
    for rule in columns.get("kinds", []):
        yield from _rule_reasons(rule, measures)
    amount = columns.get("amount")
    if amount and measures.get(amount["kind"]) != "amount":
        yield because.MAPPING_KIND_UNKNOWN(kind=amount["kind"])


def _rule_reasons(rule: Mapping[str, Any], measures: Mapping[str, str]) -> Iterator[Reason]:
    if measures.get(rule["kind"]) != "count":
        yield because.MAPPING_KIND_UNKNOWN(kind=rule["kind"])
    if rule["operator"] not in OPERATORS:
        yield because.MAPPING_OPERATOR_UNKNOWN(operator=rule["operator"])
    elif rule["operator"] in _ORDERED and _number(str(rule["value"])) is None:
        yield because.MAPPING_VALUE_WRONG(column=rule["column"], value=str(rule["value"]))


def reasons_not_to_read(header: Sequence[str], columns: Mapping[str, Any]) -> Iterator[Reason]:
    """The mapped columns a file does not have."""
    for name in mapped_columns(columns):
        if name not in header:
            yield because.COLUMN_MISSING(column=name)


# --- rows -------------------------------------------------------------------------------------------------


def readings(sheet: Sheet, columns: Mapping[str, Any], file_hash: str, *, now: datetime) -> Iterator[Reading]:
    """Every row of a file, read by its mapping."""
    wanted = [(name, sheet.header.index(name)) for name in mapped_columns(columns)]
    for number, row in sheet.rows:
        if len(row) != len(sheet.header):
            yield Reading(number, f"{file_hash[:40]}:{number}", problem=because.ROW_TOO_SHORT())
            continue
        cells = {name: cleaned(row[place]) for name, place in wanted}
        yield read_row(number, cells, columns, file_hash, now=now)


def read_row(
    number: int, cells: Mapping[str, str], columns: Mapping[str, Any], file_hash: str, *, now: datetime
) -> Reading:
    """One row; identity is the call id, without a sound one the file and the row."""
    call = cells.get(columns.get("call_id") or "", "")
    wrong_key = _wrong_key(call)
    reading = Reading(number, call if call and not wrong_key else f"{file_hash[:40]}:{number}")
    reading.agent = cells.get(columns["agent"], "").upper()
    try:
        reading.kinds = kinds_of(cells, columns)
        if not reading.kinds:  # a row that counts for nothing need not be readable
            return reading
        if wrong_key:
            raise _Unreadable(wrong_key, columns["call_id"])
        reading.at = _moment(cells.get(columns["at"], ""), columns["at"], now)
    except _Unreadable as wrong:
        reading.problem, reading.column = wrong.reason, wrong.column
    return reading


def effects(key: str, kinds: Iterable[str]) -> set[Effect]:
    """What a row is known by, as results are: its call and each kind; of an unreadable one only the call."""
    return {(kind, key) for kind in kinds} or {("", key)}


def effects_kept(key: str, cells: Mapping[str, str], columns: Mapping[str, Any]) -> set[Effect]:
    """The effects of a row that was parked, from the cells that were kept of it."""
    try:
        return effects(key, kinds_of(cells, columns) if cells else ())
    except _Unreadable:
        return effects(key, ())


class _Unreadable(Exception):
    def __init__(self, reason: Reason, column: str) -> None:
        super().__init__(reason.code)
        self.reason, self.column = reason, column


def cleaned(cell: str) -> str:
    """A cell without blanks and without the ``="..."`` by which some diallers keep digits as text."""
    text = cell.strip()
    return text[2:-1] if text.startswith('="') and text.endswith('"') else text


def kinds_of(cells: Mapping[str, str], columns: Mapping[str, Any]) -> dict[str, int]:
    """What the row counts for: each kind whose rule holds, and the sale if there is one."""
    found = {
        rule["kind"]: 0 for rule in columns.get("kinds", []) if holds(rule, cells.get(rule["column"], ""))
    }
    amount = columns.get("amount")
    if amount and (fen := _fen(cells.get(amount["column"], ""), amount["column"])):
        found[amount["kind"]] = fen
    return found


def holds(rule: Mapping[str, Any], cell: str) -> bool:
    """Whether a cell meets (column, operator, value). An empty cell meets no comparison of size."""
    operator, value = rule["operator"], rule["value"]
    if operator == "in":
        return cell in members(value)
    if operator in ("=", "!="):
        return _same(cell, str(value).strip()) is (operator == "=")
    if not cell:
        return False
    number, than = _number(cell), _number(str(value))
    if number is None or than is None:
        raise _Unreadable(because.NUMBER_UNREADABLE(value=cell[:40]), rule["column"])
    return {">=": number >= than, ">": number > than, "<=": number <= than, "<": number < than}[operator]


def members(value: Any) -> list[str]:
    """The values of an ``in`` rule: a list, or words between commas (full-width ones, too) or bars."""
    if isinstance(value, list):
        return [str(one).strip() for one in value]
    words = str(value).replace("，", ",").replace("、", ",").replace("|", ",").split(",")
    return [word.strip() for word in words if word.strip()]


def _same(cell: str, value: str) -> bool:
    if cell == value:
        return True
    one, other = _number(cell), _number(value)
    return one is not None and one == other


@lru_cache(maxsize=10_000)
def _number(text: str) -> Decimal | None:
    """Kept, for a file tells the same few again and again: how long, which answer."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _fen(cell: str, column: str) -> int:
    if not cell:
        return 0
    try:
        fen = parse_yuan(cell)
    except NotMoney as error:
        raise _Unreadable(because.AMOUNT_UNREADABLE(value=cell[:40]), column) from error
    if fen < 0:
        raise _Unreadable(because.AMOUNT_UNREADABLE(value=cell[:40]), column)
    return fen


def _wrong_key(call: str) -> Reason | None:
    """Why a call id names no call: whatever has it would count once, or cannot be kept."""
    if len(call) > MOST_KEY:
        return because.KEY_TOO_LONG(most=MOST_KEY)
    return because.KEY_ROUNDED(value=call) if _ROUNDED.fullmatch(call) else None


def _moment(cell: str, column: str, now: datetime) -> datetime:
    at = parsed_moment(cell)
    if at is None:
        raise _Unreadable(because.TIME_UNREADABLE(value=cell[:40]), column)
    if at < EARLIEST:
        raise _Unreadable(because.TIME_TOO_LONG_AGO(value=cell[:40], year=EARLIEST.year), column)
    if at > now:
        raise _Unreadable(because.TIME_IN_FUTURE(value=cell[:40]), column)
    return at


def parsed_moment(text: str) -> datetime | None:
    """A time as diallers write it; without an offset it is the pay zone's."""
    text = text.strip().replace("/", "-")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        found = _by_form(text)
        if found is None:
            return None
        at = found
    return at if at.tzinfo else at.replace(tzinfo=PAY_ZONE)


def _by_form(text: str) -> datetime | None:
    for form in _DATE_FORMS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=PAY_ZONE)
        except ValueError:
            continue
    return None


# --- words for people -------------------------------------------------------------------------------------

_GUESSES = {
    "call_id": ("call_id", "callid", "call id", "编号", "通话编号", "通话id", "呼叫编号", "录音编号", "uuid"),
    "agent": ("agent_number", "agent", "agent_no", "agent number", "工号", "坐席工号", "坐席", "客服工号"),
    "at": (
        "at",
        "time",
        "started_at",
        "start_time",
        "call_time",
        "时间",
        "通话时间",
        "开始时间",
        "拨打时间",
        "呼叫时间",
    ),
}


def guessed_columns(header: Sequence[str]) -> dict[str, Any]:
    """The columns whose names speak for themselves; kinds are for a person to say."""
    names = {name.lower(): name for name in header}
    columns: dict[str, Any] = {
        part: next((names[guess] for guess in guesses if guess in names), "")
        for part, guesses in _GUESSES.items()
    }
    return columns | {"kinds": []}


def defused(cell: str) -> str:
    """A cell for a spreadsheet: what it would take for a formula is kept as text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠") else cell
