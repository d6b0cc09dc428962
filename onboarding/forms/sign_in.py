"""A phone, a code, a yes."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from django import forms
from django.utils.translation import gettext_lazy as _

from onboarding.codes import digits_typed, is_a_code
from onboarding.phones import normalised


class PhoneField(forms.CharField):
    """Any way of writing a phone; cleaned to E.164."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"autocomplete": "tel", "inputmode": "tel", "type": "tel", "data-private": True}
        kwargs.setdefault("label", _("手机号"))
        kwargs.setdefault("error_messages", {"required": _("填你的手机号。")})
        super().__init__(max_length=24, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        phone = normalised(super().clean(value))
        if phone is None:
            raise forms.ValidationError(_("这不是一个手机号。填 11 位数字；国外号码带上 + 和国家码。"))
        return phone


class PhoneForm(forms.Form):
    phone = PhoneField(help_text=_("国外号码带上 + 和国家码。"))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("验证码"),
        max_length=24,
        error_messages={"required": _("填短信里的 6 位数。")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "data-private": True}
        ),
    )

    def __init__(self, *args: Any, expected: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    @property
    def is_a_try(self) -> bool:
        """Whether a try is used up: see ``is_a_code``."""
        return self.is_bound and is_a_code(self.data.get("code", ""))

    def clean_code(self) -> str:
        code = digits_typed(self.cleaned_data["code"])
        if not self.is_a_try:
            raise forms.ValidationError(_("验证码是 6 位数字。这不算一次。"))
        if not compare_user_code(actual=code, expected=self.expected):
            raise forms.ValidationError(_("验证码不对。看短信里最新的一条。"))
        return code


class AgreeForm(forms.Form):
    agree = forms.BooleanField(
        label=_("我看过并同意"), error_messages={"required": _("看过说明后，勾选同意才能继续。")}
    )


class InvitationForm(AgreeForm):
    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("同事和记录里看到的名字。"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "agree")
