"""What the page measured (a small JSON object), what the agent declares, and the photo."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.forms.identity import PhotoField
from onboarding.models import EquipmentCheck
from onboarding.reasons.checks import LINE_UNMEASURED
from yunke.ground.errors import Refused
from yunke.refusals import wordings

CARRIERS = (
    ("", _("请选")),
    ("telecom", _("中国电信")),
    ("unicom", _("中国联通")),
    ("mobile", _("中国移动")),
    ("broadnet", _("中国广电")),
    ("other", _("别的运营商")),
)
LINE_TYPES = (("wired", _("网线")), ("wifi", _("Wi-Fi")), ("cellular", _("手机流量")))
HEADSETS = (("noise_cancelling", _("有，能降噪")), ("plain", _("有，普通的")), ("none", _("还没有")))
DECLARED = ("carrier", "line_type", "headset", "headset_model")
LIMIT = 20_000  # letters of what a page measures


def declared_of(check: EquipmentCheck | None) -> dict[str, str]:
    """What was declared last time: the line is mended, the rest stays."""
    return {name: getattr(check, name) for name in DECLARED} if check else {}


class MeasuredField(forms.CharField):
    """The page's measures; without script there are none, and the action says so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LIMIT, widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value)
        try:
            said = json.loads(text) if text else {}
        except ValueError:
            said = {}
        return said if isinstance(said, dict) else {}


class EquipmentForm(forms.Form):
    measured = MeasuredField()
    carrier = forms.ChoiceField(
        label=_("宽带是哪家的"), choices=CARRIERS, error_messages={"required": _("选一家。")}
    )
    line_type = forms.ChoiceField(
        label=_("电脑怎么连光猫"),
        choices=LINE_TYPES,
        widget=forms.RadioSelect,
        error_messages={"required": _("选一种。")},
    )
    headset = forms.ChoiceField(
        label=_("耳麦"),
        choices=HEADSETS,
        widget=forms.RadioSelect,
        error_messages={"required": _("选一种。")},
    )
    headset_model = forms.CharField(label=_("耳麦型号"), max_length=60, required=False)
    photo = PhotoField(
        folder="equipment",
        label=_("光猫和插头的照片"),
        help_text=_("光猫的标签和插着的网线拍在同一张里；浏览器看不到线，所以要照片。不超过 8 MB。"),
    )

    def clean(self) -> None:
        """All that is missing at once: what the action would say of the measures, beside what is wrong here."""
        if self.errors and not (self.cleaned_data.get("measured") or {}).get("pings"):
            self.add_reasons(Refused(LINE_UNMEASURED()))

    @property
    def declared(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in DECLARED}

    def add_reasons(self, refused: Refused) -> None:
        for said in wordings(refused.reasons):
            by_measuring = said.code == LINE_UNMEASURED.code
            self.add_error("measured" if by_measuring else None, said.sentence)
