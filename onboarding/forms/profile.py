"""The pages of a profile; each form gives plain values for ``onboarding.actions.profile``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from onboarding.rules import profile as asked


def _choices(words: Mapping[str, str]) -> Any:
    return lambda: [(code, gettext(word)) for code, word in words.items()]


def one_of(label: Any, words: Mapping[str, str], **kwargs: Any) -> forms.ChoiceField:
    kwargs.setdefault("error_messages", {"required": _("选一个。")})
    return forms.ChoiceField(label=label, choices=_choices(words), widget=forms.RadioSelect, **kwargs)


def some_of(label: Any, words: Mapping[str, str], **kwargs: Any) -> forms.MultipleChoiceField:
    kwargs.setdefault("required", False)
    return forms.MultipleChoiceField(
        label=label, choices=_choices(words), widget=forms.CheckboxSelectMultiple, **kwargs
    )


class Section(forms.Form):
    """``answers`` are the valid values only, so that a half-filled page can be kept as it stands."""

    def answers(self) -> dict[str, Any]:
        self.is_valid()
        return dict(self.cleaned_data)


class BasicsForm(Section):
    education = one_of(_("学历"), asked.EDUCATION)
    city = forms.CharField(
        label=_("所在城市"),
        max_length=40,
        error_messages={"required": _("填你住的城市，比如“绵阳”。")},
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    pace = one_of(_("全职还是兼职"), asked.PACE)


class SpeechForm(Section):
    languages = some_of(_("会说的语言"), asked.LANGUAGES)
    mandarin = one_of(
        _("普通话"), asked.MANDARIN, help_text=_("考过级就选等级；语音业务要标准的普通话，录音时会再听。")
    )


class ExperienceForm(Section):
    """One question a kind of work: in which industries. Nothing ticked means never done."""

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        done = (initial or {}).get("experience") or {}
        super().__init__(*args, initial={f"in_{kind}": of for kind, of in done.items()}, **kwargs)
        for kind, word in asked.EXPERIENCE.items():
            self.fields[f"in_{kind}"] = some_of(gettext(word), asked.INDUSTRIES)

    def answers(self) -> dict[str, Any]:
        given = super().answers()
        kinds = {kind: given.get(f"in_{kind}") for kind in asked.EXPERIENCE}
        return {"experience": {kind: of for kind, of in kinds.items() if of}}


class AbilitiesForm(Section):
    sales = one_of(_("销售能力"), asked.SALES)
    skills = some_of(_("特长"), asked.SKILLS, help_text=_("有的任务专找有特长的人，比如教音乐的课程。"))
    skills_words = forms.CharField(label=_("别的特长"), max_length=100, required=False)


class HoursForm(Section):
    hours = forms.MultipleChoiceField(
        label=_("能上班的时间"),
        choices=[(one, one) for one in asked.HOURS],
        error_messages={"required": _("至少选一格；以后随时能改。")},
        help_text=_("点格子选。这只用来给你看合适的班，不是约班。"),
    )
    backup = one_of(
        _("临时有事，有人替手照看家里吗"),
        asked.BACKUP,
        help_text=_("只问能不能替手，不问家里有谁。"),
    )


class NeedsForm(Section):
    needs = some_of(
        _("需要的照顾"),
        asked.NEEDS,
        help_text=_("加密保存，筛选员和客户看不到；系统照着办，比如把考试时间放长。可以不填。"),
    )


FORMS: dict[str, type[Section]] = {
    "basics": BasicsForm,
    "speech": SpeechForm,
    "experience": ExperienceForm,
    "abilities": AbilitiesForm,
    "hours": HoursForm,
    "needs": NeedsForm,
}


class ChildbearingForm(forms.Form):
    status = forms.CharField(
        label=_("生育情况"),
        max_length=200,
        error_messages={"required": _("写下想告诉我们的；不想说就离开这一页。")},
        widget=forms.Textarea(attrs={"rows": 3, "data-private": True}),
    )
    agree = forms.BooleanField(
        label=_("我看过并单独同意"), error_messages={"required": _("没有你的同意，我们不能处理这些资料。")}
    )
