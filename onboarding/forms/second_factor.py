"""allauth's second-factor forms under our labels."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _


class OurLabel:
    """The six digits, asked for in our words."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.error_messages["required"] = _("验证器上的数"), _("填验证器上现在的 6 位数。")
        code.widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})


class SignInCode(OurLabel, AuthenticateForm):  # type: ignore[misc]
    pass


class ConfirmCode(OurLabel, ReauthenticateForm):  # type: ignore[misc]
    pass


class FirstCode(OurLabel, ActivateTOTPForm):  # type: ignore[misc]
    pass
