"""Four questions, one minute."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.rules.door import Answers

YES_NO = [("yes", _("有")), ("no", _("没有"))]
HOURS = [
    ("0", _("现在没有时间")),
    ("5", _("不到 10 小时")),
    ("10", _("10 到 20 小时")),
    ("20", _("20 到 40 小时")),
    ("40", _("40 小时以上")),
]


def _asked(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("选一个。")},
        **kwargs,
    )


class DoorForm(forms.Form):
    computer = _asked(_("有电脑吗"), YES_NO, help_text=_("台式机、笔记本都行；上班要用，手机不行。"))
    telecom_cable = _asked(
        _("家里有中国电信的有线宽带吗"), YES_NO, help_text=_("光猫上插网线的那种；手机热点和其他公司的不算。")
    )
    headset = _asked(_("有带麦克风的耳机吗"), YES_NO, help_text=_("语音和在线客服要用，能降噪的最好。"))
    weekly_hours = _asked(_("一周能上班多少小时"), HOURS)

    def told(self) -> Answers:
        given = self.cleaned_data
        have = {name: given[name] == "yes" for name in ("computer", "telecom_cable", "headset")}
        return Answers(**have, weekly_hours=int(given["weekly_hours"]))


def typed(told: Answers | None) -> dict[str, str]:
    """The form as it was answered."""
    if told is None:
        return {}
    have = {"computer": told.computer, "telecom_cable": told.telecom_cable, "headset": told.headset}
    return {name: "yes" if yes else "no" for name, yes in have.items()} | {
        "weekly_hours": str(told.weekly_hours)
    }
