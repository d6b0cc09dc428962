"""A screener's keyboard: from the bare queue to an item, on and back, without the mouse."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

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
