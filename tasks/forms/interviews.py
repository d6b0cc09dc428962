"""Forms of interviews: a stretch of free times, a scorecard filled in, a scorecard written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.models import Line
from tasks.forms.fields import ClockInput, DayInput
from tasks.models import Rubric
from tasks.rules.interviews import Span, spans_between
from tasks.rules.scorecards import BEST
from yunke.ground.calendar import PAY_ZONE

WEIGHED_ROWS, FATAL_ROWS = 8, 4


class SlotsForm(forms.Form):
    """A stretch of a day cut into talks of one length."""

    on = forms.DateField(label=_("哪天"), widget=DayInput())
    starts = forms.TimeField(label=_("几点开始"), widget=ClockInput())
    ends = forms.TimeField(label=_("几点结束"), widget=ClockInput())
    minutes = forms.IntegerField(label=_("每次几分钟"), min_value=1, max_value=600, initial=20)
    line = forms.ModelChoiceField(
        Line.objects.filter(is_open=True),
        label=_("业务线"),
        required=False,
        to_field_name="code",
        empty_label=_("哪条都行"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["line"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]

    def spans(self) -> list[Span]:
        said = self.cleaned_data
        first, last = (
            datetime.combine(said["on"], said[name], tzinfo=PAY_ZONE) for name in ("starts", "ends")
        )
        return spans_between(first, last, said["minutes"])


class ScoreForm(forms.Form):
    """A rubric's items: scores as buttons from 0 to 5, fatal ones as ticks."""

    def __init__(self, rubric: Rubric, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.rubric, self.items = rubric, rubric.worded()
        for one in self.items:
            name = f"item_{one['code']}"
            self.fields[name] = (
                forms.BooleanField(label=one["name"], required=False)
                if one["fatal"]
                else forms.TypedChoiceField(
                    label=one["name"],
                    choices=[(str(score), str(score)) for score in range(BEST + 1)],
                    coerce=int,
                    required=False,
                    empty_value=None,
                    widget=forms.RadioSelect,
                )
            )
        self.fields["note"] = forms.CharField(
            label=_("备注（只有同事看得到）"),
            required=False,
            max_length=2_000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def weighed(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        return [(one, self[f"item_{one['code']}"]) for one in self.items if not one["fatal"]]

    def deciding(self) -> list[forms.BoundField]:
        return [self[f"item_{one['code']}"] for one in self.items if one["fatal"]]

    def scores(self) -> dict[str, int]:
        said = {
            one["code"]: self.cleaned_data.get(f"item_{one['code']}")
            for one in self.items
            if not one["fatal"]
        }
        return {code: score for code, score in said.items() if score is not None}

    def fatal(self) -> list[str]:
        return [
            one["code"] for one in self.items if one["fatal"] and self.cleaned_data.get(f"item_{one['code']}")
        ]


class RubricForm(forms.Form):
    """A new version: rows of name and weight, rows of what decides alone; an empty row is none."""

    purpose = forms.ChoiceField(label=_("用在哪里"), choices=Rubric.PURPOSES)
    line = forms.ModelChoiceField(Line.objects.all(), label=_("业务线"), to_field_name="code")
    pass_percent = forms.IntegerField(label=_("合格线（百分之几）"), min_value=1, max_value=100, initial=60)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["line"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        for kind, rows in (("item", WEIGHED_ROWS), ("fatal", FATAL_ROWS)):
            for number in range(1, rows + 1):
                self._row(kind, number)

    def _row(self, kind: str, number: int) -> None:
        said = {"number": number}
        for part, label in (("zh", _("第 %(number)s 项，中文")), ("en", _("第 %(number)s 项，英文"))):
            self.fields[f"{kind}_{number}_{part}"] = forms.CharField(
                label=label % said, required=False, max_length=80
            )
        self.fields[f"{kind}_{number}_code"] = forms.CharField(
            required=False, max_length=30, widget=forms.HiddenInput
        )
        if kind == "item":
            self.fields[f"{kind}_{number}_weight"] = forms.IntegerField(
                label=_("第 %(number)s 项，权重") % said, required=False, min_value=1, max_value=100
            )

    def rows(self, kind: str) -> list[list[forms.BoundField]]:
        parts = ("code", "zh", "en", "weight") if kind == "item" else ("code", "zh", "en")
        most = WEIGHED_ROWS if kind == "item" else FATAL_ROWS
        return [[self[f"{kind}_{number}_{part}"] for part in parts] for number in range(1, most + 1)]

    @staticmethod
    def initial_of(rubric: Rubric) -> dict[str, Any]:
        start: dict[str, Any] = {
            "purpose": rubric.purpose,
            "line": rubric.line.code,
            "pass_percent": rubric.pass_percent,
        }
        for kind, is_fatal in (("item", False), ("fatal", True)):
            for number, one in enumerate((row for row in rubric.items if row["fatal"] is is_fatal), 1):
                start |= {f"{kind}_{number}_{part}": one[part] for part in ("code", "zh", "en", "weight")}
        return start

    def items_said(self) -> list[dict[str, Any]]:
        found = []
        for kind, rows in (("item", WEIGHED_ROWS), ("fatal", FATAL_ROWS)):
            for number in range(1, rows + 1):
                said = {
                    part: self.cleaned_data.get(f"{kind}_{number}_{part}") for part in ("zh", "en", "weight")
                }
                if any(said.values()):
                    code = self.cleaned_data.get(f"{kind}_{number}_code") or f"{kind}_{number}"
                    found.append(
                        {
                            "code": code,
                            "zh": said["zh"],
                            "en": said["en"],
                            "weight": said["weight"] or 0,
                            "fatal": kind == "fatal",
                        }
                    )
        return found
