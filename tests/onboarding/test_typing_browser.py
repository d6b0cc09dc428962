"""Typing in a real browser: an input method's compositions count, a paste does not get in."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onboarding.models import TypingTest
from onboarding.rules.typing import THRESHOLDS
from onboarding.rules.typing_texts import TEXTS
from tests import cast
from tests.onboarding.doors import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_input_method_types_and_a_paste_is_refused(
    page: Page, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(THRESHOLDS, "believed_a_minute", None)  # a machine is quicker than hands
    agent = cast.agent()
    cookie = signed_in(agent.user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.goto(f"{live_server.url}/me/typing/")
    page.get_by_role("button", name="开始打").click()
    box = page.get_by_label("在这里打")
    shown = page.locator("#shown").inner_text()
    assert shown.strip() == TEXTS["parcel"]
    expect(page.locator("#left")).not_to_be_empty()  # the script counts, so it also refuses
    box.focus()
    page.evaluate(
        "text => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " document.getElementById('typed').dispatchEvent(new ClipboardEvent('paste',"
        " { clipboardData: data, bubbles: true, cancelable: true })); }",
        shown,
    )
    expect(page.locator("#phase")).to_have_text("不能粘贴，请用输入法打。")
    assert box.input_value() == ""
    method = page.context.new_cdp_session(page)
    for place in range(0, 80, 8):  # eight characters a commit, as an input method puts them in
        piece = shown[place : place + 8]
        method.send("Input.imeSetComposition", {"text": piece, "selectionStart": 8, "selectionEnd": 8})
        method.send("Input.insertText", {"text": piece})
    assert box.input_value() == shown[:80]
    page.get_by_role("button", name="交卷").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("已通过")
    test = TypingTest.objects.get()
    assert (test.state, test.measures["exact_percent"], test.measures["letters"]) == ("passed", 100.0, 80)
    assert (test.signs["compositions"], test.signs["pasted"], test.signs["longest"]) == (10, 0, 8)
