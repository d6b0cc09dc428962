"""The page measures a line that is shaped: 6 Mbit/s down, 3 up, which a busy machine carries, too; some answers lost, some late, some never."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from onboarding.models import EquipmentCheck
from onboarding.rules.equipment import THRESHOLDS
from onboarding.views import equipment
from payouts.demo.photos import drawn
from tests import cast, reach
from tests.onboarding.doors import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHAPED = {"offline": False, "downloadThroughput": 750_000, "uploadThroughput": 375_000, "latency": 40}
FAKE = ("--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
PIECES = HELD = 6  # a second each, both ways: four less than an agent waits for; the last never comes
SOON, LATE = 0.04, 0.14  # seconds until a ping is answered, in turns; each tenth is lost


@dataclass
class Line:
    """What happens to the requests that measure: ``dead`` lets no piece through."""

    dead: bool = False
    seen: Counter[str] = field(default_factory=Counter)

    def __call__(self, route: Route) -> None:
        kind = "ping" if "ping=" in route.request.url else route.request.method
        self.seen[kind] += 1
        if kind == "ping":
            self._answer(route, self.seen[kind])
        elif not self.dead and self.seen[kind] != HELD:
            route.continue_()

    def _answer(self, route: Route, number: int) -> None:
        if number % 10 == 0:
            route.abort()
            return
        time.sleep(0 if self.dead else LATE if number % 2 else SOON)
        route.fulfill(status=204)


@pytest.fixture
def page(browser_type: Any) -> Iterator[Page]:
    browser = browser_type.launch(executable_path=reach.chromium(), args=list(FAKE))
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Asia/Shanghai")
    yield context.new_page()
    browser.close()


def test_a_shaped_line_is_measured_drawn_and_handed_in(
    page: Page, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(equipment, "PIECES_EACH_WAY", PIECES)
    for name, most in (("loss_percent", 15), ("jitter_ms", 150)):
        monkeypatch.setitem(THRESHOLDS, name, most)
    agent = cast.agent()
    cookie = signed_in(agent.user).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_default_timeout(30_000)
    page.goto(f"{live_server.url}/me/equipment/")
    page.evaluate("document.getElementById('equipment').dataset.pause = '1'")  # no second between two pieces
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SHAPED)
    page.get_by_label("宽带是哪家的").select_option("telecom")
    for choice in ("网线", "有，普通的"):
        page.get_by_role("radio", name=choice).check()
    page.get_by_label("光猫和插头的照片").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": drawn("back")}
    )
    expect(page.get_by_text("最多用 40 MB 流量")).to_be_visible()
    line = Line(dead=True)
    page.route("**/me/equipment/line/**", line)
    page.get_by_role("button", name="开始测").click()
    expect(page.locator("#phase")).to_have_text("网络卡住了，没有测完。过一会儿再按一次，不算没过。")
    assert line.seen == {"ping": 40, "GET": 3}
    assert page.locator("[name=measured]").input_value() == ""
    line.dead, line.seen = False, Counter()
    page.get_by_role("button", name="开始测").click()
    expect(page.locator("#phase")).to_have_text("测完了，往下填。", timeout=90_000)
    assert len((page.locator("#curve-up").get_attribute("points") or "").split()) == PIECES
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("测好了，等筛选员看照片")
    check = EquipmentCheck.objects.get()
    found = check.measures
    assert found["down_mbps"] == pytest.approx(6, rel=0.2)
    assert found["up_mbps"] == pytest.approx(3, rel=0.25)
    assert found["down_curve"][HELD - 1] == 0
    assert found["up_curve"][HELD - 1] < found["up_mbps"] / 2
    assert 40 <= found["latency_ms"] <= 150
    turns, lost = 32, 3  # of 35 steps from one answer to the next, those over a lost one find the same pace
    assert found["jitter_ms"] == pytest.approx(1000 * (LATE - SOON) * turns / (turns + lost), rel=0.2)
    assert (found["loss_percent"], check.carrier_seen, check.state) == (10, "unknown", "submitted")
    assert any("Fake" in name for name in found["microphones"])
    assert found["cores"] >= 1
