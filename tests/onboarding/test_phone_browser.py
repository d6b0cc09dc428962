"""A phone in a person's hand: what it cannot do is said before it is tried, and the way back asks nothing."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

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


def test_back_from_a_page_that_was_refused_once_is_the_page_again(phone: Page, live_server: Any) -> None:
    phone.goto(f"{live_server.url}/me/profile/basics/")
    phone.get_by_role("button", name="存好，下一页").click()
    expect(phone.get_by_role("alert")).to_contain_text("有几处要改")
    phone.get_by_role("link", name="以后再填").click()
    expect(phone).to_have_url(f"{live_server.url}/")
    phone.go_back()
    expect(phone).to_have_url(f"{live_server.url}/me/profile/basics/")
    expect(phone.get_by_role("button", name="存好，下一页")).to_be_visible()
