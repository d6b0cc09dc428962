"""What measures are called on pages, and how their numbers are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from onboarding.rules import room
from yunke.ground.errors import gettext_noop as _

OUTCOMES = {"pass": _("过了"), "fail": _("没过"), "listen": _("要人听一听")}
STATES = {"pass": "done", "fail": "attention", "listen": "waiting"}  # how a page marks them
ROOM = {  # name, unit, what is wanted
    "snr_db": (_("声音比背景响多少"), _("分贝"), _("要 %(wanted)s 以上")),
    "clipped_percent": (_("有没有爆音"), "%", _("最多 %(wanted)s%%")),
    "speech_seconds": (_("听到多少人声"), _("秒"), _("15 秒里要 %(wanted)s 秒以上")),
    "loud_percent": (_("安静时冒出的声音"), "%", _("最多 %(wanted)s%%")),
    "hum_below_db": (_("电流声比说话低多少"), _("分贝"), _("要 %(wanted)s 以上")),
    "dropouts": (_("录音断了几次"), _("次"), _("最多 %(wanted)s 次")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One measure as a page shows it."""

    code: str
    name: str
    value: str
    unit: str
    wanted: str
    outcome: str
    state: str


def room_rows(measures: dict[str, Any], thresholds: dict[str, Any]) -> list[Row]:
    return [_row(one) for one in room.verdicts(measures, thresholds)]


def _row(one: room.Verdict) -> Row:
    name, unit, wanted = ROOM[one.measure]
    return Row(
        one.measure,
        gettext(name),
        number(one.value),
        gettext(unit),
        gettext(wanted) % {"wanted": number(one.wanted)},
        gettext(OUTCOMES[one.outcome]),
        STATES[one.outcome],
    )


def number(value: float) -> str:
    """Whole where it may be: 14.3 -> 14.3, 20.0 -> 20."""
    return f"{round(value, 1):g}"
