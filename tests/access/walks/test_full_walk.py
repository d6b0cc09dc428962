"""`make access`: every page of the house, by each role, in both languages, at both sizes, zoomed, in the dark."""

from __future__ import annotations

import pytest

from tests.access.plan import WHO
from tests.access.visits import House, names_of, walk

pytestmark = [pytest.mark.access, pytest.mark.browser, pytest.mark.django_db]
DEMO_AGENTS = {"at work": 1, "just joined": 45}  # places among the demo's agents
LANGUAGES = ("zh-hans", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", WHO)
def test_every_page_of_a_role(who: str, language: str, full_house: House) -> None:
    visitor = full_house.visitor(full_house.user(who), language)
    names = names_of(who)
    walk(visitor, names)
    visitor.leave()
    print(
        f"{who} {language}: {len(visitor.visited)} pages, {visitor.axes} times axe", *visitor.wrong, sep="\n"
    )
    assert visitor.wrong == []
    assert set(visitor.visited) == set(names)
