"""The room in a real browser: Chromium hears a WAV instead of a microphone, one launch each.

What is known of each sound comes back through browser, Opus and server: levels, their differences and hum within 2 dB,
the clipped share, too; gaps within one and 15 ms each. It
records as long as an agent does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from onboarding.models import Agent, RoomCheck
from onboarding.rules.room import THRESHOLDS
from tests import cast
from tests.onboarding import sounds
from tests.onboarding.doors import signed_in
from tests.onboarding.microphone import hearing, room_of
from tests.onboarding.sounds import Sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOUNDS = {  # noise and voice in dBFS
    "quiet": (-60, -22),
    "noisy": (-32, -22),
    "clipped": (-60, 0),
    "cable": (-60, -22),  # with the mains in it, and a loose contact
}
HUM, GAP, EVERY = -45, 0.08, 1.3  # dBFS; seconds
CUT = 24  # percent of the samples of a voice as loud as full scale


@pytest.fixture
def rooms(browser_type: Any, tmp_path: Path) -> Iterator[Any]:
    """Four Chromiums, each in a room of its own; they record at the same time."""
    opened = []

    def open_room(name: str) -> Any:
        opened.append(hearing(browser_type, _sound(name), tmp_path / f"{name}.wav"))
        return opened[-1]

    yield open_room
    for one in opened:
        one.close()


def _sound(name: str) -> Sound:
    """As long as an agent records, in the short walk, too."""
    sound = room_of(*SOUNDS[name], span=THRESHOLDS)
    if name != "cable":
        return sound
    seconds = len(sound) / sounds.RATE
    buzzing = sound + sounds.hum(seconds, HUM, 50, 100, 150)[: len(sound)]
    for start in np.arange(0.5, seconds, EVERY) * sounds.RATE:
        buzzing[round(start) : round(start + GAP * sounds.RATE)] = 0
    return buzzing


def enter(browser: Any, live_server: Any, agent: Agent) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, timezone_id="Asia/Shanghai")
    cookie = signed_in(agent.user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page: Page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto(f"{live_server.url}/me/room/")
    return page


def test_a_quiet_a_noisy_and_a_clipped_room_and_a_bad_cable(rooms: Any, live_server: Any) -> None:
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
        ("cable", "差一点："),
    ):
        expect(pages[name].get_by_role("heading", level=1)).to_contain_text(headline, timeout=60_000)
    checks = {one.agent.user.name: one for one in RoomCheck.objects.select_related("agent__user")}
    said = {name: (one.state, [why["code"] for why in one.reasons]) for name, one in checks.items()}
    assert said == {
        "quiet": ("listening", []),
        "noisy": ("failed", ["room_noisy"]),
        "clipped": ("failed", ["room_clipped"]),
        "cable": ("failed", ["room_dropouts"]),
    }
    found = {name: one.measures for name, one in checks.items()}
    for name, wanted in {
        "quiet": {"noise_dbfs": -60, "speech_dbfs": -22, "snr_db": 38},
        "noisy": {"noise_dbfs": -32, "speech_dbfs": -22, "snr_db": 10},
        "clipped": {"noise_dbfs": -60},
        "cable": {"noise_dbfs": HUM, "hum_dbfs": HUM, "speech_dbfs": -22, "hum_below_db": -22 - HUM},
    }.items():
        assert {one: found[name][one] for one in wanted} == pytest.approx(wanted, abs=2), name
    bits = 8 * checks["quiet"].recording.size / found["quiet"]["seconds"]  # only a room that waits is kept
    assert bits == pytest.approx(192_000, rel=0.1)  # what the clipped share needs, and the page asks for
    gaps, heard = found["cable"]["dropouts"], THRESHOLDS["quiet_for"] + THRESHOLDS["speech_for"]
    assert gaps == pytest.approx(heard / EVERY, abs=1)
    assert found["cable"]["dropout_ms"] == pytest.approx(1000 * GAP * gaps, abs=15 * gaps)
    assert 10 * np.log10(found["clipped"]["clipped_percent"] / CUT) == pytest.approx(0, abs=2)
    assert [found[name]["clipped_percent"] for name in SOUNDS if name != "clipped"] == [0, 0, 0]
    assert [found[name]["dropouts"] for name in SOUNDS if name != "cable"] == [0, 0, 0]
    assert checks["quiet"].settings["noiseSuppression"] is False
