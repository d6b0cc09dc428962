"""Who may open what: every URL over its methods and every role, against the declared table.

``doors.txt`` is the table: a line for each door (name, address, methods, who may act, who may look). A door
that is not in it, or that says otherwise, fails; so opening a door to a role is a change somebody reads.
Print the table anew with ``python -m tests.house.doors``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.template.base import Template
from django.test import Client, RequestFactory
from django.urls import ResolverMatch, resolve

from onboarding.models import User
from tests import cast
from tests.house.doors import HTTP, TABLE, Door, doors
from tests.house.policy import STRICT, policy
from tests.onboarding.doors import signed_in
from yunke.ground.errors import Refused
from yunke.ground.roles import (
    ADMINISTRATOR,
    AGENT,
    APPROVER,
    AUDITOR,
    CLIENT,
    FINANCE,
    OPERATIONS,
    PREPARER,
    RANKS,
    RELEASER,
    ROLES,
    SCREENER,
    STAFF,
    may_enter,
)

pytestmark = [pytest.mark.django_db]
ALL = doors()
ANONYMOUS = "anonymous"
WHO = (ANONYMOUS, *ROLES, *RANKS)  # who holds a rank knocks where one is named; elsewhere they are agents
WITH_NUMBERS = {
    "payouts:batch_file",
    "payouts:batch_control",  # account numbers in full: the releaser's alone
    "payouts:export_with_numbers",  # ID numbers in full: the preparer's alone
}
AUDITOR_ACTS = {
    "onboarding:desk_identity_reveal",
    "api_identity_reveal",
}  # revealing needs a reason and is recorded


# --- the table --------------------------------------------------------------------------------------------


def test_every_door_stands_in_the_table_as_it_is_declared() -> None:
    assert [str(door) for door in ALL] == TABLE.read_text(encoding="utf-8").splitlines()


def test_no_door_is_undeclared_and_no_name_is_given_twice() -> None:
    assert [door.name for door in ALL if not door.roles] == []
    assert len({door.name for door in ALL}) == len(ALL)


def test_each_part_of_the_house_is_for_its_people() -> None:
    """The address says for whom a page is; nothing under /desk/ is an agent's, nothing under /work/ staff's."""
    parts = {
        "desk/": {SCREENER, OPERATIONS, "quality", *FINANCE, AUDITOR},
        "finance/": {*FINANCE, AUDITOR},
        "settings/": {ADMINISTRATOR, AUDITOR},
        "client/": {CLIENT},
        "work/": {AGENT, *RANKS},
        "pay/": {AGENT},
        "exam/": {AGENT},
    }
    strangers = {
        door.name: sorted(door.roles - welcome)
        for door in ALL
        for part, welcome in parts.items()
        if door.route.startswith(part) and door.roles - welcome
    }
    assert strangers == {}


def test_a_rank_opens_its_own_doors_and_those_below() -> None:
    """Ranks are no grants: whoever holds one stays an agent, and no staff door names a rank."""
    assert {rank: sorted(somebody(rank).roles) for rank in RANKS} == {
        "mentor": ["agent", "mentor"],
        "lead": ["agent", "lead", "mentor"],
        "trainer": ["agent", "lead", "mentor", "trainer"],
    }
    assert {door.name: sorted(door.roles) for door in ALL if door.roles & {*RANKS}} == {
        "tasks:mentees": ["mentor"],
        "api_mentees": ["mentor"],
        "tasks:team": ["lead"],
        "api_team": ["lead"],
        "training:question_figures": ["trainer"],
        "api_question_figures": ["trainer"],
    }


def test_agents_and_visitors_open_no_staff_door() -> None:
    mixed = [door.name for door in ALL if door.roles & {AGENT, CLIENT} and door.roles & {*STAFF}]
    # a paper is read by whoever signs it and by who wrote it; shifts: GET for the agent's choice, POST for operations
    assert mixed == ["api_paper", "api_shifts"]


def test_the_auditor_reads_every_list_of_the_staff_and_changes_nothing() -> None:
    staff = [door for door in ALL if door.route.startswith(("desk/", "finance/", "settings/"))]
    unread = [door.name for door in staff if door.methods == ("GET",) and AUDITOR not in door.roles]
    assert set(unread) == WITH_NUMBERS
    assert {door.name for door in ALL if AUDITOR in door.writers} == AUDITOR_ACTS


def test_the_administrator_has_users_and_settings_and_no_money() -> None:
    theirs = ("settings/", "api/v1/people/", "api/v1/roles/", "api/v1/invitations/", "api/v1/notices/")
    beyond = [door.name for door in ALL if ADMINISTRATOR in door.roles and not door.route.startswith(theirs)]
    assert beyond == ["api_docs", "api_audit", "audit"]  # the record of acts


def test_preparing_approving_and_releasing_are_three_doors() -> None:
    """No door lets two of finance's three act, but for what each of them may undo (see ``doors.txt``)."""
    money = [door for door in ALL if door.route.startswith("finance/")]
    together = {door.name for door in money if len(door.writers & {PREPARER, APPROVER, RELEASER}) > 1}
    assert together <= SHARED_BY_FINANCE


SHARED_BY_FINANCE = {
    "payouts:holidays",
    "payouts:confirm_holidays",  # proposed by one, confirmed by another
    "payouts:holiday_year",
    "payouts:refuse_cut_over",  # the preparer takes their own back
    "payouts:confirm_holiday_amendment",  # likewise
    "payouts:refuse_holiday_amendment",
    "payouts:hold",  # any of the three may stop money; letting it go again is the approver's
}


def test_no_page_is_excused_from_the_csrf_token() -> None:
    """The API's views are, since a token in a header needs none; with a browser's session they ask for it."""
    excused = {door.name for door in ALL if getattr(match_of(door).func, "csrf_exempt", False)}
    assert {name for name in excused if not name.startswith("api_")} == set()


@cache
def match_of(door: Door) -> ResolverMatch:
    """What its address resolves to, looked up once: it walks all addresses."""
    return resolve(door.url())


# --- the walk ---------------------------------------------------------------------------------------------


class Visitor:
    """One role at the doors; signed in again whenever a door signed it out."""

    def __init__(self, user: User | None) -> None:
        self.user, self.roles = user, user.roles if user else frozenset()
        self._sign_in()
        self.key = self.client.cookies["sessionid"].value if user else ""

    def back(self) -> Visitor:
        """Before a new door, with the session of the beginning."""
        self.client.cookies.clear()
        if self.key:
            self.client.cookies["sessionid"] = self.key
        return self

    def try_the_view(self, method: str, url: str, door: ResolverMatch, *, entering: bool) -> Any:
        """Past the middlewares, which let nobody in: the view itself, with its own guard."""
        request = RequestFactory().generic(method, url, "{}", "application/json")
        known = self.client.cookies.get("sessionid")
        request.user, request.session, request.resolver_match = (
            self.user or AnonymousUser(),
            SessionStore(known and known.value),
            door,
        )
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # a missing token must not look like a guard
        try:
            # half an act is undone before the whole way is walked; whoever is kept out has begun nothing
            with transaction.atomic() if entering else nullcontext():
                return door.func(request, *door.args, **door.kwargs)
        except PermissionDenied:
            return HttpResponse(status=403)
        except Http404:
            return HttpResponse(status=404)
        except Refused:
            return HttpResponse(status=409)
        except Exception:  # noqa: BLE001  it wants what the middlewares bring along
            return self.knock(method, url)

    def _sign_in(self) -> None:
        self.client = signed_in(self.user) if self.user else Client()

    def knock(self, method: str, url: str) -> Any:
        answer = self.client.generic(method, url, data="{}", content_type="application/json")
        if (cookie := answer.cookies.get("sessionid")) and not cookie.value:
            self._sign_in()
        return answer


@pytest.fixture(scope="module")
def visitors(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Visitor]]:
    """One of each role, signed in once for all doors; what a door does to them is rolled back with its test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield {who: Visitor(None if who == ANONYMOUS else somebody(who)) for who in WHO}
        transaction.set_rollback(True)


@pytest.fixture
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may enter is settled before a page is drawn, and drawing was half of the walk's time."""
    monkeypatch.setattr(Template, "render", lambda template, context: "")


def somebody(role: str) -> User:
    if role in RANKS:
        return cast.ranked(role).user
    return cast.agent().user if role == AGENT else cast.person(role, role)


@pytest.mark.usefixtures("_undrawn")
@pytest.mark.parametrize("door", ALL, ids=lambda door: door.name)
def test_each_role_meets_the_declared_answer(door: Door, visitors: dict[str, Visitor]) -> None:
    """open: the view answers. shut: 401, 403 or the way to sign in. no: the method is not taken (405, 404).

    Everybody tries what the door takes; what it does not take is tried from the street and from inside. One of the
    street and one of the house walk the whole way, from door to door one who is welcome (who may act, where somebody
    may) and one who is not; the others stand before the view. What comes that way carries the browser's policy.
    """
    url, wrong = door.url(), []
    match = match_of(door)
    named = {who: one for who, one in visitors.items() if who not in RANKS or door.roles & {*RANKS}}
    writer = in_turn(door, [who for who in named if who in door.writers])
    welcome = [who for who, one in named.items() if door.roles & one.roles]
    strangers = [who for who in named if who not in {ANONYMOUS, *welcome}]
    is_strangers_turn = strangers and ALL.index(door) % 2
    walking = {ANONYMOUS, in_turn(door, strangers) if is_strangers_turn else writer or in_turn(door, welcome)}
    inside = writer or AGENT
    for who, visitor in ((who, one.back()) for who, one in named.items()):
        for method in HTTP if who in (ANONYMOUS, inside) else door.methods:
            expected, whole_way = cell(door, visitor, method), who in walking and method in door.methods
            answer = (
                visitor.knock(method, url)
                if whole_way
                else visitor.try_the_view(method, url, match, entering=expected == "open")
            )
            if answer.status_code == 405 and method not in door.methods:
                continue
            if whole_way and policy(answer) != STRICT:
                wrong.append(f"{method} as {who}: the policy is missing or another")
            if met(answer, expected) != expected:
                wrong.append(f"{method} as {who}: {answer.status_code}, declared {expected}")
    assert wrong == []


def in_turn(door: Door, people: list[str]) -> str | None:
    """Two doors each: of a pair one is a stranger's, so everybody comes to be the one and the other."""
    return people[ALL.index(door) // 2 % len(people)] if people else None


def cell(door: Door, visitor: Visitor, method: str) -> str:
    write, read = door.access or ((), ())
    if not may_enter(
        visitor.roles, signed_in=visitor.user is not None, write=write, read=read, method=method
    ):
        return "shut"
    return "open" if method in door.methods else "no"


def met(answer: Any, expected: str) -> str:
    """What the answer says; 404 serves for "no" as well as for "open", since nobody has these identifiers."""
    status = answer.status_code
    if status in (401, 403) or (status == 302 and "/accounts/login/?next=" in answer.headers["Location"]):
        return "shut"
    if status == 405:
        return "no"
    return "no" if status == 404 and expected == "no" else "open"


def test_whoever_is_signed_out_is_led_back_where_they_wanted_to_go() -> None:
    answer = Client().get("/work/hours/?month=2026-10")
    assert answer.headers["Location"] == "/accounts/login/?next=/work/hours/%3Fmonth%3D2026-10"
