"""A phone in a person's hand: what it cannot do is said before it is tried, and the way back asks nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from onboarding.views import equipment
from tests import cast
from tests.onboarding.doors import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def phone(browser: Browser, live_server: Any) -> Any:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
    )
    cookie = signed_in(cast.agent().user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_equipment_is_not_measured_on_a_phone_by_mistake(phone: Page, live_server: Any) -> None:
    phone.goto(f"{live_server.url}/me/equipment/")
    way = phone.get_by_role("link", name="用二维码转到电脑上做")
    expect(way).to_have_class("btn primary wide")
    expect(phone.get_by_role("button", name="开始测")).to_be_hidden()
    expect(phone.get_by_role("button", name="提交")).to_be_hidden()
    phone.get_by_role("button", name="这台就是上班的电脑").click()
    expect(phone.get_by_role("button", name="开始测")).to_be_focused()
    expect(way).to_be_hidden()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("alert")).to_contain_text("网络还没有测完")
    expect(phone.get_by_role("button", name="开始测")).to_be_visible()


def test_a_measurement_takes_its_error_away(
    browser: Browser, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was told as missing is no longer told once it is there; the others stay, and the box goes with the last."""
    monkeypatch.setattr(equipment, "PIECES_EACH_WAY", 3)
    context = browser.new_context()
    cookie = signed_in(cast.agent().user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    for others in (True, False):
        page.goto(f"{live_server.url}/me/equipment/")
        page.get_by_role("button", name="提交").click()
        box = page.get_by_role("alert")
        expect(box).to_contain_text("网络还没有测完")
        expect(page.locator(".errors li[data-of=measured]")).to_have_count(1)
        if not others:
            page.evaluate(
                "document.querySelectorAll('.errors li:not([data-of])').forEach((one) => one.remove())"
            )
        page.evaluate("document.getElementById('equipment').dataset.pause = '20'")
        page.get_by_role("button", name="开始测").click()
        expect(page.locator("#phase")).to_have_text("测完了，往下填。", timeout=60_000)
        expect(page.locator(".errors li[data-of=measured]")).to_have_count(0)
        expect(box).to_have_count(1 if others else 0)
    context.close()


def test_a_piece_that_comes_whole_with_its_head_is_a_fast_line_not_a_dead_one(
    browser: Browser, live_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(equipment, "PIECES_EACH_WAY", 3)
    context, size = browser.new_context(), 20_000
    cookie = signed_in(cast.agent().user).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()

    def at_once(route: Route) -> None:
        route.fulfill(body=b"0" * size, content_type="application/octet-stream")

    page.route("**/me/equipment/line/?piece=*", at_once)
    page.goto(f"{live_server.url}/me/equipment/")
    page.evaluate("document.getElementById('equipment').dataset.pause = '20'")
    page.get_by_role("button", name="开始测").click()
    expect(page.locator("#phase")).to_have_text("测完了，往下填。", timeout=60_000)
    down = json.loads(page.locator("[name=measured]").input_value())["down"]
    assert [bytes_ for bytes_, _ms in down] == [size] * 3
    assert all(ms > 0 for _bytes, ms in down)
    context.close()


def test_back_from_a_page_that_was_refused_once_is_the_page_again(phone: Page, live_server: Any) -> None:
    phone.goto(f"{live_server.url}/me/profile/basics/")
    phone.get_by_role("button", name="存好，下一页").click()
    expect(phone.get_by_role("alert")).to_contain_text("有几处要改")
    phone.get_by_role("link", name="以后再填").click()
    expect(phone).to_have_url(f"{live_server.url}/")
    phone.go_back()
    expect(phone).to_have_url(f"{live_server.url}/me/profile/basics/")
    expect(phone.get_by_role("button", name="存好，下一页")).to_be_visible()


def test_the_button_for_a_new_code_rests_for_the_wait_that_is_said(
    browser: Browser, live_server: Any, settings: Any
) -> None:
    """Another number need not wait; when the wait is over the button works and it is said."""
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"request_login_code": "1/12s/key"}
    page = browser.new_page()
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_label("手机号").fill("19912345678")
    page.get_by_role("button", name="获取验证码").click()
    for _ in range(5):
        page.get_by_label("验证码").fill("000000")
        page.get_by_role("button", name="继续").click()
    ask, phone = page.get_by_role("button", name="获取验证码"), page.get_by_label("手机号")
    expect(phone).to_have_value("19912345678")
    expect(ask).to_be_disabled()
    phone.fill("19912345679")
    expect(ask).to_be_enabled()
    phone.fill("19912345678")
    expect(ask).to_be_disabled()
    expect(page.get_by_text("现在可以再要一条了。")).to_be_visible(timeout=30_000)
    expect(ask).to_be_enabled()
    page.close()
