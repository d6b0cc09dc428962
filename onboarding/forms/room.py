"""A recording handed in, by the page's recorder or as a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
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
    """``ways``: how the speech may be said, what is offered first in front. ``asked``: seconds of quiet and of speech."""

    recording = forms.FileField(
        label=_("录音文件"),
        error_messages={"required": _("录一段，或选一个录音文件。"), "empty": _("这个文件是空的。")},
        widget=forms.FileInput(attrs={"accept": "audio/*,.m4a,.mp4,.webm,.ogg,.wav"}),
    )
    settings = SettingsField()
    quiet_seconds = forms.FloatField(required=False, min_value=0, max_value=60, widget=forms.HiddenInput)
    spoken_how = forms.ChoiceField(choices=HOW, initial="read", required=False, widget=forms.RadioSelect)
    agree = forms.BooleanField(
        label=_("我看过并同意录下我的声音"),
        error_messages={"required": _("没有你的同意，我们不能收你的录音。")},
    )

    def __init__(
        self, *args: Any, asked: tuple[int, int], ways: Sequence[str] = tuple(dict(HOW)), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        quiet, speech = asked
        self.fields["spoken_how"].label = gettext("%(speech)s 秒怎么说") % {"speech": speech}
        self.fields["recording"].help_text = gettext(
            "先不说话 %(quiet)s 秒，再说 %(speech)s 秒，一共 %(whole)s 秒。手机录音机的 m4a 就行。"
        ) % {"quiet": quiet, "speech": speech, "whole": quiet + speech}
        self.fields["spoken_how"].choices = [(way, dict(HOW)[way]) for way in ways]  # type: ignore[attr-defined]
