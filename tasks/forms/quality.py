"""Forms of quality reviews: a scorecard whose words the agent reads, a plan of sampling."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.models import Line
from tasks.forms.fields import DayInput
from tasks.forms.interviews import ScoreForm
from tasks.models import Rubric
from tasks.rules.sampling import LEAST_SHARE, MOST_SHARE


class ReviewForm(ScoreForm):
    def __init__(self, rubric: Rubric, *given: Any, **named: Any) -> None:
        super().__init__(rubric, *given, **named)
        self.fields["note"].label = _("理由（本人看得到；不合格或有致命错误要写）")


class PlanForm(forms.Form):
    """How a line is sampled from a day on."""

    line = forms.ModelChoiceField(Line.objects.all(), label=_("业务线"), to_field_name="code")
    effective_on = forms.DateField(label=_("从哪天起"), widget=DayInput())
    share_percent = forms.IntegerField(
        label=_("每人每月抽查百分之几"), min_value=LEAST_SHARE, max_value=MOST_SHARE, initial=5
    )
    second_percent = forms.IntegerField(
        label=_("样本里百分之几由两人评"), min_value=0, max_value=100, initial=5
    )
    appeal_days = forms.IntegerField(label=_("几天内可以申诉"), min_value=1, max_value=60, initial=7)
    seed = forms.CharField(
        label=_("抽样种子"),
        max_length=40,
        help_text=_("同样的种子和结果抽出同样的样本；换了种子，样本就换。"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["line"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
