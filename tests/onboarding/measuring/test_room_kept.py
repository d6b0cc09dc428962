"""A recording that does not arrive at once: kept on the device, handed in once its owner is back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect

from onboarding.models import Agent, RoomCheck
from onboarding.rules.room import THRESHOLDS
from tests import cast, reach
from tests.onboarding import sounds
from tests.onboarding.doors import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAKE = ("--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SHORT = {"quiet_for": 2, "speech_for": 2}
ON_THE_SHELF = """() => new Promise((done) => {
  const opening = indexedDB.open("yunke-room", 1);
  opening.onsuccess = () => {
    const asked = opening.result.transaction("recordings").objectStore("recordings").count();
    asked.onsuccess = () => { opening.result.close(); done(asked.result); };
  };
})"""


@pytest.fixture
def context(browser_type: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BrowserContext]:
    for name, value in SHORT.items():
        monkeypatch.setitem(THRESHOLDS, name, value)
    room = tmp_path / "room.wav"
    room.write_bytes(sounds.wav(sounds.recording(quiet=3.0, speech=4.0)))
    browser = browser_type.launch(
        executable_path=reach.chromium(), args=[*FAKE, f"--use-file-for-fake-audio-capture={room}"]
    )
    yield browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="Asia/Shanghai")
    browser.close()


def sign_in(context: BrowserContext, agent: Agent, base: str) -> None:
    cookie = signed_in(agent.user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])


def record(page: Page) -> None:
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="打开麦克风").click()
    page.get_by_role("button", name="开始录").click()


def test_whose_session_ended_while_recording_signs_in_again_and_it_is_handed_in(
    context: BrowserContext, live_server: Any
) -> None:
    agent = cast.agent()
    sign_in(context, agent, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/me/room/")
    Session.objects.all().delete()
    record(page)
    expect(page.locator("#phase")).to_have_text("登录过期了。录音存在这台设备上，重新登录后自动送出。")
    assert (page.evaluate(ON_THE_SHELF), RoomCheck.objects.count()) == (1, 0)
    page.get_by_role("link", name="重新登录").click()
    expect(page).to_have_url(f"{live_server.url}/accounts/login/?next=/me/room/")
    sign_in(context, agent, live_server.url)
    page.goto(f"{live_server.url}/me/room/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("听听你的房间")
    assert (page.evaluate(ON_THE_SHELF), RoomCheck.objects.get().agent) == (0, agent)


def test_one_kept_while_a_newer_one_came_in_is_not_sent(context: BrowserContext, live_server: Any) -> None:
    """The line broke between the recording's arrival and the page's answer."""
    agent = cast.agent()
    sign_in(context, agent, live_server.url)
    page = context.new_page()
    page.goto(f"{live_server.url}/me/room/")
    page.route(
        "**/me/room/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    record(page)
    expect(page.locator("#phase")).to_have_text("网络断了。录音存在这台设备上，联网后自动送出。")
    page.unroute("**/me/room/")
    cast.room(agent, state="failed")
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.reload()
    page.wait_for_function(f"({ON_THE_SHELF})().then((number) => number === 0)")
    assert sent == []
