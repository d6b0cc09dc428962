"""What operations fill in: clients, tasks, penalties, prices, entities, agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onboarding.models import Line
from tasks.forms.fields import DayInput, YuanField
from tasks.models import Client, PayingEntity, Task
from tasks.models.clients import RESERVE_RATIOS, TRAINING_RATIOS
from tasks.rules.terms import Clause
from yunke.ground.calendar import PAY_ZONE

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
    entity = forms.ModelChoiceField(PayingEntity.objects.none(), label=_("支付主体"))
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
    asks_interview = forms.BooleanField(
        label=_("录取前要有电话面试"), required=False, help_text=_("标注不用；小任务可以不要。")
    )
    training_percent = forms.TypedChoiceField(
        label=_("任务培训收多少人（席位的倍数）"),
        choices=TRAINING_RATIOS,
        coerce=int,
        required=False,
        empty_value=0,
        help_text=_("培训过的人由我方评定以后才录取。"),
    )
    client_assesses = forms.BooleanField(
        label=_("客户也要评定"), required=False, help_text=_("客户在自己的页面上评，两边都通过才录取。")
    )
    room_before_shift = forms.BooleanField(
        label=_("每天第一班签到前测 15 秒环境"),
        required=False,
        help_text=_("语音任务用。测不过要改好再测；我们这边测不了就不用测。"),
    )
    reserve_percent = forms.TypedChoiceField(
        label=_("录取加候补（席位的倍数）"),
        choices=RESERVE_RATIOS,
        coerce=int,
        required=False,
        empty_value=150,
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
            "asks_interview",
            "training_percent",
            "client_assesses",
            "room_before_shift",
            "reserve_percent",
        )
        until = task.claims_until.astimezone(PAY_ZONE).strftime("%Y-%m-%d %H:%M") if task.claims_until else ""
        return {name: getattr(task, name) for name in same} | {"claims_until": until}

    def clean_claims_until(self) -> Any:
        at = self.cleaned_data["claims_until"]
        return at.replace(tzinfo=PAY_ZONE) if at else None


class NewTaskForm(TaskForm):
    """A task that is not there yet: whether it interviews follows its line's SOP unless somebody says otherwise."""

    asks_interview = forms.ChoiceField(  # type: ignore[assignment]
        label=_("录取前要有电话面试"),
        choices=[("sop", _("按业务线的上岗流程")), ("yes", _("要")), ("no", _("不要"))],
        required=False,
        initial="sop",
    )

    def clean_asks_interview(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["asks_interview"])


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
