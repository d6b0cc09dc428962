"""Stored facts as a reader sees them: money in yuan, months and moments in the pay zone, codes by their names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from yunke.ground.money import yuan
from yunke.ground.months import parse_month
from yunke.ground.states import TABLES
from yunke.templatetags.time_words import moment, month_name, seconds


def readable(facts: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """``facts`` by their suffixes (``_fen``, ``_at``, ``_on``, ``_seconds``), and by ``words`` where a fact is a code
    (or several, whose words are sentences).

    A fact ``table`` names a state table whose words ``now`` and ``next`` are taken from.
    """
    shown = {name: _shown(name, value) for name, value in facts.items()}
    for name, names in words.items():
        if name in facts:
            shown[name] = _named(facts[name], names)
    if table := TABLES.get(str(facts.get("table"))):
        for name in {"now", "next"} & set(facts):
            shown[name] = gettext(table.words.get(facts[name], facts[name]))
    return shown


def _named(fact: Any, names: Mapping[str, str]) -> str:
    words = [gettext(names.get(str(one), str(one))) for one in (fact if isinstance(fact, list) else [fact])]
    return (" " if words and words[0][-1:].isascii() else "").join(words)


def _shown(name: str, value: Any) -> Any:
    if name.endswith("_fen") and isinstance(value, int):
        return yuan(value).replace("-", "−")
    if (name == "month" or name.endswith("_month")) and isinstance(value, str) and value:
        return month_name(parse_month(value[:7]))  # a month or its first day
    if name.endswith("_at") and value:
        return moment(value if isinstance(value, datetime) else datetime.fromisoformat(value), None)
    if name.endswith("_on") and value:
        return moment(value if isinstance(value, date) else date.fromisoformat(value), None)
    if name.endswith("_seconds") and isinstance(value, int | float):
        return seconds(value)
    return value
