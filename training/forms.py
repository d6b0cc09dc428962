"""What a question's page sends, and what staff write when they correct one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from training.models import Question
from training.rules.bank import has_chinese, has_twins
from training.rules.lesson_text import paragraphs


class AnswerForm(forms.Form):
    """``option`` is the place an option is shown at, from 0; nothing chosen is no fault."""

    option = forms.IntegerField(required=False, min_value=0)
    look_again = forms.BooleanField(required=False)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("为什么停用"), max_length=200)


class QuestionForm(forms.Form):
    """A question's next version. Gold items keep their labels: those stand in the guidelines."""

    stem_zh = forms.CharField(label=_("题干（中文）"), max_length=400, widget=forms.Textarea({"rows": 2}))
    stem_en = forms.CharField(label=_("题干（英文）"), max_length=600, widget=forms.Textarea({"rows": 2}))

    def __init__(self, question: Question, data: Any = None) -> None:
        super().__init__(data, initial=_initial(question))
        self.question, self.number = question, len(question.options_zh)
        if question.kind != "gold":
            for place in range(self.number):
                for language, name in (
                    ("zh", _("选项 %(number)s（中文）")),
                    ("en", _("选项 %(number)s（英文）")),
                ):
                    label = name % {"number": place + 1}
                    self.fields[f"option_{place}_{language}"] = forms.CharField(label=label, max_length=200)
        self.fields["key"] = forms.TypedChoiceField(
            label=_("哪个对"), coerce=int, choices=[(n, self._option_name(n)) for n in range(self.number)]
        )
        for language, name in (("zh", _("解释（中文）")), ("en", _("解释（英文）"))):
            self.fields[f"explanation_{language}"] = forms.CharField(
                label=name, max_length=400, widget=forms.Textarea({"rows": 2})
            )
        self.fields["paragraph"] = forms.ChoiceField(
            label=_("答案在课里的哪一段"),
            choices=[(one.anchor, one.title) for one in paragraphs(question.lesson.body)],
        )

    def _option_name(self, place: int) -> str:
        if self.question.kind == "gold":
            return self.question.options[place]
        return gettext("选项 %(number)s") % {"number": place + 1}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for language in ("zh", "en"):
            options = self._options(language)
            if all(options) and has_twins(options):
                self.add_error(f"option_0_{language}", gettext("有两个选项写得一样，请改其中一个。"))
        for name, value in list(cleaned.items()):
            if name.endswith("_en") and has_chinese(str(value)):
                self.add_error(name, gettext("英文里有中文字或全角标点，请改成英文。"))
        return cleaned

    def words(self) -> dict[str, Any]:
        """The question's columns, as ``correct_question`` takes them."""
        names = ("stem_zh", "stem_en", "key", "explanation_zh", "explanation_en", "paragraph")
        return {name: self.cleaned_data[name] for name in names} | {
            "options_zh": self._options("zh"),
            "options_en": self._options("en"),
        }

    def _options(self, language: str) -> list[str]:
        kept: list[str] = getattr(self.question, f"options_{language}")
        return [
            self.cleaned_data.get(f"option_{place}_{language}", kept[place]) for place in range(self.number)
        ]


def _initial(question: Question) -> dict[str, Any]:
    names = ("stem_zh", "stem_en", "key", "explanation_zh", "explanation_en", "paragraph")
    return {name: getattr(question, name) for name in names} | {
        f"option_{place}_{language}": text
        for language in ("zh", "en")
        for place, text in enumerate(getattr(question, f"options_{language}"))
    }
