"""The announced days off and working Saturdays of a year, read from a CSV of ``date,kind``."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from tasks.reasons import (
    AMENDED_ROW_SAME,
    AMENDED_ROW_TWICE,
    AMENDED_ROW_UNREADABLE,
    HOLIDAY_ROW_CLASHES,
    HOLIDAY_ROW_OTHER_YEAR,
    HOLIDAY_ROW_UNREADABLE,
)
from yunke.ground.calendar import HOLIDAYS
from yunke.ground.errors import Reason

KINDS = {"day_off": "day_off", "make_up": "make_up", "调休": "day_off", "补班": "make_up"}
HEAD = {"date", "on", "日期"}

SpecialDay = tuple[date, str]
AMENDED_KINDS = KINDS | {
    "statutory": "statutory",
    "法定": "statutory",
    "法定日": "statutory",
    "plain": "",
    "平日": "",
}
HOLIDAY_NAMES = {
    "元旦": "new_year",
    "春节": "spring_festival",
    "清明节": "qingming",
    "劳动节": "labour_day",
    "端午节": "dragon_boat",
    "中秋节": "mid_autumn",
    "国庆节": "national_day",
    **{code: code for code in HOLIDAYS},
}


class AmendedTo(NamedTuple):
    """What a day becomes: its kind, empty for a plain day, and the holiday of a statutory one."""

    on: date
    kind: str
    code: str = ""


Held = Mapping[date, tuple[str, tuple[str, ...]]]  # the kind of each special day of a year, and its holidays


def read_amended_days(lines: Iterable[str], year: int, held: Held) -> tuple[list[AmendedTo], list[Reason]]:
    """(changes, what is wrong by row) against what the year ``held``; with anything wrong nothing is taken."""
    told: dict[date, AmendedTo] = {}
    wrong: list[Reason] = []
    for number, row in enumerate(csv.reader(line.replace("，", ",") for line in lines), 1):
        if not row:
            continue
        one = _amended(row)
        if one is None:
            wrong.append(AMENDED_ROW_UNREADABLE(row=number, text=",".join(row)[:40]))
        elif one.on.year != year:
            wrong.append(HOLIDAY_ROW_OTHER_YEAR(row=number, year=year))
        elif one.on in told:
            wrong.append(AMENDED_ROW_TWICE(row=number))
        elif held.get(one.on, ("", ())) == (one.kind, (one.code,) if one.kind else ()):
            wrong.append(AMENDED_ROW_SAME(row=number, on=one.on.isoformat()))
        else:
            told[one.on] = one
    return sorted(told.values()), wrong


def _amended(row: list[str]) -> AmendedTo | None:
    try:
        on, kind = date.fromisoformat(row[0].strip()), AMENDED_KINDS[row[1].strip().lower()]
        code = HOLIDAY_NAMES[row[2].strip()] if kind == "statutory" else ""
    except (ValueError, KeyError, IndexError):
        return None
    return AmendedTo(on, kind, code)


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
