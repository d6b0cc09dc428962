"""One wording of a file without anything in it for every form and every door of the API: what to do about it, too."""

from django import forms
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


def install() -> None:
    said = _("这个文件是空的，什么也没有收到。打开看看，存好以后再选一次。")
    forms.FileField.default_error_messages["empty"] = said
    serializers.FileField.default_error_messages["empty"] = said
