"""Somebody else's is not there: every door with an identifier, every list, every file.

The doors come from the URLconf. A new one with an identifier must be placed in ``scenes.py``: behind it stands
something of one agent (404 for all others), or something shared, or it is staff's.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from onboarding.models import User
from onboarding.rules.identity import masked_number
from tests import cast
from tests.house.doors import Door, door, doors
from tests.house.scenes import MAKERS, NOW, PRIVATE, SHARED, STAFFS, Belongings, World
from tests.onboarding.doors import signed_in
from yunke.ground.roles import AGENT, ANYONE, AUDITOR, CLIENT, RANKS, SIGNED_IN

pytestmark = [pytest.mark.django_db]
ALL_DOORS = doors()
OUTSIDERS = {AGENT, *RANKS, CLIENT, SIGNED_IN, ANYONE}
WITH_PLACES = [one for one in ALL_DOORS if one.places]
OURS = [one for one in WITH_PLACES if one.name in PRIVATE]
# Lists that show something of mine, and those that show what is the house's (or my sums without a name).
OWN_LISTS = {
    "api_views",
    "home",
    "onboarding:account",
    "onboarding:news",
    "onboarding:real_name",
    "tasks:work",
    "tasks:shifts",
    "tasks:interviews",
    "tasks:my_reviews",
    "api_reviews",
    "tasks:hours",
    "tasks:my_decisions",
    "payouts:pay",
    "api_pay_disputes",
    "payouts:pay_account",
    "tasks:client",
    "api_client_tasks",
    "api_me",
    "api_news",
    "api_real_name",
    "api_equipment",
    "api_room",
    "api_typing",
    "api_pay_account",
    "api_pay_statements",
    "api_pay_holds",
    "api_claims",
    "api_bookings",
    "api_hours",
    "api_qualifications",
    "api_shifts",
    "api_my_decisions",
    "api_interviews",
    "tasks:mentees",
    "tasks:team",
    "api_mentees",
    "api_team",
    "tasks:career",
    "api_my_rank_cases",
    "api_client_candidates",
}
NOBODYS_LISTS = {
    "ready",
    "metrics",
    "account_confirm_login_code",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_request_login_code",
    "account_signup",
    "api_board",
    "api_career",
    "training:question_figures",
    "api_question_figures",
    "api_standing",
    "api_interview_times",
    "api_consents",
    "api_lessons",
    "api_lines",
    "api_profile",
    "api_pay_so_far",
    "api_schema",
    "health",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "onboarding:door",
    "onboarding:door_fit",
    "onboarding:join",
    "onboarding:go",
    "onboarding:lines",
    "onboarding:childbearing",
    "onboarding:profile",
    "onboarding:profile_check",
    "onboarding:real_name_check",
    "onboarding:phone",
    "onboarding:phone_code",
    "onboarding:equipment",
    "onboarding:line",
    "onboarding:room",
    "onboarding:room_today",
    "onboarding:typing",
    "tasks:board",
    "tasks:standing",
    "training:study",
}


@pytest.fixture(autouse=True)
def _today(clock: Any) -> None:
    clock(NOW)


# --- one thing of somebody --------------------------------------------------------------------------------


def test_every_door_with_an_identifier_has_its_place() -> None:
    assert [one.name for one in WITH_PLACES if one.name not in MAKERS] == []
    assert [name for name in MAKERS if name not in {one.name for one in WITH_PLACES}] == []
    open_to_outsiders = {one.name for one in WITH_PLACES if one.roles & OUTSIDERS}
    assert open_to_outsiders == {*PRIVATE, *SHARED}
    assert not {*PRIVATE, *SHARED} & {*STAFFS}


@pytest.mark.parametrize("which", OURS, ids=lambda one: one.name)
def test_anothers_is_not_there(which: Door, world: World) -> None:
    mine, other = world.mine, world.other
    url = which.url(**PRIVATE[which.name](mine))
    for method in which.methods:
        assert knock(person_at(which, other), method, url).status_code == 404, method
        assert knock(person_at(which, mine), method, url).status_code not in (403, 404, 405), method


def person_at(which: Door, one: Belongings) -> User:
    return one.client_user if CLIENT in which.roles else one.user


def knock(user: User, method: str, url: str) -> Any:
    return signed_in(user).generic(method, url, data="{}", content_type="application/json")


# --- lists ------------------------------------------------------------------------------------------------


def test_every_list_has_its_place() -> None:
    lists = {
        one.name for one in ALL_DOORS if not one.places and "GET" in one.methods and one.roles & OUTSIDERS
    }
    assert lists == OWN_LISTS | NOBODYS_LISTS


@pytest.mark.parametrize("name", sorted(OWN_LISTS | NOBODYS_LISTS))
def test_no_list_shows_anothers_row_whatever_is_asked_for(name: str, world: World) -> None:
    """As it stands, and with every filter, order and size that somebody might try."""
    mine, other = world.mine, world.other
    marks = marks_of(mine) + (
        [mine.task.name] if name in OWN_LISTS - {"home"} else []
    )  # the board is on "home"
    asked = {
        "agent": mine.agent.number,
        "q": mine.name,
        "user": mine.user.public_id,
        "public_id": mine.user.public_id,
        "task": mine.task.public_id,
        "state": "all",
        "who": "all",
        "only": "",
        "month": "2026-10",
        "limit": 200,
        "order": "-agent__user__name",
        "ordering": "agent__user__name",
        "agent__number": mine.agent.number,
        "id": 1,
    }
    at = door(name)
    for visitor in (signed_in(person_at(at, other)), Client()):
        for query in ({}, asked):
            shown = without_query(visitor.get(at.url(), query).content.decode())
            assert [mark for mark in marks if mark in shown] == [], query
    if name in OWN_LISTS:  # and it is these marks that would show
        page = signed_in(person_at(at, mine)).get(at.url())
        assert any(mark in page.content.decode() for mark in marks)


def without_query(page: str) -> str:
    """The page but for the address it repeats (in links to its other language or its next page)."""
    return re.sub(r"(?:agent|user|public_id|task|q|agent__number)=[\w%]+", "", unquote(page))


def marks_of(one: Belongings) -> list[str]:
    """What would give somebody away: identifiers, number, phone, the account's end, names of things."""
    things = (
        one.user,
        one.agent,
        one.attempt,
        one.finished,
        one.asked,
        one.admitted,
        one.duty,
        one.booking,
        one.segment,
        one.decision,
        one.statement,
        one.account,
        one.item,
        one.check,
        one.shift,
        one.candidate,
        one.application,
        one.refused,
        one.interview,
        one.called,
        one.hold,
        one.view,
    )
    names = (
        one.agent.number,
        one.newcomer.mentee.number,
        one.user.phone,
        f"{one.user.phone[3:6]}****{one.user.phone[-4:]}",
        masked_number(one.check.id_number),
        f"{one.name}的消息",
        f"{one.name}的经过",
        f"{one.name}的银行",
        one.notice,
    )
    qualified = one.agent.qualifications.values_list("public_id", flat=True)
    return [*(thing.public_id for thing in things), *names, *qualified]


def test_my_data_is_mine_alone(world: World) -> None:
    mine, other = world.mine, world.other
    marks = [*marks_of(mine), mine.check.id_number, mine.account.number]
    held = signed_in(other.user).post("/me/data/", {"agent": mine.agent.number}).content.decode()
    assert [mark for mark in marks if mark in held] == []
    own = signed_in(mine.user).post("/me/data/").content.decode()
    assert mine.check.id_number in own
    assert mine.decision.evidence in own


# --- files ------------------------------------------------------------------------------------------------


def test_no_address_leads_to_the_private_folder(world: World) -> None:
    """Every file leaves by a view: the storage itself knows no address, and the folder is not served."""
    mine = world.mine
    with pytest.raises(ValueError, match="no URL"):
        _ = mine.check.photo_front.url
    for root in ("/media/", "/private/", "/static/", "/"):
        assert signed_in(mine.user).get(f"{root}{mine.check.photo_front.name}").status_code == 404


def test_files_leave_as_attachments_never_sniffed(world: World) -> None:
    mine = world.mine
    auditor, screener = cast.person("审计", AUDITOR), cast.screener()
    photo_at = door("onboarding:desk_identity_photo").url(public_id=mine.check.public_id, side="front")
    assert signed_in(auditor).get(photo_at).status_code == 404  # not before a reason is given
    for user, answer in (
        (screener, signed_in(screener).get(photo_at)),
        (mine.user, signed_in(mine.user).post("/me/data/")),
        (auditor, signed_in(auditor).get(door("tasks:import_report").url(public_id=mine.imported.public_id))),
    ):
        assert answer.status_code == 200, user
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store, private"
