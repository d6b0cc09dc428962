"""Where a page cannot record: by whose doing, and what helps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import cast, reach
from tests.onboarding.doors import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PLAIN = "yunke.test"  # a name beside the machine's own: a browser trusts no http there
ASKED = ("--no-sandbox", "--use-fake-device-for-media-stream", f"--host-resolver-rules=MAP {PLAIN} localhost")
WECHAT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 XWEB/1160 MicroMessenger/8.0.47"
WITHOUT = "delete window.MediaRecorder"
IN_APP = "这个应用里的网页用不了麦克风。点右上角的菜单，选“在浏览器打开”"


@pytest.fixture(scope="module")
def browser(browser_type: Any) -> Iterator[Browser]:
    """Whoever is asked for the microphone here says no."""
    browser = browser_type.launch(executable_path=reach.headless(), args=list(ASKED))
    yield browser
    browser.close()


def enter(browser: Browser, base: str, *, script: str = "", **how: Any) -> Page:
    context = browser.new_context(viewport={"width": 390, "height": 844}, **how)
    cookie = signed_in(cast.agent().user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.goto(f"{base}/me/room/")
    return page


def says(page: Page, words: str, *, elsewhere: bool) -> None:
    """This cause and no other; the upload stands open, and where it helps the way to a computer."""
    told = page.locator("#by-file .notice:visible")
    expect(told).to_have_count(1)
    expect(told).to_contain_text(words)
    expect(page.get_by_role("button", name="打开麦克风")).to_be_hidden()
    expect(page.get_by_role("button", name="上传")).to_be_visible()
    expect(page.get_by_role("link", name="用二维码转到电脑上录")).to_be_visible(visible=elsewhere)


def test_an_address_without_https_is_not_the_browsers_fault(
    browser: Browser, live_server: Any, settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    page = enter(browser, live_server.url.replace("localhost", PLAIN))
    says(page, "录音要用 https:// 开头的网址，现在的不是", elsewhere=False)


def test_a_browser_that_knows_no_recording(browser: Browser, live_server: Any) -> None:
    says(enter(browser, live_server.url, script=WITHOUT), "这个浏览器不能录音。换新版的", elsewhere=True)
    says(enter(browser, live_server.url, script=WITHOUT, user_agent=WECHAT), IN_APP, elsewhere=True)


@pytest.mark.parametrize(
    ("agent", "words", "opened"),
    [(WECHAT, IN_APP, True), (None, "没有打开麦克风。点地址栏左边的图标", False)],
    ids=["an app", "a browser"],
)
def test_who_denies_the_microphone(
    browser: Browser, live_server: Any, agent: str | None, words: str, opened: bool
) -> None:
    """A browser shows an icon to allow it by; an app has none, and the system's browser is the way."""
    page = enter(browser, live_server.url, user_agent=agent)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="打开麦克风").click()
    expect(page.locator("#phase")).to_contain_text(words)
    expect(page.get_by_role("button", name="上传")).to_be_visible(visible=opened)
    expect(page.locator("#by-file .notice:visible")).to_have_count(0)
