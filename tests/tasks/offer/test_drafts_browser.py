"""What was typed on a long form and not sent comes back, says so, and goes when it is not wanted."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def desk(live_server: Any, context: Any, page: Page) -> Page:
    client = Client()
    client.force_login(cast.operations())
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def test_terms_half_written(desk: Page, live_server: Any) -> None:
    task = cast.task(hourly_fen=1_500, rates={"interested_lead": (2_000, 0)})
    url = live_server.url + reverse("tasks:new_terms", args=[task.public_id])
    desk.goto(url)
    notice = desk.locator("[data-draft-back]")
    expect(notice).to_be_hidden()
    desk.get_by_label("时薪（元）").fill("18.50")
    desk.get_by_label("用餐计薪").check()
    desk.get_by_label("节假日加倍", exact=True).select_option("none")
    expect(desk.locator("#preview")).to_contain_text("148.00")  # eight hours, the meal paid
    desk.goto(live_server.url + reverse("tasks:desk_tasks"))
    desk.goto(url)
    expect(notice).to_be_visible()
    assert desk.get_by_label("时薪（元）").input_value() == "18.50"
    assert desk.get_by_label("用餐计薪").is_checked()
    assert desk.get_by_label("节假日加倍", exact=True).input_value() == "none"
    expect(desk.locator("#preview")).to_contain_text("148.00")
    notice.get_by_role("button").click()
    assert desk.get_by_label("时薪（元）").input_value() == "15.00"
    assert not desk.get_by_label("用餐计薪").is_checked()
    desk.reload()
    expect(notice).to_be_hidden()
    assert desk.get_by_label("时薪（元）").input_value() == "15.00"


def test_what_somebody_else_changed_meanwhile_is_not_written_over(desk: Page, live_server: Any) -> None:
    task = cast.task(name="旧名字", seats=20)
    url = live_server.url + reverse("tasks:edit_task", args=[task.public_id])
    desk.goto(url)
    desk.get_by_label("任务名称").fill("我的名字")
    desk.get_by_label("席位", exact=True).fill("25")
    task.name = "同事的名字"
    task.save(update_fields=["name"])
    desk.reload()
    expect(desk.locator("[data-draft-back]")).to_be_visible()
    assert desk.get_by_label("任务名称").input_value() == "同事的名字"
    assert desk.get_by_label("席位", exact=True).input_value() == "25"
    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("同事的名字")
    desk.goto(url)
    expect(desk.locator("[data-draft-back]")).to_be_hidden()  # what was sent is no draft


def test_what_was_sent_into_a_broken_line_or_a_gone_session_is_still_there(
    desk: Page, live_server: Any, context: Any
) -> None:
    task = cast.task(name="一个任务", seats=20)
    url = live_server.url + reverse("tasks:edit_task", args=[task.public_id])
    send, name = desk.get_by_role("button", name="保存"), desk.get_by_label("任务名称")
    desk.goto(url)
    name.fill("断线时写的")
    desk.route(url, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    with desk.expect_event("requestfailed"):
        send.click()
    desk.unroute(url)
    desk.goto(url)
    expect(desk.locator("[data-draft-back]")).to_be_visible()
    assert name.input_value() == "断线时写的"
    cookies = context.cookies()
    context.clear_cookies()
    with desk.expect_navigation():
        send.click()
    expect(desk.locator("body")).to_have_attribute("data-nothing-taken", "")
    context.add_cookies(cookies)
    desk.goto(url)
    assert name.input_value() == "断线时写的"
    send.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("断线时写的")
    desk.goto(url)
    expect(desk.locator("[data-draft-back]")).to_be_hidden()
    assert name.input_value() == "断线时写的"  # the server's own by now
