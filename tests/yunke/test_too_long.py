"""A text that is too long is told so in the house's words, on every form, by the form or by the model behind it."""

from __future__ import annotations

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.translation import override
from rest_framework import serializers
from rest_framework.exceptions import ValidationError as Unread

from tasks.forms.imports import UploadForm
from tests import cast
from tests.onboarding.doors import signed_in


class Named(forms.Form):
    name = forms.CharField(max_length=3)
    pick = forms.CharField(max_length=1)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-hans", ["最多 3 个字，现在 5 个，多了 2 个。", "最多 1 个字，现在 2 个，多了 1 个。"]),
        (
            "en",
            [
                "At most 3 characters; there are 5: 2 too many.",
                "At most 1 character; there are 2: 1 too many.",
            ],
        ),
    ],
)
def test_limit_length_and_what_is_too_much_are_said(language: str, said: list[str]) -> None:
    with override(language):
        form = Named({"name": "绵阳市区里", "pick": "ab"})
        assert [*form.errors["name"], *form.errors["pick"]] == said
        with pytest.raises(ValidationError) as raised:
            MaxLengthValidator(3)("abcde")
        assert raised.value.messages == said[:1]


def test_an_empty_file_is_told_so_with_what_to_do() -> None:
    said = ["这个文件是空的，什么也没有收到。打开看看，存好以后再选一次。"]
    empty = SimpleUploadedFile("a.csv", b"")
    assert UploadForm({}, {"file": empty}).errors["file"] == said
    with pytest.raises(Unread) as raised:
        serializers.FileField().run_validation(empty)
    assert raised.value.detail == said


@pytest.mark.django_db
def test_the_summary_names_the_field() -> None:
    page = signed_in(cast.agent().user).post("/me/profile/basics/", {"city": "绵" * 45})
    assert page.status_code == 422
    assert "所在城市：最多 40 个字，现在 45 个，多了 5 个。" in page.content.decode()
