"""A new version of a line's SOP: each step of the last one with its numbers, as its kind declares them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onboarding.actions.sop import StepRow
from onboarding.models import SopStep
from onboarding.queries.sop import step_row
from yunke.registry import Threshold, registry

PLACES = 40


class SopForm(forms.Form):
    effective_on = forms.DateField(
        label=_("从哪天生效"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    why = forms.CharField(label=_("为什么改"), max_length=200)

    def __init__(self, *args: Any, steps: list[SopStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.steps = steps
        for place, step in enumerate(steps, 1):
            self._add(step, place)

    def _add(self, step: SopStep, place: int) -> None:
        code, kind = step.kind, registry.steps.get(step.kind)
        self.fields[f"{code}-order"] = forms.IntegerField(
            label=_("第几步"),
            min_value=0,
            max_value=PLACES,
            initial=place,
            help_text=_("填 0 就去掉这一步。"),
        )
        self.fields[f"{code}-required"] = forms.BooleanField(
            label=_("必须通过"), required=False, initial=step.required
        )
        self.fields[f"{code}-days"] = forms.IntegerField(
            label=_("有效天数"), required=False, min_value=1, max_value=3_650, initial=step.valid_days
        )
        for one in kind.thresholds if kind else ():
            self.fields[f"{code}-{one.code}"] = _field(one, step.thresholds.get(one.code, one.default))

    def groups(self) -> list[dict[str, Any]]:
        """The fields of each step under its name, for the page."""
        return [
            {
                "name": row["name"],
                "known": row["known"],
                "fields": [self[name] for name in self.fields if name.startswith(f"{step.kind}-")],
            }
            for step in self.steps
            for row in [step_row(step)]
        ]

    def rows(self) -> list[StepRow]:
        """The steps as they are asked for, in their new order."""
        given = self.cleaned_data
        kept = [step for step in self.steps if given[f"{step.kind}-order"]]
        kept.sort(key=lambda step: given[f"{step.kind}-order"])
        return [
            StepRow(
                step.kind,
                given[f"{step.kind}-required"],
                given[f"{step.kind}-days"],
                step.thresholds | self._numbers(step.kind),
            )
            for step in kept
        ]

    def _numbers(self, code: str) -> dict[str, Any]:
        kind = registry.steps.get(code)
        return {
            one.code: str(value) if one.sort == "decimal" and value is not None else value
            for one in (kind.thresholds if kind else ())
            for value in [self.cleaned_data[f"{code}-{one.code}"]]
        }


def _field(one: Threshold, value: Any) -> forms.Field:
    label = gettext(one.name) + (f" ({gettext(one.unit)})" if one.unit else "")
    if one.sort == "bool":
        return forms.BooleanField(label=label, required=False, initial=bool(value))
    sort = forms.DecimalField if one.sort == "decimal" else forms.IntegerField
    return sort(label=label, required=False, min_value=one.least, max_value=one.most, initial=value)
