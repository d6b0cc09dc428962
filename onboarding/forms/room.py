"""A recording handed in, by the page's recorder or as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

HOW = (("read", _("照着读")), ("repeat", _("听一句，跟着说")), ("free", _("自己说")))
SETTINGS_LIMIT = 4_000  # letters of what a browser says about its microphone


class SettingsField(forms.CharField):
    """What the browser says it does to the sound: a small JSON object; anything else counts as nothing said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=SETTINGS_LIMIT, widget=forms.HiddenInput, **kwargs)

    def clean(self, value: Any) -> dict[str, Any]:
        text = super().clean(value)
        try:
            said = json.loads(text) if text else {}
        except ValueError:
            said = {}
        return said if isinstance(said, dict) else {}


class RoomForm(forms.Form):
    """``ways``: how the speech may be said, what is offered first in front."""

    recording = forms.FileField(
        label=_("录音文件"),
        help_text=_("先不说话 10 秒，再说 15 秒，一共 25 秒。手机录音机的 m4a 就行。"),
        error_messages={"required": _("录一段，或选一个录音文件。"), "empty": _("这个文件是空的。")},
        widget=forms.FileInput(attrs={"accept": "audio/*,.m4a,.mp4,.webm,.ogg,.wav"}),
    )
    settings = SettingsField()
    quiet_seconds = forms.FloatField(required=False, min_value=0, max_value=60, widget=forms.HiddenInput)
    spoken_how = forms.ChoiceField(
        label=_("15 秒怎么说"), choices=HOW, initial="read", required=False, widget=forms.RadioSelect
    )
    agree = forms.BooleanField(
        label=_("我看过并同意录下我的声音"),
        error_messages={"required": _("没有你的同意，我们不能收你的录音。")},
    )

    def __init__(self, *args: Any, ways: Sequence[str] = tuple(dict(HOW)), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["spoken_how"].choices = [(way, dict(HOW)[way]) for way in ways]  # type: ignore[attr-defined]
