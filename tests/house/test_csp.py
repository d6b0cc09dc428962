"""What the browser is allowed: one strict policy on every page, nothing inline anywhere; and what a page may weigh, for
the same pages are read. That every other answer carries the policy is seen by who walks the doors."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests import cast
from tests.house.doors import Door, doors
from tests.house.policy import STRICT, Inline, is_page, keeps_the_policy, policy
from tests.house.scenes import MAKERS, NOW, World
from tests.onboarding.doors import PHONE, signed_in
from yunke.ground.roles import AGENT, ANYONE, AUDITOR, CLIENT, RANKS, ROLES, SIGNED_IN

pytestmark = [pytest.mark.django_db]
BEFORE = {"account_confirm_login_code", "mfa_authenticate"} | {
    f"mfa_{name}" for name in ("deactivate_totp", "view_recovery_codes", "download_recovery_codes")
}
BEFORE |= {  # files for which a month is chosen first; a question that is off; a code that waits; figures without a token
    "payouts:export_books",
    "payouts:export_with_numbers",
    "onboarding:childbearing",
    "onboarding:handover_state",
    "onboarding:real_name_photo",
    "metrics",
}
NOT_DRAWN = {204, 404, 409}  # nothing new; before a code was asked for, or a second factor put on
PAGES = [one for one in doors() if "GET" in one.methods and not one.is_api]


@pytest.fixture(autouse=True)
def _today(clock: Any) -> None:
    clock(NOW)


@pytest.mark.parametrize("which", PAGES, ids=lambda one: one.name)
def test_every_page_carries_the_policy_nothing_inline_and_weighs_little(
    which: Door, world: World, sessions: dict[str, str]
) -> None:
    maker = MAKERS.get(which.name)
    url, drawn = which.url(**(maker(world.mine) if maker else {})), set()
    for role in sorted(which.roles - {AUDITOR}) or [AUDITOR]:  # whose every page test_auditor reads
        answer = with_session(sessions[role]).get(url)
        drawn.add(answer.status_code)
        keeps_the_policy(answer, role)
        if answer.status_code == 200 and not is_page(answer):
            break  # a file carries the same headers for whoever may have it
    assert drawn & (NOT_DRAWN if which.name in BEFORE else {200, 302})


@pytest.fixture(scope="module")
def sessions(world: World, django_db_blocker: Any) -> dict[str, str]:
    """The session of one of each role, begun once."""
    with django_db_blocker.unblock():
        agent = {AGENT: world.mine.user, SIGNED_IN: world.mine.user, CLIENT: world.mine.client_user}
        ranked = {rank: cast.ranked(rank).user for rank in RANKS}
        others = {role: cast.person("看的人", role) for role in {*ROLES} - {AGENT, CLIENT}}
        people = agent | ranked | others
        return {ANYONE: ""} | {
            role: signed_in(user).cookies["sessionid"].value for role, user in people.items()
        }


def with_session(key: str) -> Client:
    client = Client()
    if key:
        client.cookies["sessionid"] = key
    return client


def test_what_is_refused_carries_it_too() -> None:
    agent = signed_in(cast.agent().user)
    for client, url, status in (
        (agent, "/finance/", 403),
        (agent, "/no-such-page/", 404),
        (Client(), "/pay/", 302),
        (Client(), "/accounts/login/code/confirm/", 409),
    ):
        answer = client.get(url)
        assert answer.status_code == status
        assert policy(answer) == STRICT
        assert Inline(answer.content.decode()).found == []


def test_the_pages_of_a_code_and_of_the_second_factor() -> None:
    client = Client()
    client.post("/accounts/login/", {"phone": PHONE})
    staff = signed_in(cast.screener())
    for answer in (client.get("/accounts/login/code/confirm/"), staff.get("/accounts/2fa/totp/activate/")):
        assert answer.status_code == 200
        assert Inline(answer.content.decode()).found == []


def test_the_other_headers() -> None:
    answer = Client().get("/")
    assert {
        name: answer.headers[name]
        for name in (
            "X-Frame-Options",
            "X-Content-Type-Options",
            "Referrer-Policy",
            "Cross-Origin-Opener-Policy",
        )
    } == {
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
