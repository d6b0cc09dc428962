"""Name, number, three photos and a yes; and the screener's decision."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from onboarding.photos import FORMATS, cleaned_photo
from yunke.ground.errors import Refused
from yunke.refusals import wordings

ACCEPT = ",".join(f"image/{name.lower()}" for name in FORMATS)


class PhotoField(forms.FileField):
    """Cleaned to a bare JPEG of our own (see ``onboarding.photos``)."""

    def __init__(self, *, capture: str = "environment", folder: str = "identity", **kwargs: Any) -> None:
        self.folder, self.is_there = folder, False  # chosen earlier and kept: choosing none keeps it
        widget = forms.FileInput(attrs={"accept": ACCEPT, "capture": capture})
        super().__init__(widget=widget, error_messages={"required": _("少了这张照片。")}, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> ContentFile[bytes] | None:
        if self.is_there and not data:
            return None
        upload = super().clean(data, initial)
        try:
            return cleaned_photo(upload, self.folder)
        except Refused as refused:
            raise forms.ValidationError([said.sentence for said in wordings(refused.reasons)]) from None


class RealNameForm(forms.Form):
    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("照身份证上的写。"),
        error_messages={"required": _("填身份证上的姓名。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-private": True}),
    )
    id_number = forms.CharField(
        label=_("身份证号"),
        max_length=24,
        error_messages={"required": _("填 18 位身份证号。")},
        help_text=_("18 位，最后一位可能是 X。加密保存，页面上只显示头三位和末四位。"),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-private": True,
            }
        ),
    )
    photo_front = PhotoField(
        label=_("身份证人像面"), help_text=_("平放、无反光、四角都在画面里。每张不超过 8 MB。")
    )
    photo_back = PhotoField(label=_("身份证国徽面"))
    photo_self = PhotoField(label=_("本人照片"), capture="user", help_text=_("正对镜头，不戴口罩和墨镜。"))
    agree = forms.BooleanField(
        label=_("我看过并同意处理这些身份资料"),
        error_messages={"required": _("没有你的同意，我们不能处理这些资料。")},
    )

    def __init__(self, *args: Any, there: Collection[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in there:
            self.fields[f"photo_{side}"].is_there = True  # type: ignore[attr-defined]

    def add_reasons(self, refused: Refused) -> None:
        """Each refusal beside the field it speaks of."""
        for reason, said in zip(refused.reasons, wordings(refused.reasons), strict=True):
            self.add_error(FIELD_OF.get(reason.code), said.sentence)


FIELD_OF = {
    "name_wrong": "name",
    "consent_needed": "agree",
    **dict.fromkeys(
        ("id_number_wrong", "birth_date_wrong", "region_unknown", "under_age", "id_taken"), "id_number"
    ),
}
