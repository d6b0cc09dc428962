"""The page measures a line that Chromium is told to shape: 6 Mbit/s down, 3 up, 40 ms, which a busy machine carries, too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onboarding.models import EquipmentCheck
from payouts.demo.photos import drawn
from tests import cast, reach
from tests.onboarding.doors import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHAPED = {"offline": False, "downloadThroughput": 750_000, "uploadThroughput": 375_000, "latency": 40}
FAKE = ("--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture
def page(browser_type: Any) -> Iterator[Page]:
    browser = browser_type.launch(executable_path=reach.chromium(), args=list(FAKE))
    context = browser.new_context(viewport={"width": 1280, "height": 800}, timezone_id="Asia/Shanghai")
    yield context.new_page()
    browser.close()


def test_a_shaped_line_is_measured_drawn_and_handed_in(page: Page, live_server: Any) -> None:
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
    page.get_by_role("button", name="开始测").click()
    expect(page.locator("#phase")).to_have_text("测完了，往下填。", timeout=90_000)
    assert len((page.locator("#curve-up").get_attribute("points") or "").split()) == 10
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("测好了，等筛选员看照片")
    check = EquipmentCheck.objects.get()
    found = check.measures
    assert found["down_mbps"] == pytest.approx(6, rel=0.2)
    assert found["up_mbps"] == pytest.approx(3, rel=0.25)
    assert 40 <= found["latency_ms"] <= 150
    assert (found["loss_percent"], check.carrier_seen, check.state) == (0, "unknown", "submitted")
    assert any("Fake" in name for name in found["microphones"])
    assert found["cores"] >= 1
