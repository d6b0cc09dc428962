"""What just happened is said in one live region, whatever it was: a reader hears it without looking for it."""

from __future__ import annotations

import re

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string


def said(*messages: Message) -> str:
    return render_to_string("parts/messages.html", {"messages": messages})


@pytest.mark.parametrize(
    ("level", "state"),
    [
        (constants.SUCCESS, "done"),
        (constants.ERROR, "stopped"),
        (constants.WARNING, "attention"),
        (constants.INFO, "now"),
    ],
)
def test_each_kind_has_its_state_and_all_are_heard(level: int, state: str) -> None:
    page = said(Message(level, "存好了"))
    assert re.findall(r'data-state="(\w+)"', page) == [state]
    assert "存好了" in page
    assert page.count('id="messages" class="messages" role="status" aria-live="polite"') == 1


def test_the_region_stands_before_anything_is_said_and_what_is_said_is_no_markup() -> None:
    assert 'role="status" aria-live="polite"></div>' in said()
    assert "&lt;b&gt;" in said(Message(constants.INFO, "<b>粗</b>"))
