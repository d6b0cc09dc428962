"""What operations fill in about the ladder: rules by date, a step back, a mentor beside a newcomer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent
from tasks.forms.fields import DayInput
from tasks.models import Task
from tasks.reasons import NO_SUCH_AGENT
from training.models import RANKS
from yunke.refusals import worded

NEEDS = ("hours", "exam_percent", "quality_percent", "incident_days", "incidents", "mentees")


class AgentField(forms.CharField):
    """An agent by number (A0000001)."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"max_length": 12} | given)
        self.widget.attrs |= {"autocapitalize": "characters", "size": "12"}

    def clean(self, value: Any) -> Agent:
        number = super().clean(value).strip().upper()
        found = Agent.objects.select_related("user").filter(number=number).first()
        if found is None:
            said = worded(NO_SUCH_AGENT(number=number))
            raise ValidationError(said.sentence, code=said.code)
        return found


class RankRuleForm(forms.Form):
    rank = forms.ChoiceField(label=_("哪一级"), choices=RANKS[1:])
    effective_on = forms.DateField(label=_("从哪天起"), widget=DayInput())
    hours = forms.IntegerField(label=_("核准的工时至少（小时）"), min_value=0, max_value=100_000)
    exam_percent = forms.IntegerField(label=_("最好的考试成绩至少（分）"), min_value=0, max_value=100)
    quality_percent = forms.IntegerField(
        label=_("质检分至少（分，0 表示不要求）"), min_value=0, max_value=100
    )
    incident_days = forms.IntegerField(label=_("处罚往回看几天"), min_value=1, max_value=3_650)
    incidents = forms.IntegerField(label=_("这些天里处罚最多几次"), min_value=0, max_value=100)
    mentees = forms.IntegerField(label=_("带满 30 天的徒弟至少几人"), min_value=0, max_value=1_000)

    def needs(self) -> dict[str, int]:
        return {name: self.cleaned_data[name] for name in NEEDS}


class StepBackForm(forms.Form):
    agent = AgentField(label=_("客服编号"))
    why = forms.CharField(
        label=_("为什么（本人会看到）"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )


class MentorshipForm(forms.Form):
    task = forms.ModelChoiceField(Task.objects.none(), label=_("任务"), to_field_name="public_id")
    mentor = AgentField(label=_("师傅的编号"))
    mentee = AgentField(label=_("徒弟的编号"))
    starts_on = forms.DateField(label=_("从哪天起"), widget=DayInput())

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["task"].queryset = Task.objects.filter(state__in=("open", "paused")).order_by("number")  # type: ignore[attr-defined]
