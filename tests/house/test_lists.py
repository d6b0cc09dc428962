"""Every staff list in every order it can be read in, both ways; and that no list forgets the piece it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.paginator import Page
from django.db import transaction
from django.template.base import Template
from django.test import Client
from django.test.signals import template_rendered
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from tests import cast
from tests.house.lists import LISTS, NAMES, NARROWED, UNSEEN, Belongings, Kept
from tests.house.scenes import NOW
from tests.onboarding.doors import signed_in
from tests.payouts.engine.acts import behind_the_guards
from yunke.listing import LISTINGS, Shown, column

pytestmark = [pytest.mark.django_db]
ROOT = Path(__file__).resolve().parents[2]
NOT_SORTED = {  # a table with a pager that is read in one order only, and why
    "payouts/cut_over.html": "a file's rows, as the file has them",
}

WITH_CHIPS = {
    "onboarding:desk_identity", "onboarding:desk_equipment", "onboarding:desk_room", "onboarding:people",
    "training:bank", "tasks:agents", "tasks:claims", "tasks:desk_hours", "tasks:desk_decisions", "tasks:desk_shifts",
    "tasks:desk_tasks", "tasks:desk_interviews", "tasks:desk_quality", "tasks:desk_career", "tasks:parked",
    "payouts:statements", "payouts:disputes", "payouts:holds", "payouts:ledger", "payouts:against",
}  # fmt: skip


def few_on_either(lists: list[Kept]) -> Iterator[Any]:
    """All of them, each third on PostgreSQL, too, in `make test`."""
    for number, kept in enumerate(lists):
        yield kept if number % 3 else pytest.param(kept, marks=pytest.mark.database)


@pytest.fixture(scope="module")
def three(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Belongings]]:
    """Three people who own what a list may show; each test's rows are rolled back with it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield [Belongings(name) for name in NAMES]
        transaction.set_rollback(True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("yunke.clock.now", lambda: NOW)


@pytest.fixture(scope="module")
def laid(request: Any, three: list[Belongings], django_db_blocker: Any) -> Iterator[Laid]:
    """A list's rows, made once for its orders and its chips, and gone with them."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("yunke.clock.now", lambda: NOW)
        yield Laid(request.param, *made(request.param, copied(three), patch))
        transaction.set_rollback(True)


@dataclass(frozen=True)
class Laid:
    """A list with its rows in it, and who reads it."""

    kept: Kept
    client: Client
    url: str


def copied(three: list[Belongings]) -> list[Belongings]:
    """What is made of theirs is gone with the copies."""
    copies = [Belongings.__new__(Belongings) for _ in three]
    for copy, one in zip(copies, three, strict=True):
        copy.__dict__.update(exam=one.exam, agent=one.agent, user=one.user, name=one.name)
    return copies


class PageRead(BaseException):
    """The rows of a page, handed up past the view and the middlewares as soon as they are read."""

    def __init__(self, page: Page[Any]) -> None:
        self.page = page


def rows_alone(client: Client, url: str) -> Any:
    """What the view hands to its page, without drawing it; of a list that reads a page of its rows that page alone,
    for what stands beside it (counts, the open row) was half of a request: ``looked_at`` sees that nothing happens
    to the rows on their way from there."""

    def read(shown: Shown, rows: Any, size: int) -> Page[Any]:
        raise PageRead(page(shown, rows, size))

    page = Shown.page
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "_render", _handed_over)
        patch.setattr(Shown, "page", read)
        try:
            return client.get(url).context
        except PageRead as alone:
            return {"page": alone.page}


def looked_at(client: Client, url: str, *, drawn: bool = False) -> Any:
    """The answer to a whole request, whose rows are those that ``rows_alone`` would have had."""
    pages: list[list[Any]] = []

    def read(shown: Shown, rows: Any, size: int) -> Page[Any]:
        found = page(shown, rows, size)
        pages.append(list(found.object_list))
        return found

    page = Shown.page
    with pytest.MonkeyPatch.context() as patch:
        if not drawn:
            patch.setattr(Template, "_render", _handed_over)
        patch.setattr(Shown, "page", read)
        answer = client.get(url)
    if pages:
        assert list(answer.context["page"].object_list) == pages[0]
    return answer


def _handed_over(template: Template, context: Any) -> SafeString:
    template_rendered.send(sender=template, template=template, context=context)
    return SafeString("")


def made(kept: Kept, owned: list[Belongings], patch: pytest.MonkeyPatch) -> tuple[Client, str]:
    with behind_the_guards():
        places = kept.make(owned, patch) or ()
    return signed_in(cast.person("看名单的", kept.role)), reverse(kept.page, args=places)


@pytest.mark.parametrize("laid", [*few_on_either(LISTS)], ids=str, indirect=True)
def test_each_order_reads_the_rows_as_it_says(laid: Laid, clock: None) -> None:
    assert wrong_orders(laid.kept, laid.client, laid.url) == {}


@pytest.mark.parametrize("laid", [*LISTS, *NARROWED], ids=str, indirect=True)
def test_each_chip_says_how_many_rows_it_leaves(laid: Laid, clock: None) -> None:
    assert wrong_chips(laid.kept, laid.client, laid.url) == []


@pytest.mark.parametrize(
    "laid", [one for one in LISTS if one.page == "payouts:holds"], ids=str, indirect=True
)
def test_an_order_that_is_none_reads_the_rows_in_the_lists_own(laid: Laid, clock: None) -> None:
    """Every list reads its order by the one ``Listing``."""
    own, asked, other, none = (
        laid.kept.rows(rows_alone(laid.client, laid.url + query))
        for query in ("", "?order=number", "?order=no-such-order", "?order=-")
    )
    assert own == other == none != asked


def wrong_orders(kept: Kept, client: Client, url: str) -> dict[str, list[Any]]:
    """What is pressed at the head of a column, and the rows it brought in another order than it says."""

    def read(order: str) -> list[Any]:
        query = f"{kept.query or '?'}{'&' if kept.query else ''}order={order}"
        return kept.rows(rows_alone(client, url + query))

    own, rows = next(iter(kept.keys)), kept.rows(looked_at(client, url + kept.query).context)
    wrong: dict[str, list[Any]] = {}
    assert len(rows) >= 3
    for press, key in kept.keys.items():
        assert len({key(row) for row in rows}) == len(rows), f"{press} tells no rows apart"
        first, turned = sorted(rows, key=key), sorted(rows, key=key, reverse=True)
        other = column(press) if press.startswith("-") else f"-{press}"
        told = {press: (read(press), first), other: (read(other), turned)}
        wrong |= {order: found for order, (found, meant) in told.items() if found != meant}
    assert rows == sorted(rows, key=kept.keys[own])
    return wrong


CHIP = re.compile(r'<a(?: class="chip")? href="([^"]+)"([^>]*)>(.*?)</a>', re.DOTALL)
NAV = re.compile(r'<(nav|ul) class="(?:chips|tabs)".*?</\1>', re.DOTALL)


def chips_of(html: str) -> list[tuple[str, int, bool]]:
    """Where each chip and tab leads, its number, whether it is on; those that sort have none and are left out."""
    found = [one for nav in NAV.finditer(html) for one in CHIP.findall(nav.group())]
    counted = [one for one in found if "order=" not in one[0] and "data-way" not in one[2]]
    return [
        (unescape(at), int(strip_tags(words).split()[-1].replace(",", "")), "aria-current" in more)
        for at, more, words in counted
    ]


def wrong_chips(kept: Kept, client: Client, url: str) -> list[tuple[str, int, int]]:
    """Where a chip leads, the number it says, and how many rows stand there."""
    answer = looked_at(client, url + kept.query, drawn=True)
    chips = chips_of(answer.content.decode())
    assert bool(chips) is (kept.page in WITH_CHIPS)
    page, wrong = _count(answer.context) if chips else 0, []
    for at, number, current in chips:
        left = _count(rows_alone(client, urljoin(url, at)))
        if number != left and not (
            current and number == page
        ):  # one that is switched off says what it leaves now
            wrong.append((at, number, left))
    return wrong


def _count(context: Any) -> int:
    if "days" in context and "page" not in context:
        return sum(len(day["shifts"]) for day in context["days"])
    return int(context["page"].paginator.count)


def test_every_list_and_every_order_stands_in_the_table() -> None:
    tried: dict[str, set[str]] = {}
    for kept in LISTS:
        tried.setdefault(kept.page, set()).update(map(column, kept.keys))
    told = {page: {column(order) for order in listing.orders} for page, listing in LISTINGS.items()}
    for page, orders in UNSEEN.items():
        tried[page] |= set(orders)
    assert set(tried) == set(told)
    assert {page: orders - tried[page] for page, orders in told.items() if orders - tried[page]} == {}


def test_every_table_of_the_staff_that_has_pages_can_be_sorted() -> None:
    """Whoever writes a new list gives its view a ``Listing`` and its heads ``{% sort %}``."""
    plain = set()
    for path in ROOT.glob("*/templates/**/*.html"):
        html = path.read_text(encoding="utf-8")
        staff = re.search(r'{% extends "(staff_base|desk_base|onboarding/desk)\.html" %}', html)
        paged = "<table" in html and "parts/pager.html" in html
        if staff and paged and "{% sort " not in html:
            plain.add(str(path.relative_to(ROOT)).split("/templates/")[1])
    assert plain == set(NOT_SORTED)


def test_every_form_that_stands_in_a_list_brings_one_back_to_it_as_it_was() -> None:
    """What is decided leads back by the form's ``list``; the hours say where they stand by ``here``."""
    wrong = {
        path.name
        for path in ROOT.glob("*/templates/**/*.html")
        if "{% sort " in (html := path.read_text(encoding="utf-8"))
        and re.search(
            r"{% csrf_token %}(?!(?:{% include \"parts/draft_back.html\" %})?\s*{% kept_list %})", html
        )
    }
    assert wrong == {"hours.html"}


def test_heads_ask_only_for_orders_that_some_list_has() -> None:
    known = {column(order) for listing in LISTINGS.values() for order in listing.orders}
    asked = {
        name
        for path in ROOT.glob("*/templates/**/*.html")
        for name in re.findall(r'{% (?:sort|order) "(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert asked - known == set()
