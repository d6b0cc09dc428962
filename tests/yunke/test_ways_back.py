"""Ways that would end nowhere: a button's address opened by hand, a session that ended before the button."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast

pytestmark = pytest.mark.django_db
BUTTON = "/board/01M1D0T3C0TFBG4X584P0WDXQ1/claim/"


def test_a_buttons_address_opened_by_hand_is_a_page_with_a_way_on() -> None:
    client = Client()
    client.force_login(cast.agent().user)
    answer = client.get(BUTTON)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    page = answer.content.decode()
    assert "这一步要在页面上办" in page
    assert 'href="/"' in page
    assert f'<a class="btn primary" href="{BUTTON.removesuffix("claim/")}">回到原来的页面</a>' in page


def test_the_api_keeps_its_own_words() -> None:
    assert Client().get("/api/v1/claims/x/withdraw/").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("came_from", "goes_to"),
    [
        ("http://testserver/board/01M1D0T3C0TFBG4X584P0WDXQ1/?x=1", "/board/01M1D0T3C0TFBG4X584P0WDXQ1/?x=1"),
        ("http://elsewhere.example/board/", "/"),
        ("", "/"),
    ],
)
def test_who_was_signed_out_before_the_button_comes_back_to_its_page(came_from: str, goes_to: str) -> None:
    answer = Client().post(BUTTON, headers={"Referer": came_from} if came_from else None)
    assert answer.status_code == 302
    next_page = answer.headers["Location"].split("next=")[1]
    assert next_page == goes_to.replace("?", "%3F").replace("=", "%3D")
