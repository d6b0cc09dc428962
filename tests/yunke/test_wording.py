"""A refusal in one row of text."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from onboarding.reasons.people import IDENTITY_DONE, NAME_WRONG
from yunke.refusals import worded


@pytest.mark.parametrize(
    ("reason", "language", "said"),
    [
        (NAME_WRONG, "zh-hans", "姓名太短、太长，或有姓名里没有的符号。照身份证上的姓名填，2 到 30 个字。"),
        (
            NAME_WRONG,
            "en",
            "The name is too short, too long, or has signs no name has. As on the ID card, 2 to 30 characters.",
        ),
        (IDENTITY_DONE, "en", "Your real name has already passed."),
    ],
)
def test_what_helps_stands_apart_in_english(reason, language, said):
    with override(language):
        assert worded(reason()).sentence == said
