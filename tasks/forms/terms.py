"""A whole version of terms as operations type it, with quantities to try it out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tasks.forms.fields import ClockInput, DayInput, DaysField, PercentField, TiersField, YuanField
from tasks.models import ResultKind, Terms
from tasks.queries.offers import content_of
from tasks.rules.terms import MENTOR_DAYS, Content, RankPay, Rate, Tier
from tasks.rules.terms_checks import LADDER
from tasks.words import RANK_WORDS

HOLIDAY_CHOICES = [
    ("spring_and_national", _("春节 4 天和国庆 3 天")),
    ("all_statutory", _("全部法定节假日")),
    ("dates", _("指定日期")),
    ("none", _("没有节假日加倍")),
]
USUAL_MEAL = {"meal_starts": time(18), "meal_ends": time(19)}  # the trade's, normally unpaid
TRIED = {"count": 10, "amount": 1_000_00}  # what the worked example assumes of a shift until somebody types
MOST_MINUTES = 16 * 60


class KindFields(NamedTuple):
    """What is typed for one kind of result; a kind that takes back has a price alone."""

    price: forms.BoundField
    tiers: forms.BoundField | None
    tried: forms.BoundField


class RankFields(NamedTuple):
    percent: forms.BoundField
    hourly: forms.BoundField


class TermsForm(forms.Form):
    """Fields for every kind of result and every rank that can earn more."""

    effective_on = forms.DateField(label=_("从哪天起"), widget=DayInput)
    hourly_fen = YuanField(label=_("时薪（元）"), help_text=_("0 表示没有底薪。"))
    meal_starts = forms.TimeField(label=_("用餐开始"), required=False, widget=ClockInput)
    meal_ends = forms.TimeField(label=_("用餐结束"), required=False, widget=ClockInput)
    meal_is_paid = forms.BooleanField(label=_("用餐计薪"), required=False)
    grace_minutes = forms.IntegerField(label=_("迟到几分钟内不算"), min_value=0, max_value=60, initial=5)
    guarantee_fen = YuanField(
        label=_("每班保底（元）"), help_text=_("底薪加提成不到这个数，补足。0 表示没有。")
    )
    guarantee_minutes = forms.IntegerField(
        label=_("保底要做满几分钟"), min_value=0, max_value=MOST_MINUTES, initial=0, required=False
    )
    holiday_rule = forms.ChoiceField(label=_("节假日加倍"), choices=HOLIDAY_CHOICES)
    holiday_percent = forms.IntegerField(label=_("加倍到百分之几"), min_value=100, max_value=500, initial=200)
    holiday_dates = DaysField(
        label=_("指定的日期"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只在“指定日期”时填，一行一个，如 2026-10-01。"),
    )
    full_attendance_fen = YuanField(label=_("全勤奖（元，每月）"))
    full_attendance_shifts = forms.IntegerField(label=_("全勤最少班数"), min_value=0, max_value=62, initial=0)
    task_bonus_fen = YuanField(label=_("任务奖金（元）"))
    task_bonus_shifts = forms.IntegerField(label=_("任务奖金最少班数"), min_value=0, max_value=62, initial=0)
    mentor_hourly_fen = YuanField(
        label=_("带徒奖（元）"), help_text=_("徒弟每计薪 1 小时给师傅多少。0 表示没有。")
    )
    mentor_days = forms.IntegerField(
        label=_("徒弟的头几天"), min_value=0, max_value=366, initial=MENTOR_DAYS, required=False
    )
    margin_seen = forms.BooleanField(label=_("我看过毛利，平常日不赚钱也这样定"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kinds = list(ResultKind.objects.select_related("returns").order_by("pk"))
        for kind in self.kinds:
            self._add_kind(kind, kind.name_en if (get_language() or "").startswith("en") else kind.name_zh)
        for rank in LADDER:
            told = {"rank": RANK_WORDS[rank]}
            self.fields[f"rank_{rank}_percent"] = forms.IntegerField(
                label=_("%(rank)s：时薪的百分之几") % told, min_value=0, max_value=500, required=False
            )
            self.fields[f"rank_{rank}_fen"] = YuanField(label=_("%(rank)s：或每小时多少元") % told)

    def _add_kind(self, kind: ResultKind, name: str) -> None:
        code, said = kind.code, {"kind": name}
        if kind.measure == "amount":
            self.fields[f"rate_{code}"] = PercentField(label=_("%(kind)s：金额的百分之几") % said)
            self.fields[f"try_{code}"] = YuanField(label=_("试算：一班多少元"), initial=TRIED["amount"])
        else:
            words = _("%(kind)s：每个扣多少元") if kind.returns_id else _("%(kind)s：每个多少元")
            self.fields[f"rate_{code}"] = YuanField(label=words % said)
            self.fields[f"try_{code}"] = forms.IntegerField(
                label=_("试算：一班几个"),
                min_value=0,
                max_value=100_000,
                initial=0 if kind.returns_id else TRIED["count"],
                required=False,
            )
        if not kind.returns_id:
            self.fields[f"tiers_{code}"] = TiersField(
                kind.measure,
                label=_("分档，按月累计"),
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("一行一档：超过多少，那以后的价钱。如 10000 3。")
                if kind.measure == "amount"
                else _("一行一档：超过多少，那以后的价钱。如 100 0.40。"),
            )

    @property
    def kind_fields(self) -> Iterator[KindFields]:
        for kind in self.kinds:
            tiers = self[f"tiers_{kind.code}"] if f"tiers_{kind.code}" in self.fields else None
            yield KindFields(self[f"rate_{kind.code}"], tiers, self[f"try_{kind.code}"])

    @property
    def rank_fields(self) -> list[RankFields]:
        return [RankFields(self[f"rank_{rank}_percent"], self[f"rank_{rank}_fen"]) for rank in LADDER]

    @staticmethod
    def initial_of(terms: Terms | None, effective_on: date) -> dict[str, Any]:
        if terms is None:
            return {"effective_on": effective_on} | USUAL_MEAL
        return initial_of(content_of(terms)) | {"effective_on": effective_on}

    def content(self) -> Content:
        """The promises as far as they could be read: what is wrong or missing counts as its default."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in Content.__dataclass_fields__ and value is not None
        }
        if not given.get("mentor_hourly_fen"):
            given["mentor_days"] = 0
        return Content(**given, rates=tuple(self._rates()), ranks=tuple(self._ranks()))

    def tried(self) -> dict[str, int]:
        """Result kind -> how many, or how many fen, of a shift to try the terms out with."""
        return {kind.code: self.cleaned_data.get(f"try_{kind.code}") or 0 for kind in self.kinds}

    def _rates(self) -> Iterator[Rate]:
        for kind in self.kinds:
            price = self.cleaned_data.get(f"rate_{kind.code}") or 0
            tiers = tuple(Tier(*one) for one in self.cleaned_data.get(f"tiers_{kind.code}") or ())
            if price or tiers:
                share = price if kind.measure == "amount" else 0
                back = kind.returns.code if kind.returns else ""
                yield Rate(kind.code, kind.measure, price - share, share, tiers, back)

    def _ranks(self) -> Iterator[RankPay]:
        for rank in LADDER:
            said = [self.cleaned_data.get(f"rank_{rank}_{what}") or 0 for what in ("percent", "fen")]
            if any(said):
                yield RankPay(rank, *said)


def initial_of(content: Content) -> dict[str, Any]:
    """The fields that would write these terms again."""
    plain = {name: getattr(content, name) for name in Content.__dataclass_fields__}
    del plain["rates"], plain["ranks"]
    plain["mentor_days"] = content.mentor_days or MENTOR_DAYS
    for rate in content.rates:
        plain[f"rate_{rate.kind}"] = rate.price
        plain[f"tiers_{rate.kind}"] = [(tier.above, tier.price) for tier in rate.tiers]
    for one in content.ranks:
        plain[f"rank_{one.rank}_percent"], plain[f"rank_{one.rank}_fen"] = one.percent or None, one.hourly_fen
    return plain
