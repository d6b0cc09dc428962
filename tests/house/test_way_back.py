"""No door sends anybody to another site, whatever the address, the form or the browser says of where to go on."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.onboarding.conftest import sms  # noqa: F401 - the carrier's shelf
from tests.onboarding.doors import Sms, answered, signed_in

pytestmark = [pytest.mark.django_db]
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "http:///evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
]


def leads_home(answer: Any) -> bool:
    """A path of this site, said so that no browser reads a host into it."""
    to = answer.headers["Location"]
    return (
        to.startswith("/")
        and not to.startswith(("//", "/\\"))
        and "evil" not in to.split("?")[0].replace("%09/evil", "")
    )


@pytest.mark.parametrize("where", ELSEWHERE)
def test_sign_in_goes_on_inside(sms: Sms, where: str) -> None:  # noqa: F811
    phone, client = cast.person().phone, Client()
    asked = client.post("/accounts/login/", {"phone": phone, "next": where}, query_params={"next": where})
    assert leads_home(asked)
    done = client.post(
        "/accounts/login/code/confirm/",
        {"code": sms.codes[-1][1], "next": where},
        query_params={"next": where},
    )
    assert done.status_code == 302
    assert leads_home(done)
    assert leads_home(client.get("/accounts/login/", {"next": where}))  # signed in already
    assert leads_home(client.post("/accounts/logout/", {"next": where}))


@pytest.mark.parametrize("where", ELSEWHERE)
def test_joining_goes_on_inside(sms: Sms, where: str) -> None:  # noqa: F811
    client, there = Client(), {"next": where}
    answered(client).post("/accounts/signup/", {"phone": "19900061234"} | there)
    assert leads_home(
        client.post("/accounts/login/code/confirm/", {"code": sms.codes[-1][1]} | there, query_params=there)
    )
    assert leads_home(client.post("/accounts/join/", {"agree": "on"} | there, query_params=there))


@pytest.mark.parametrize("where", ELSEWHERE)
def test_every_other_way_back_stays_inside(where: str) -> None:
    operations = signed_in(cast.operations())
    assert leads_home(operations.post("/language/", {"language": "en", "next": where}))
    assert leads_home(operations.post("/language/", {"language": "en"}, headers={"Referer": where}))
    for door in ("approve", "refuse"):
        assert leads_home(operations.post(f"/desk/hours/{door}/", {"here": where}))
    refused = Client().get("/accounts/login/code/confirm/", headers={"Referer": where})
    assert refused.status_code == 409
    assert "evil" not in refused.content.decode()
