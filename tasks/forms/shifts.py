"""Forms of shifts: a single one or a weekly pattern, seats, calling off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tasks.forms.fields import ClockInput, DayInput
from tasks.models import Task
from tasks.rules.booking import MOST_SEATS, weekly_pattern

WEEKDAYS = [
    ("0", _("周一")),
    ("1", _("周二")),
    ("2", _("周三")),
    ("3", _("周四")),
    ("4", _("周五")),
    ("5", _("周六")),
    ("6", _("周日")),
]
LONGEST_PATTERN = 92  # days


class ShiftsForm(forms.Form):
    """One day, or every chosen weekday from day to day."""

    task = forms.ModelChoiceField(Task.objects.none(), label=_("任务"), to_field_name="public_id")
    first_on = forms.DateField(label=_("从哪天"), widget=DayInput())
    last_on = forms.DateField(
        label=_("到哪天"), required=False, widget=DayInput(), help_text=_("只排一天就不填。")
    )
    weekdays = forms.MultipleChoiceField(
        label=_("星期几"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("不选就是每天。"),
    )
    starts = forms.TimeField(label=_("几点开始"), widget=ClockInput())
    ends = forms.TimeField(
        label=_("几点结束"), widget=ClockInput(), help_text=_("早于开始，就是次日。24:00 写 00:00。")
    )
    seats = forms.IntegerField(label=_("座位"), min_value=1, max_value=MOST_SEATS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["task"].queryset = Task.objects.filter(state__in=("open", "paused")).order_by("number")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and not 0 <= (last - first).days < LONGEST_PATTERN:
            self.add_error(
                "last_on", gettext("要不早于开始那天，一次最多排 %(days)s 天。") % {"days": LONGEST_PATTERN}
            )
        return cleaned

    def times(self) -> list[tuple[datetime, datetime]]:
        """The shifts asked for."""
        given = self.cleaned_data
        last: date = given["last_on"] or given["first_on"]
        weekdays = [int(day) for day in given["weekdays"]] or list(range(7))
        return weekly_pattern(given["first_on"], last, weekdays, given["starts"], given["ends"])


class SeatsForm(forms.Form):
    seats = forms.IntegerField(label=_("座位"), min_value=1, max_value=MOST_SEATS)


class AttendanceForm(forms.Form):
    """Times somebody forgot to clock; days and minutes of the pay zone."""

    came_on = forms.DateField(label=_("签到日期"), widget=DayInput())
    came = forms.TimeField(label=_("签到时间"), widget=ClockInput())
    left_on = forms.DateField(label=_("签退日期"), widget=DayInput())
    left = forms.TimeField(label=_("签退时间"), widget=ClockInput())
    why = forms.CharField(label=_("依据"), max_length=200, help_text=_("写明凭什么这样记，当事人会看到。"))


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(label=_("计薪分钟"), min_value=0, max_value=1440)
    why = forms.CharField(label=_("原因"), max_length=200, help_text=_("当事人会看到。"))
