"""What operations fill in: clients, tasks, terms, penalties, prices, entities, agreements."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from onboarding.models import Line
from tasks.forms.fields import ClockInput, DayInput, DaysField, PercentField, YuanField
from tasks.models import Client, PayingEntity, ResultKind, Task, Terms
from tasks.queries.offers import content_of
from tasks.rules.terms import Clause, Content, Rate
from yunke.ground.calendar import PAY_ZONE

HOLIDAY_CHOICES = [
    ("spring_and_national", _("春节 4 天和国庆 3 天")),
    ("all_statutory", _("全部法定节假日")),
    ("dates", _("指定日期")),
    ("none", _("没有节假日加倍")),
]
BREACHES = (
    ("stop_calls", _("无故停止外呼")),
    ("give_up", _("主动放弃工作")),
    ("bad_attitude", _("服务态度差")),
    ("leave_post", _("擅自离开任务")),
)
OWN_CLAUSES = 3


class ClientForm(forms.Form):
    name = forms.CharField(label=_("客户名称"), max_length=80)
    trade = forms.CharField(
        label=_("行业"), max_length=40, required=False, help_text=_("任务板上会显示行业，不显示客户名称。")
    )


class MemberForm(forms.Form):
    """A person of a client, named by the phone they sign in with."""

    act = forms.CharField(widget=forms.HiddenInput, initial="member")
    client = forms.ModelChoiceField(
        Client.objects.order_by("name"), to_field_name="public_id", label=_("客户")
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
        help_text=_("他登录用的号码。只看得到这个客户的任务。"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["client"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    client = forms.ModelChoiceField(Client.objects.none(), label=_("客户"))
    entity = forms.ModelChoiceField(PayingEntity.objects.none(), label=_("付款主体"))
    line = forms.ModelChoiceField(Line.objects.none(), label=_("业务线"))
    name = forms.CharField(label=_("任务名称"), max_length=80)
    description = forms.CharField(label=_("做什么"), required=False, max_length=4000, widget=forms.Textarea)
    requirements = forms.CharField(label=_("要求"), required=False, max_length=4000, widget=forms.Textarea)
    seats = forms.IntegerField(label=_("席位"), min_value=1, max_value=50_000)
    starts_on = forms.DateField(label=_("开始日期"), widget=DayInput)
    ends_on = forms.DateField(
        label=_("结束日期"), required=False, widget=DayInput, help_text=_("留空表示长期。")
    )
    claims_until = forms.DateTimeField(
        label=_("领取截止"),
        required=False,
        help_text=_("留空表示一直可领。北京时间，写成 2026-11-26 20:00。"),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._choices("client", Client.objects.order_by("name"), "name")
        self._choices("entity", PayingEntity.objects.order_by("code"), "name")
        now_on = getattr(self.initial.get("line"), "pk", None)
        self._choices("line", Line.objects.filter(Q(is_open=True) | Q(pk=now_on)), "name")

    def _choices(self, name: str, rows: Any, label: str) -> None:
        field = self.fields[name]
        field.queryset = rows  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: getattr(row, label)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(task: Task) -> dict[str, Any]:
        same = (
            "client",
            "entity",
            "line",
            "name",
            "description",
            "requirements",
            "seats",
            "starts_on",
            "ends_on",
        )
        until = task.claims_until.astimezone(PAY_ZONE).strftime("%Y-%m-%d %H:%M") if task.claims_until else ""
        return {name: getattr(task, name) for name in same} | {"claims_until": until}

    def clean_claims_until(self) -> Any:
        at = self.cleaned_data["claims_until"]
        return at.replace(tzinfo=PAY_ZONE) if at else None


USUAL_MEAL = {"meal_starts": time(18), "meal_ends": time(19)}  # the trade's, normally unpaid


class TermsForm(forms.Form):
    """A whole version of terms; a rate field for every kind of result."""

    effective_on = forms.DateField(label=_("从哪天起"), widget=DayInput)
    hourly_fen = YuanField(label=_("时薪（元）"), help_text=_("0 表示没有底薪。"))
    meal_starts = forms.TimeField(label=_("用餐开始"), required=False, widget=ClockInput)
    meal_ends = forms.TimeField(label=_("用餐结束"), required=False, widget=ClockInput)
    meal_is_paid = forms.BooleanField(label=_("用餐计薪"), required=False)
    grace_minutes = forms.IntegerField(label=_("迟到几分钟内不算"), min_value=0, max_value=60, initial=5)
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
    margin_seen = forms.BooleanField(label=_("我看过毛利，平常日不赚钱也这样定"), required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kinds = list(ResultKind.objects.order_by("pk"))
        english = (get_language() or "").startswith("en")
        for kind in self.kinds:
            name = kind.name_en if english else kind.name_zh
            self.fields[f"rate_{kind.code}"] = (
                PercentField(label=_("%(kind)s：金额的百分之几") % {"kind": name})
                if kind.measure == "amount"
                else YuanField(label=_("%(kind)s：每个多少元") % {"kind": name})
            )

    @property
    def rate_fields(self) -> list[forms.BoundField]:
        return [self[f"rate_{kind.code}"] for kind in self.kinds]

    @staticmethod
    def initial_of(terms: Terms | None, effective_on: date) -> dict[str, Any]:
        if terms is None:
            return {"effective_on": effective_on} | USUAL_MEAL
        content = content_of(terms)
        rates = {f"rate_{rate.kind}": rate.share_bp or rate.unit_fen for rate in content.rates}
        plain = {name: getattr(content, name) for name in Content.__dataclass_fields__ if name != "rates"}
        return plain | rates | {"effective_on": effective_on}

    def content(self) -> Content:
        """The promises as far as they could be read: what is wrong or missing counts as its default."""
        given = {
            name: value
            for name, value in self.cleaned_data.items()
            if name in Content.__dataclass_fields__ and value is not None
        }
        return Content(**given, rates=tuple(self._rates()))

    def _rates(self) -> list[Rate]:
        found = [(kind, self.cleaned_data.get(f"rate_{kind.code}") or 0) for kind in self.kinds]
        return [
            Rate(kind.code, kind.measure, *((0, value) if kind.measure == "amount" else (value, 0)))
            for kind, value in found
            if value
        ]


class PenaltyForm(forms.Form):
    """The trade's four breaches and a few of one's own; a line without a sum is not fined."""

    effective_on = forms.DateField(label=_("从哪天起"), widget=DayInput)
    appeal_days = forms.IntegerField(label=_("几天内可以申诉"), min_value=1, max_value=30, initial=3)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for code, title in BREACHES:
            self.fields[code] = YuanField(label=title, help_text=_("一次最多多少元；留空表示不罚。"))
        for number in range(1, OWN_CLAUSES + 1):
            self.fields[f"own_{number}_title"] = forms.CharField(
                label=_("另一条 %(number)s") % {"number": number}, required=False, max_length=120
            )
            self.fields[f"own_{number}"] = YuanField(
                label=_("另一条 %(number)s：一次最多多少元") % {"number": number}
            )

    def clauses(self) -> list[Clause]:
        said = self.cleaned_data
        found = [Clause(code, str(title), said[code]) for code, title in BREACHES if said[code]]
        for number in range(1, OWN_CLAUSES + 1):
            title, fen = said[f"own_{number}_title"].strip(), said[f"own_{number}"]
            if title or fen:
                found.append(Clause(f"own_{number}", title or f"#{number}", fen))
        return found


class PriceForm(forms.Form):
    effective_on = forms.DateField(label=_("从哪天起"), widget=DayInput)
    unit = forms.ChoiceField(
        label=_("按什么算"), choices=[("shift", _("每席每班")), ("hour", _("每席每小时"))]
    )
    price_fen = YuanField(label=_("客户付多少元"), required=True)


class EntityForm(forms.Form):
    code = forms.SlugField(label=_("代号"), max_length=12, help_text=_("字母、数字和连字符，定了不改。"))
    name = forms.CharField(label=_("名称"), max_length=80)


class AgreementForm(forms.Form):
    effective_on = forms.DateField(label=_("从哪天起"), widget=DayInput)
    body_zh = forms.CharField(label=_("中文全文（Markdown）"), widget=forms.Textarea(attrs={"rows": 14}))
    body_en = forms.CharField(label=_("英文全文（Markdown）"), widget=forms.Textarea(attrs={"rows": 14}))
