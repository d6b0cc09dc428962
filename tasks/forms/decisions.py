"""Forms of decisions and corrections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onboarding.models import Agent
from tasks.forms.fields import DayInput, YuanField
from tasks.models import PenaltyClause, Review, Task
from yunke.ground.money import yuan


class AgentNumberField(forms.CharField):
    """An agent's number (``A0000001``) as typed, the agent as cleaned."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"max_length": 12, "label": _("工号")} | given)

    def clean(self, value: Any) -> Agent:
        number = super().clean(value).strip().upper()
        agent = Agent.objects.select_related("user").filter(number=number).first()
        if agent is None:
            raise forms.ValidationError(gettext("没有工号是“%(number)s”的客服。") % {"number": number})
        return agent


class DecisionForm(forms.Form):
    """A reward or penalty to propose; a penalty names its clause."""

    kind = forms.ChoiceField(
        label=_("奖还是罚"), choices=[("penalty", _("处罚")), ("reward", _("奖励"))], widget=forms.RadioSelect
    )
    agent = AgentNumberField()
    task = forms.ModelChoiceField(Task.objects.none(), label=_("任务"), to_field_name="public_id")
    clause = forms.ModelChoiceField(
        PenaltyClause.objects.none(),
        label=_("处罚条款"),
        required=False,
        help_text=_("处罚才要选；金额不能超过条款。"),
    )
    occurred_on = forms.DateField(label=_("发生在哪天"), widget=DayInput())
    amount_fen = YuanField(label=_("金额（元）"), required=True)
    evidence = forms.CharField(
        label=_("依据"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4_000,
        help_text=_("时间、经过、证据在哪里。本人会看到。"),
    )

    review = forms.ModelChoiceField(
        Review.objects.all(), required=False, to_field_name="public_id", widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tasks: Any = self.fields["task"]
        clauses: Any = self.fields["clause"]
        tasks.queryset = Task.objects.exclude(state="draft").order_by("number")
        clauses.queryset = PenaltyClause.objects.select_related("table__task").order_by(
            "table__task__number", "-table__version", "pk"
        )
        clauses.label_from_instance = self._clause_words

    @staticmethod
    def _clause_words(clause: PenaltyClause) -> str:
        return gettext("%(task)s 第 %(version)s 版：%(title)s（最多 %(most)s 元）") % {
            "task": clause.table.task.name,
            "version": clause.table.version,
            "title": clause.title,
            "most": yuan(clause.amount_fen),
        }


class FactForm(forms.Form):
    """Whose fact of which day is to be corrected."""

    agent = AgentNumberField()
    task = forms.ModelChoiceField(Task.objects.none(), label=_("任务"), to_field_name="public_id")
    on = forms.DateField(label=_("哪天"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tasks: Any = self.fields["task"]
        tasks.queryset = Task.objects.exclude(state="draft").order_by("number")


class CorrectionForm(forms.Form):
    """What it should have been: minutes, pieces, or yuan."""

    minutes = forms.IntegerField(label=_("应该是多少分钟"), min_value=0, max_value=1440)
    quantity = forms.IntegerField(label=_("应该是多少件"), min_value=0, max_value=100_000)
    amount = YuanField(label=_("应该是多少元"), required=True)
    why = forms.CharField(label=_("原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, measure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measure = measure
        for other in {"minutes", "quantity", "amount"} - {measure}:
            del self.fields[other]

    @property
    def value(self) -> int:
        found: int = self.cleaned_data[self.measure]
        return found
