"""The board under a thumb."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import cast
from tests.onboarding.doors import signed_in
from tests.training.sittings import voice_exam

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEAST = 44  # px


def test_names_and_ways_back_are_as_high_as_a_thumb_needs(browser: Browser, live_server: Any) -> None:
    """A card's name, a row's name and the way back from a task and an exam (English: a short word)."""
    payer = cast.entity()
    mine, other = cast.task(payer, name="能领的"), cast.task(payer, name="别的", code="chat")
    agent = cast.agent()
    cast.qualification(agent)
    voice_exam()
    context = browser.new_context(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True)
    cookie = signed_in(agent.user).cookies["sessionid"].value
    context.add_cookies(
        [
            {"name": "sessionid", "value": cookie, "url": live_server.url},
            {"name": "django_language", "value": "en", "url": live_server.url},
        ]
    )
    page = context.new_page()
    for path, names in {
        "/board/": (mine.name, other.name),
        f"/board/{mine.public_id}/": ("Task board",),
        "/exam/voice/": ("Study",),
    }.items():
        page.goto(live_server.url + path)
        for name in names:
            box = page.get_by_role("main").get_by_role("link", name=name, exact=True).first.bounding_box()
            assert box, (path, name)
            assert min(round(box["width"]), round(box["height"])) >= LEAST, (path, name, box)
    context.close()
