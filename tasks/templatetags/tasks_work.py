"""How the pages of shifts and hours name states and colour them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import get_language, gettext

from tasks.states import DECISION, FACT
from yunke.ground.calendar import PAY_ZONE, local_on

register = template.Library()

BOOKING_TONES = {
    "booked": "now",
    "working": "done",
    "worked": "done",
    "absent": "stopped",
    "cancelled": "neutral",
    "late_cancelled": "attention",
}
FACT_TONES = {"drafted": "waiting", "approved": "done", "refused": "stopped"}
DECISION_TONES = {"proposed": "waiting", "approved": "done", "dropped": "neutral", "refused": "neutral"}
CLAIM_TONES = {
    "asked": "waiting",
    "training": "now",
    "assessing": "waiting",
    "waiting": "waiting",
    "reserve": "waiting",
    "admitted": "now",
    "on_duty": "done",
}
IMPORT_TONES = {
    "checked": "waiting",
    "importing": "now",
    "imported": "done",
    "dropped": "neutral",
    "withdrawn": "neutral",
}


def _tones(name: str, tones: Mapping[str, str]) -> None:
    register.filter(name, lambda state: tones.get(state, "neutral"))


for _name, _table in (
    ("booking_tone", BOOKING_TONES),
    ("fact_tone", FACT_TONES),
    ("decision_tone", DECISION_TONES),
    ("claim_tone", CLAIM_TONES),
    ("import_tone", IMPORT_TONES),
):
    _tones(_name, _table)


@register.filter
def state_name(row: Any) -> str:
    """The word of a row's state, in the page's language."""
    return gettext(row.STATES.words[row.state])


@register.filter
def fact_name(state: str) -> str:
    return gettext(FACT.words[state])


@register.filter
def decision_name(state: str) -> str:
    return gettext(DECISION.words[state])


@register.simple_tag
def kind_name(row: Any) -> str:
    """A result kind's name; ``row`` is the kind itself or a grouped row with ``kind__name_...``."""
    ending = "en" if (get_language() or "").startswith("en") else "zh"
    if isinstance(row, Mapping):
        return str(row[f"kind__name_{ending}"])
    return str(getattr(row, f"name_{ending}"))


@register.filter
def until_clock(at: datetime, since: datetime | None = None) -> str:
    """The end of a day's hours: midnight is written 24:00; with the start, an end on the next day says so."""
    text = at.astimezone(PAY_ZONE).strftime("%H:%M")
    if text == "00:00":
        return "24:00"
    next_day = since is not None and local_on(at) > local_on(since)
    return gettext("次日 %(time)s") % {"time": text} if next_day else text


@register.filter
def share_of(part: int, whole: int) -> float:
    """A part of a whole as a share of one; of nothing it is 0."""
    return part / whole if whole else 0.0


@register.filter
def item(values: Mapping[str, Any], key: str) -> Any:
    """``values[key]``, or nothing."""
    return values.get(key, "")


@register.filter
def total(values: Mapping[str, int] | None) -> int:
    """The sum of a table of counts."""
    return sum((values or {}).values())
