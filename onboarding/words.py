"""What measures are called on pages, and how their numbers are said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from onboarding.rules import equipment, room
from yunke.ground.errors import gettext_noop as _

SIDE_WORDS = {"front": _("人像面"), "back": _("国徽面"), "self": _("本人")}
OUTCOMES = {"pass": _("过了"), "fail": _("没过"), "listen": _("要人听一听")}
STATES = {"pass": "done", "fail": "attention", "listen": "waiting"}  # how a page marks them
ROOM = {  # name, unit, what is wanted
    "snr_db": (_("声音比背景响多少"), _("分贝"), _("要 %(wanted)s 以上")),
    "clipped_percent": (_("有没有爆音"), "%", _("最多 %(wanted)s%%")),
    "speech_seconds": (_("听到多少人声"), _("秒"), _("要 %(wanted)s 秒以上")),
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
    return [_row(one, ROOM) for one in room.verdicts(measures, thresholds)]


def _row(one: room.Verdict, words: dict[str, tuple[str, str, str]], *, unsaid: bool = False) -> Row:
    name, unit, wanted = words[one.measure]
    return Row(
        one.measure,
        gettext(name),
        "—" if unsaid else number(one.value),
        gettext(unit) if unit else "",
        gettext(wanted) % {"wanted": number(one.wanted)},
        gettext(OUTCOMES[one.outcome]),
        STATES[one.outcome],
    )


def number(value: float) -> str:
    """Whole where it may be: 14.3 -> 14.3, 20.0 -> 20."""
    return f"{round(value, 1):g}"


EQUIPMENT = {
    "cores": (_("处理器核数"), "", _("要 %(wanted)s 以上")),
    "memory_gb": (_("内存"), "GB", _("要 %(wanted)s 以上")),
    "screen_width": (_("屏幕宽"), _("像素"), _("要 %(wanted)s 以上")),
    "screen_height": (_("屏幕高"), _("像素"), _("要 %(wanted)s 以上")),
    "latency_ms": (_("延迟"), _("毫秒"), _("最多 %(wanted)s")),
    "jitter_ms": (_("抖动"), _("毫秒"), _("最多 %(wanted)s")),
    "loss_percent": (_("丢包"), "%", _("最多 %(wanted)s%%")),
    "down_mbps": (_("下载"), "Mbit/s", _("要 %(wanted)s 以上")),
    "up_mbps": (_("上传"), "Mbit/s", _("要 %(wanted)s 以上")),
}


def equipment_rows(measures: dict[str, Any], thresholds: dict[str, Any]) -> list[Row]:
    unsaid = {name for name in EQUIPMENT if measures.get(name) is None}
    return [
        _row(one, EQUIPMENT, unsaid=one.measure in unsaid) for one in equipment.verdicts(measures, thresholds)
    ]
