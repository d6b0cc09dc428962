"""Forms of an import: the file, and how its columns are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from tasks.models import ResultKind, ResultMapping, Task
from tasks.reasons import (
    AGENT_BLANK,
    AGENT_NOT_ON_TASK,
    AGENT_UNKNOWN,
    NO_TERMS_THEN,
    TIME_IN_FUTURE,
    TIME_TOO_LONG_AGO,
    TIME_UNREADABLE,
)
from tasks.rules.importing import MOST_BYTES, OPERATORS
from yunke.ground.errors import Reason
from yunke.refusals import worded

RULES = 6  # lines of rules a form shows
ROWS_NAMED = 5  # of those one sentence is about
FIELDS = {
    **dict.fromkeys((one.code for one in (AGENT_BLANK, AGENT_UNKNOWN, AGENT_NOT_ON_TASK)), "agent"),
    **dict.fromkeys(
        (one.code for one in (TIME_UNREADABLE, TIME_TOO_LONG_AGO, TIME_IN_FUTURE, NO_TERMS_THEN)), "at"
    ),
}
DELIMITERS = [("", _("自动认")), (",", _("逗号")), (";", _("分号")), ("\t", _("制表符")), ("|", _("竖线"))]


class UploadForm(forms.Form):
    task = forms.ModelChoiceField(Task.objects.none(), label=_("任务"), to_field_name="public_id")
    mapping = forms.ModelChoiceField(
        ResultMapping.objects.none(),
        label=_("列的对应"),
        to_field_name="public_id",
        required=False,
        empty_label=_("自动找一个合用的，没有就新建"),
    )
    file = forms.FileField(
        label=_("文件"),
        help_text=_("外呼系统导出的 CSV，UTF-8 或 GB18030，最大 20 MB、10 万行。"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tasks: Any = self.fields["task"]
        mappings: Any = self.fields["mapping"]
        tasks.queryset = Task.objects.exclude(state="draft").order_by("number")
        mappings.queryset = ResultMapping.objects.select_related("task").order_by("task__number", "name")
        mappings.label_from_instance = lambda one: f"{one.task.name} · {one.name}"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件太大，按日期分成几个再传。"))
        return file


class MappingForm(forms.Form):
    """Which column is what; ``RULES`` lines of (column, operator, value) -> kind, and a sales column."""

    name = forms.CharField(label=_("给这个对应起个名字"), max_length=60)
    call_id = forms.ChoiceField(label=_("通话编号"), required=False)
    agent = forms.ChoiceField(label=_("工号"))
    at = forms.ChoiceField(label=_("时间"))
    delimiter = forms.ChoiceField(label=_("分隔符"), choices=DELIMITERS, required=False)
    amount_column = forms.ChoiceField(label=_("成交金额（元）"), required=False)
    amount_kind = forms.ChoiceField(label=_("金额算作"), required=False)

    def __init__(self, *args: Any, header: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [("", _("没有"))] + [(name, name) for name in header if name]
        kinds = list(ResultKind.objects.order_by("pk"))
        english = (get_language() or "").startswith("en")
        named = {
            measure: [("", _("不用"))]
            + [(one.code, one.name_en if english else one.name_zh) for one in kinds if one.measure == measure]
            for measure in ("count", "amount")
        }
        for number in range(RULES):
            self.fields[f"column_{number}"] = forms.ChoiceField(label=_("列"), required=False)
            self.fields[f"operator_{number}"] = forms.ChoiceField(
                label=_("比较"),
                required=False,
                choices=[(one, "∈" if one == "in" else one) for one in OPERATORS],
            )
            self.fields[f"value_{number}"] = forms.CharField(label=_("值"), required=False, max_length=200)
            self.fields[f"kind_{number}"] = forms.ChoiceField(
                label=_("算作"), required=False, choices=named["count"]
            )
        for name, field in self.fields.items():
            if name[-1].isdigit():  # a cell of the table of rules: its column's head is its label
                field.widget.attrs["aria-label"] = field.label
            if name in ("call_id", "agent", "at", "amount_column") or name.startswith("column_"):
                field.choices = columns  # type: ignore[attr-defined]
        self.fields["amount_kind"].choices = named["amount"]  # type: ignore[attr-defined]

    @property
    def rules(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"{part}_{number}"] for part in ("column", "operator", "value", "kind")]
            for number in range(RULES)
        ]

    @property
    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "call_id", "agent", "at", "delimiter")]

    @property
    def money(self) -> list[forms.BoundField]:
        return [self["amount_column"], self["amount_kind"]]

    def columns(self) -> dict[str, Any]:
        """The mapping as it is stored."""
        given = self.cleaned_data
        kinds = [
            {
                "kind": given[f"kind_{n}"],
                "column": given[f"column_{n}"],
                "operator": given[f"operator_{n}"],
                "value": given[f"value_{n}"],
            }
            for n in range(RULES)
            if given[f"kind_{n}"] and given[f"column_{n}"]
        ]
        found = {name: given[name] for name in ("call_id", "agent", "at", "delimiter")} | {"kinds": kinds}
        if given["amount_column"] and given["amount_kind"]:
            found["amount"] = {"kind": given["amount_kind"], "column": given["amount_column"]}
        return found


def initial_of(name: str, columns: Mapping[str, Any]) -> dict[str, Any]:
    """A stored mapping as the form shows it."""
    amount = columns.get("amount") or {}
    shown = {"name": name, "amount_column": amount.get("column", ""), "amount_kind": amount.get("kind", "")}
    shown |= {part: columns.get(part, "") for part in ("call_id", "agent", "at", "delimiter")}
    for number, rule in enumerate(columns.get("kinds", [])[:RULES]):
        value = rule["value"]
        shown |= {f"{part}_{number}": rule[part] for part in ("column", "operator", "kind")}
        shown[f"value_{number}"] = ", ".join(map(str, value)) if isinstance(value, list) else value
    return shown


class RepairForm(forms.Form):
    """What is put right in all of the ticked rows."""

    agent = forms.CharField(
        label=_("正确的工号"),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"size": 12, "autocomplete": "off"}),
    )
    at = forms.CharField(
        label=_("正确的时间"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"size": 18, "placeholder": "2026-10-05 14:03"}),
    )

    def cells(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if value}

    def refuse(self, reasons: Iterable[Reason]) -> None:
        """Each reason at the field that mends it."""
        for one in reasons:
            self.add_error(FIELDS.get(one.code), _of_rows(one))


def _of_rows(reason: Reason) -> str:
    """The sentence, with the file and the rows it is about."""
    said, rows = worded(reason).sentence, reason.facts.get("rows", [])
    if not rows:
        return said
    named = gettext("、").join(map(str, rows[:ROWS_NAMED]))
    if len(rows) > ROWS_NAMED:
        named = gettext("%(rows)s 等 %(count)s") % {"rows": named, "count": len(rows)}
    words = ngettext("%(file)s 第 %(rows)s 行：%(why)s", "%(file)s 第 %(rows)s 行：%(why)s", len(rows))
    return words % {"file": reason.facts["file"], "rows": named, "why": said}
