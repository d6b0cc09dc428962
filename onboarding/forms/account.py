"""A person's own page, and an administrator's page of people."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from onboarding.forms.sign_in import PhoneField
from onboarding.role_words import role_choices


class ProfileForm(forms.Form):
    name = forms.CharField(
        label=_("怎么称呼你"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    language = forms.ChoiceField(label=_("页面语言"), choices=settings.LANGUAGES)


class InviteForm(forms.Form):
    phone = PhoneField()
    name = forms.CharField(label=_("姓名"), max_length=60)
    roles = forms.MultipleChoiceField(
        label=_("角色"),
        choices=role_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("财务角色和管理员要另一位管理员同意后才生效。"),
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("角色"), choices=role_choices)
