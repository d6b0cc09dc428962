"""A screener's keyboard: from the bare queue to an item, on and back, without the mouse; a phone without a script."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from onboarding.actions.equipment import record_modem_seen
from onboarding.models import EquipmentCheck, User
from tests import cast
from tests.onboarding.doors import signed_in
from tests.onboarding.test_real_name import handed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(browser: Any, live_server: Any) -> Any:
    """The queue of two, the one who waited longer first."""
    for place in (1, 2):
        one = cast.agent(f"演示{place}", state="applicant", verified=False)
        handed_in(one, name="演示甲乙"[: 2 + place], id_number=cast.id_number(700 + place))
    session = signed_in(cast.screener()).cookies["sessionid"].value
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/identity/")
    yield page
    context.close()


def test_j_opens_the_first_then_the_next_and_k_goes_back(desk: Page) -> None:
    title = desk.locator("#item h1")
    for key, name in (("j", "演示甲"), ("j", "演示甲乙"), ("k", "演示甲")):
        desk.keyboard.press(key)
        expect(title).to_have_text(name)


@pytest.fixture
def computers() -> tuple[User, list[EquipmentCheck]]:
    """Three that wait; the screener has seen the photos of the first two."""
    by, now = cast.screener(), cast.at("2026-11-02 10:00")
    rows = [cast.equipment(cast.agent(), state="submitted", now=now.replace(minute=at)) for at in range(3)]
    for one in rows[:2]:
        record_modem_seen(one, by=by, now=now)
    return by, rows


@pytest.fixture
def phone(browser: Any, live_server: Any, computers: Any) -> Iterator[Page]:
    """The queue of computers at a phone's width, the scripts off."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    session = signed_in(computers[0]).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/equipment/")
    yield page
    context.close()


def test_a_phone_without_a_script_decides_many(phone: Page, computers: Any) -> None:
    rows = computers[1]
    for one in rows[1:]:
        phone.get_by_label(f"选中 {one.agent.number}").check()
    phone.get_by_role("button", name="一起退回").click()
    expect(phone.locator(".pane.list [data-code=equipment_refusal_unsaid]")).to_be_visible()
    expect(phone.get_by_label(f"选中 {rows[1].agent.number}")).to_be_checked()
    phone.get_by_label("退回的原因").select_option("cable_not_seen")
    phone.get_by_role("button", name="一起退回").click()
    told = phone.get_by_role("status")
    expect(told).to_contain_text("已退回 1 人，对方会看到原因。")
    expect(told).to_contain_text(f"1 人没有处理：{rows[2].agent.number}（你还没有看过照片）")
    assert [EquipmentCheck.objects.get(pk=one.pk).state for one in rows] == [
        "submitted",
        "refused",
        "submitted",
    ]


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "一起退回"), ("en", "Send back together")])
def test_the_bar_is_no_wider_than_a_phone(phone: Page, computers: Any, language: str, word: str) -> None:
    User.objects.filter(pk=computers[0].pk).update(language=language)
    phone.reload()
    expect(phone.locator("#bulk [value=refuse]")).to_have_text(word)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_the_box_of_the_page_ticks_all_and_the_bar_counts_them(
    browser: Any, live_server: Any, computers: Any
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    session = signed_in(computers[0]).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/desk/equipment/")
    expect(page.locator("#bulk")).to_be_hidden()
    page.get_by_label("选中本页全部").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("3")
    page.keyboard.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()
    page.get_by_label("选中本页全部").check()
    page.get_by_role("button", name="一起通过").click()
    expect(page.get_by_role("status")).to_contain_text("已通过 2 人。")
    context.close()
    states = EquipmentCheck.objects.order_by("submitted_at").values_list("state", flat=True)
    assert list(states) == ["passed", "passed", "submitted"]
