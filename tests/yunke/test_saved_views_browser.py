"""Saved views by keys alone, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import cast
from tests.onboarding.doors import signed_in
from yunke.ground.roles import OPERATIONS
from yunke.models import SavedView

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
AGENTS = "/desk/agents/"


def test_saved_opened_and_deleted_by_keys_alone(live_server: Any, context: Any, page: Page) -> None:
    client = signed_in(cast.person("我", OPERATIONS))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page.goto(f"{live_server.url}{AGENTS}?state=active&order=-name")

    def reach(name: str) -> None:
        """Tab on to what is called so, and press Enter there."""
        for _ in range(90):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
                return page.keyboard.press("Enter")
        raise AssertionError(f"no key leads to {name}")

    reach("存成视图")
    page.keyboard.press("Tab")
    page.keyboard.type("在册的")
    page.keyboard.press("Enter")
    expect(page.get_by_text("存好了“在册的”。")).to_be_visible()
    assert SavedView.objects.get().query == {"state": "active", "order": "-name"}

    page.goto(f"{live_server.url}{AGENTS}")
    reach("在册的")
    page.wait_for_url("**/desk/agents/?state=active&order=-name")
    expect(page.get_by_role("link", name="在册的")).to_have_attribute("aria-current", "true")

    reach("视图")
    reach("删除视图“在册的”")
    expect(page.get_by_text("已删除视图“在册的”")).to_be_visible()
    assert SavedView.objects.count() == 0
    page.keyboard.press("z")
    expect(page.get_by_role("link", name="在册的")).to_have_attribute("aria-current", "true")
    assert SavedView.objects.get().name == "在册的"
