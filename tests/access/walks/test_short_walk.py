"""Every page of the house once, by the first who may act there, on a phone: no barrier, nothing off the screen."""

from __future__ import annotations

import pytest

from tests.access.plan import NO_PAGES, PAGES, PLAN
from tests.access.visits import House, Visitor, walk
from tests.house.doors import doors

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


def test_every_address_is_visited_or_says_why_not() -> None:
    shown = {one.name for one in doors() if "GET" in one.methods and not one.is_api}
    assert shown == {one.name for one in PAGES} | {*NO_PAGES}
    assert [name for name, those in PLAN.items() if not those] == []


def test_every_page_once(small_house: House) -> None:
    first: dict[str, list[str]] = {}
    for name, those in PLAN.items():
        first.setdefault(those[0], []).append(name)
    wrong, visited = list[str](), set[str]()
    for who, names in first.items():
        visitor = small_house.visitor(small_house.user(who), "zh-hans")
        walk(visitor, names, how=Visitor.glance)
        visitor.leave()
        wrong += visitor.wrong
        visited |= {*visitor.visited}
    print(f"{len(visited)} pages", *wrong, sep="\n")
    assert wrong == []
    assert visited == {*PLAN}
