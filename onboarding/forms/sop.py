"""A new version of a line's SOP: every kind of step there is, with its numbers as its kind declares them."""

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
    """The steps of the version in force in their order, then, at place 0, those that it does not ask."""

    effective_on = forms.DateField(
        label=_("从哪天生效"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    why = forms.CharField(label=_("为什么改"), max_length=200)

    def __init__(self, *args: Any, steps: list[SopStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = steps
        held = {step.kind for step in steps}
        self.others = [SopStep(kind=kind) for kind in registry.steps if kind not in held]
        for place, step in enumerate(steps, 1):
            self._add(step, place)
        for step in self.others:
            self._add(step, 0)

    def _add(self, step: SopStep, place: int) -> None:
        code, kind = step.kind, registry.steps.get(step.kind)
        self.fields[f"{code}-order"] = forms.IntegerField(
            label=_("第几步"),
            required=bool(place),
            min_value=0,
            max_value=PLACES,
            initial=place,
            help_text=_("填 0 就去掉这一步。") if place else _("填号就加上；号相同的，原有的那步在前。"),
        )
        self.fields[f"{code}-required"] = forms.BooleanField(
            label=_("必须通过"), required=False, initial=step.required
        )
        self.fields[f"{code}-days"] = forms.IntegerField(
            label=_("有效天数"), required=False, min_value=1, max_value=3_650, initial=step.valid_days
        )
        for one in kind.thresholds if kind else ():
            value = step.thresholds.get(one.code, one.default)
            self.fields[f"{code}-{one.code}"] = _field(one, value, needed=one.needed and bool(place))

    def asked_groups(self) -> list[dict[str, Any]]:
        """The fields of each step under its name, for the page."""
        return [self._group(step) for step in self.asked]

    def other_groups(self) -> list[dict[str, Any]]:
        return [self._group(step) for step in self.others]

    def _group(self, step: SopStep) -> dict[str, Any]:
        row = step_row(step)
        return {
            "name": row["name"],
            "known": row["known"],
            "fields": [self[name] for name in self.fields if name.startswith(f"{step.kind}-")],
        }

    def rows(self) -> list[StepRow]:
        """The steps as they are asked for, in their new order."""
        given = self.cleaned_data
        kept = [step for step in (*self.asked, *self.others) if given[f"{step.kind}-order"]]
        kept.sort(key=lambda step: given[f"{step.kind}-order"])
        return [
            StepRow(
                step.kind,
                given[f"{step.kind}-required"],
                given[f"{step.kind}-days"],
                self._numbers(step.kind),
            )
            for step in kept
        ]

    def _numbers(self, code: str) -> dict[str, Any]:
        """Those its kind declares; what an older version held beside them is not carried on."""
        kind = registry.steps.get(code)
        return {
            one.code: str(value) if one.sort == "decimal" and value is not None else value
            for one in (kind.thresholds if kind else ())
            for value in [self.cleaned_data[f"{code}-{one.code}"]]
        }


def _field(one: Threshold, value: Any, *, needed: bool) -> forms.Field:
    label = gettext(one.name) + (f" ({gettext(one.unit)})" if one.unit else "")
    if one.sort == "bool":
        return forms.BooleanField(label=label, required=False, initial=bool(value))
    sort = forms.DecimalField if one.sort == "decimal" else forms.IntegerField
    return sort(label=label, required=needed, min_value=one.least, max_value=one.most, initial=value)
