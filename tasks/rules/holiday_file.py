"""The announced days off and working Saturdays of a year, read from a CSV of ``date,kind``."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable
from datetime import date

from tasks.reasons import HOLIDAY_ROW_CLASHES, HOLIDAY_ROW_OTHER_YEAR, HOLIDAY_ROW_UNREADABLE
from yunke.ground.errors import Reason

KINDS = {"day_off": "day_off", "make_up": "make_up", "调休": "day_off", "补班": "make_up"}
HEAD = {"date", "on", "日期"}

SpecialDay = tuple[date, str]


def read_special_days(
    lines: Iterable[str], year: int, statutory: Collection[date]
) -> tuple[list[SpecialDay], list[Reason]]:
    """(days, what is wrong by row); with anything wrong nothing of the file is taken."""
    days: dict[date, str] = {}
    wrong: list[Reason] = []
    for number, row in enumerate(csv.reader(lines), 1):
        if not row or (number == 1 and row[0].strip().lstrip("\ufeff").lower() in HEAD):
            continue
        told = _row(row)
        if told is None:
            wrong.append(HOLIDAY_ROW_UNREADABLE(row=number, text=",".join(row)[:40]))
        elif told[0].year != year:
            wrong.append(HOLIDAY_ROW_OTHER_YEAR(row=number, year=year))
        elif told[0] in days or told[0] in statutory:
            wrong.append(HOLIDAY_ROW_CLASHES(row=number))
        else:
            days[told[0]] = told[1]
    return sorted(days.items()), wrong


def _row(row: list[str]) -> SpecialDay | None:
    try:
        return date.fromisoformat(row[0].strip().lstrip("\ufeff")), KINDS[row[1].strip().lower()]
    except (ValueError, KeyError, IndexError):
        return None
