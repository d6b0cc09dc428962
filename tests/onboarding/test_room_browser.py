"""The room in a real browser: Chromium hears a WAV instead of a microphone, one launch each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onboarding.models import Agent, RoomCheck
from onboarding.rules.room import THRESHOLDS
from tests import cast, reach
from tests.onboarding import sounds
from tests.onboarding.doors import signed_in
from tests.onboarding.sounds import Sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FAKE = ("--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SHORT = {"quiet_for": 3, "speech_for": 4, "speech_seconds": "0.8"}  # a test has no half minute
SOUNDS = {  # noise and voice in dBFS
    "quiet": (-60, -22),
    "noisy": (-32, -22),
    "clipped": (-60, 0),
}


@pytest.fixture
def rooms(browser_type: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Three Chromiums, each in a room of its own; they record at the same time."""
    for name, value in SHORT.items():
        monkeypatch.setitem(THRESHOLDS, name, value)
    opened = []

    def open_room(name: str) -> Any:
        path = tmp_path / f"{name}.wav"
        path.write_bytes(sounds.wav(_sound(*SOUNDS[name])))
        opened.append(
            browser_type.launch(
                executable_path=reach.chromium(), args=[*FAKE, f"--use-file-for-fake-audio-capture={path}"]
            )
        )
        return opened[-1]

    yield open_room
    for one in opened:
        one.close()


def _sound(noise: float, voice: float) -> Sound:
    """Played from when the microphone opens: two seconds are left for the page to begin its three of quiet."""
    return sounds.recording(noise, voice, quiet=5.0, speech=9.0)


def enter(browser: Any, live_server: Any, agent: Agent) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="Asia/Shanghai")
    cookie = signed_in(agent.user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page: Page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{live_server.url}/me/room/")
    return page


def test_a_quiet_a_noisy_and_a_clipped_room(rooms: Any, live_server: Any) -> None:
    pages = {}
    for name in SOUNDS:
        page = pages[name] = enter(rooms(name), live_server, cast.agent(name))
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="打开麦克风").click()
        expect(page.locator("#level-number")).not_to_be_empty()
        page.get_by_role("button", name="开始录").click()
    for name, headline in (
        ("quiet", "录好了，等筛选员听"),
        ("noisy", "房间还差一点：再安静"),
        ("clipped", "差一点：1 项要改"),
    ):
        expect(pages[name].get_by_role("heading", level=1)).to_contain_text(headline, timeout=60_000)
    checks = {one.agent.user.name: one for one in RoomCheck.objects.select_related("agent__user")}
    said = {name: (one.state, [why["code"] for why in one.reasons]) for name, one in checks.items()}
    assert said == {
        "quiet": ("listening", []),
        "noisy": ("failed", ["room_noisy"]),
        "clipped": ("failed", ["room_clipped"]),
    }
    for name, (noise, voice) in SOUNDS.items():  # within 2 dB through browser, opus and back
        assert checks[name].measures["noise_dbfs"] == pytest.approx(noise, abs=2)
        assert name == "clipped" or checks[name].measures["speech_dbfs"] == pytest.approx(voice, abs=2)
    assert checks["quiet"].settings["noiseSuppression"] is False
