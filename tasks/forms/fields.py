"""Fields that read money and percentages the way people write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from yunke.ground.money import NotMoney, parse_yuan, yuan_plain
from yunke.refusals import worded

MOST_FEN = 1_000_000_00  # a million yuan: more is a slip of the finger


class YuanField(forms.CharField):
    """Yuan as typed, fen as cleaned; nothing typed is 0."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"required": False, "max_length": 20} | given)
        self.widget.attrs |= {"inputmode": "decimal", "size": "12", "autocomplete": "off"}

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        if not text:
            return 0
        try:
            fen = parse_yuan(text)
        except NotMoney as error:
            said = worded(error.reason)
            raise ValidationError(said.sentence, code=error.code) from error
        if not 0 <= fen <= MOST_FEN:
            raise ValidationError(_("金额要在 0 到 100 万元之间。"), code="amount_out_of_range")
        return fen

    def prepare_value(self, value: Any) -> Any:
        return yuan_plain(value) if isinstance(value, int) else value


class PercentField(forms.CharField):
    """Per cent as typed (2 or 2.5), basis points as cleaned; nothing typed is 0."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"required": False, "max_length": 8} | given)
        self.widget.attrs |= {"inputmode": "decimal", "size": "8", "autocomplete": "off"}

    def clean(self, value: Any) -> int:
        text = super().clean(value).rstrip("%％ ")
        if not text:
            return 0
        found = re.fullmatch(r"(\d{1,3})(?:\.(\d{1,2}))?", text)
        if not found:
            raise ValidationError(_("写成 2 或 2.5 的样子。"), code="not_a_percentage")
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:g}" if isinstance(value, int) else value


class TiersField(forms.CharField):
    """Tiers written one a line, what they lie above and their price: ``100 0.40`` or, of sales, ``10000 3``.

    Cleaned to (above, price): pieces and fen, or fen and basis points.
    """

    def __init__(self, measure: str, **given: Any) -> None:
        super().__init__(**{"required": False, "max_length": 400} | given)
        self.above: forms.Field = YuanField() if measure == "amount" else forms.IntegerField(min_value=1)
        self.price: forms.Field = PercentField() if measure == "amount" else YuanField()

    def clean(self, value: Any) -> tuple[tuple[int, int], ...]:
        lines = [line.split() for line in re.split(r"[\n;；]+", super().clean(value)) if line.strip()]
        return tuple(self._tier(number, words) for number, words in enumerate(lines, 1))

    def _tier(self, number: int, words: list[str]) -> tuple[int, int]:
        try:
            above, price = words
            return self.above.clean(above), self.price.clean(price)
        except (ValueError, ValidationError) as error:
            raise ValidationError(
                _("第 %(row)s 档读不懂：写成“超过多少 价钱”，中间空一格，如 100 0.40。") % {"row": number},
                code="not_a_tier",
            ) from error

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        show = yuan_plain if isinstance(self.above, YuanField) else str
        return "\n".join(f"{show(above)} {self.price.prepare_value(price)}" for above, price in value)


class DaysField(forms.CharField):
    """Days written one a line or between commas, as ISO texts."""

    def clean(self, value: Any) -> tuple[str, ...]:
        days: set[date] = set()
        for word in re.split(r"[\s,，、;；]+", super().clean(value).strip()):
            try:
                day = parse_date(word) if word else None
            except ValueError:
                day = None
            if word and day is None:
                raise ValidationError(
                    _("“%(word)s”不是日期，请写成 2026-10-01。") % {"word": word}, code="not_a_day"
                )
            if day:
                days.add(day)
        return tuple(day.isoformat() for day in sorted(days))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")
