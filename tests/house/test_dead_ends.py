"""A page offers its reader what this reader may open: no link and no button of it answers 403."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.urls import resolve

from onboarding.models import User
from tests import cast
from tests.house.doors import Door, doors
from tests.house.scenes import MAKERS, NOW, World
from tests.onboarding.doors import signed_in
from yunke.ground.roles import AGENT, ANYONE, CLIENT, STAFF, may_enter

pytestmark = [pytest.mark.django_db]
PAGES = [one for one in doors() if not one.is_api and "GET" in one.methods]
VOID = {"input", "img", "br", "link", "meta", "hr", "source", "wbr", "col", "use", "path", "circle", "rect"}


class Ways(HTMLParser):
    """Where a page's links and forms lead, but for those that staff.css takes from who only reads."""

    def __init__(self) -> None:
        super().__init__()
        self.within: list[tuple[str, set[str]]] = []
        self.found: set[tuple[str, str]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        kinds = set((said.get("class") or "").split())
        if tag == "a" and not self._taken(kinds):
            self._leads("GET", said.get("href"))
        if (
            tag == "form"
            and (said.get("method") == "post")
            and not ("only-reads" in self._around and "reads" not in kinds)
        ):
            self._leads("POST", said.get("action"))
        if tag not in VOID:
            self.within.append((tag, kinds))

    def handle_endtag(self, tag: str) -> None:
        while any(one == tag for one, _kinds in self.within) and self.within.pop()[0] != tag:
            pass

    @property
    def _around(self) -> set[str]:
        return set().union(*(kinds for _tag, kinds in self.within))

    def _taken(self, kinds: set[str]) -> bool:
        acts = "acts" in kinds or "decision" in self._around
        return "only-reads" in self._around and (
            acts or ("actions" in self._around and {"btn", "primary"} <= kinds)
        )

    def _leads(self, method: str, to: str | None) -> None:
        if to and to.startswith("/"):
            self.found.add((method, to.partition("?")[0].partition("#")[0]))


@pytest.mark.parametrize("role", [AGENT, CLIENT, *sorted(STAFF)])
def test_where_nothing_is_yet_no_page_offers_what_its_reader_may_not_open(role: str, clock: Any) -> None:
    """Before the world stands: it stays for the rest of this file."""
    clock(NOW)
    reader = cast.agent().user if role == AGENT else cast.person("看的人", role)
    assert _dead_ends(reader, role, None) == set()


@pytest.mark.parametrize("role", [AGENT, CLIENT, *sorted(STAFF)])
def test_where_the_house_is_full_none_does_either(role: str, world: World, clock: Any) -> None:
    clock(NOW)
    reader = {AGENT: world.mine.user, CLIENT: world.mine.client_user}.get(role) or cast.person("看的人", role)
    assert _dead_ends(reader, role, world) == set()


def _dead_ends(reader: User, role: str, world: World | None) -> set[tuple[str, str]]:
    """(page, where it leads) for each way of each of this reader's pages that is shut to them."""
    browser, ends = signed_in(reader), set()
    for page in PAGES:
        if role not in page.roles or not (url := _at(page, world)):
            continue
        answer = browser.get(url)
        if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
            continue
        ways = Ways()
        ways.feed(answer.content.decode())
        ends |= {(page.name, name) for method, to in ways.found if (name := _shut(reader, method, to))}
    return ends


def _at(page: Door, world: World | None) -> str:
    maker = MAKERS.get(page.name)
    if maker and world:
        return page.url(**maker(world.mine))
    return "" if page.places else page.url()


def _shut(reader: User, method: str, to: str) -> str:
    found = resolve(to)
    write, read = getattr(found.func, "access", None) or ((ANYONE,), ())
    may = may_enter(reader.roles, signed_in=True, write=write, read=read, method=method)
    return "" if may else found.view_name
