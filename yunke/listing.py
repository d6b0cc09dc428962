"""A staff list: in which orders it is read, what narrows it, and how both last from the list to an item and back.

A view names its list once and asks for a page of it::

    PEOPLE = Listing("onboarding:people", {"name": "name", "-waited": "asked_at"}, keeps=("who",))
    page = PEOPLE.shown(request).page(rows, 50)

An order is named as the first press on its column's head asks for it, a minus for downwards, and stands beside the
ORDER BY of that press; the second press turns it round. The first order is the list's own. ``keeps`` are the
parameters that narrow it, ``carries`` others that last as long as one is at it (a week, say). Templates write heads, chips and forms with the tags of ``templatetags/listed.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from yunke.ground.states import StateTable

SEARCH, ORDER, PAGE = "q", "order", "page"
LONGEST = 60  # of a parameter
LOOKED_THROUGH = 1_000  # rows, for the one that comes next
Term = str | OrderBy
# An ORDER BY, or for a list made in Python (bounded: it is held in memory whole) the key of a row; None stands last
By = Term | tuple[Term, ...] | Callable[[Any], Any]

LISTINGS: dict[str, Listing] = {}


class Listing:
    """One list by the name of its address; ``LISTINGS`` has them all, of several looks at one page the first."""

    def __init__(
        self, page: str, orders: Mapping[str, By], *, keeps: Sequence[str] = (), carries: Sequence[str] = ()
    ) -> None:
        self.page, self.orders, self.keeps, self.carries = page, orders, tuple(keeps), tuple(carries)
        LISTINGS.setdefault(page, self)

    def shown(self, request: HttpRequest) -> Shown:
        """As this request asks for it: by the form's ``list`` if there is one, else by the address."""
        given = QueryDict(request.POST["list"].lstrip("?")) if "list" in request.POST else request.GET
        names = (*self.keeps, *self.carries, SEARCH, ORDER, PAGE)
        asked = {name: given[name][:LONGEST] for name in names if given.get(name)}
        match = request.resolver_match
        own = match is not None and match.view_name == self.page
        shown = Shown(self, asked, request.path if own else "", next(iter(self.orders)))
        request.listing = shown  # type: ignore[attr-defined]  # for the tags
        return shown

    def lasting(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Of some parameters those a saved view keeps: what narrows the list, and an order that it has."""
        kept = {name: str(given[name])[:LONGEST] for name in self.keeps if given.get(name)}
        order = str(given.get(ORDER, ""))
        known = column(order) in {column(one) for one in self.orders}
        return kept | {ORDER: order} if order and known else kept

    def beside(self, request: HttpRequest, item: str, *args: str) -> str:
        """An item's page with the list beside it as it stood."""
        return reverse(item, args=args) + self.shown(request).query()

    def back(self, request: HttpRequest, *args: str) -> str:
        """The list as it stood, from the form's ``list``: where one goes after an act."""
        return reverse(self.page, args=args) + self.shown(request).query()


@dataclass
class Shown:
    """A list as one request asks for it."""

    listing: Listing
    asked: dict[str, str]
    path: str  # of the list; "" on an item's page
    first: str  # the list's own order; a view sets another where that depends on what it shows

    @cached_property
    def url(self) -> str:
        return self.path or reverse(self.listing.page)

    @property
    def search(self) -> str:
        return self.asked.get(SEARCH, "").strip()

    def one_of(self, name: str, known: Collection[str], otherwise: str = "") -> str:
        """A parameter that narrows, if it says one of these."""
        said = self.asked.get(name, "")
        return said if said in known else otherwise

    @property
    def order(self) -> str:
        """The order asked for, if there is one of that name."""
        asked = self.asked.get(ORDER, "")
        return asked if column(asked) in self.presses else self.first

    @cached_property
    def presses(self) -> dict[str, str]:
        """Column -> the order its first press asks for."""
        return {column(order): order for order in self.listing.orders}

    def pressed(self, name: str) -> str:
        """The order that the next press on a column's head asks for."""
        if column(self.order) == name:
            return name if self.order.startswith("-") else f"-{name}"
        return self.presses[name]

    def sorted(self, rows: Any) -> Any:
        """Rows in the order asked for, no two of them alike."""
        first = self.presses[column(self.order)]
        by = self.listing.orders[first]
        if callable(by) and not isinstance(by, OrderBy):
            return in_order(rows, by, down=self.order.startswith("-"))
        terms = [_term(one) for one in (by if isinstance(by, tuple) else (by,))]
        terms.append(_term("-pk" if terms[-1].descending else "pk"))
        return rows.order_by(*(terms if self.order == first else map(_turned, terms)))

    def page(self, rows: Any, size: int) -> Page[Any]:
        of_table = isinstance(rows, QuerySet) and not (rows.query.distinct or rows.query.values_select)
        pages = _KeysFirst if of_table else Paginator
        return pages(self.sorted(rows), size).get_page(self.asked.get(PAGE))

    def following(self, rows: QuerySet[Any, Any], one: Any) -> Any:
        """Who stands behind one in the list, else before; the first where it does not stand in it (any more)."""
        rows = self.sorted(rows)
        keys = list(rows.values_list("pk", flat=True)[:LOOKED_THROUGH])
        if one.pk not in keys:
            return rows.exclude(pk=one.pk).first()
        here = keys.index(one.pk)
        return rows.filter(pk__in=keys[here + 1 : here + 2] or keys[here - 1 : here]).first()

    def query(self, **changes: Any) -> str:
        """What is asked for as a query string; a change to nothing leaves the parameter out."""
        said = {name: value for name, value in {**self.asked, **changes}.items() if value}
        if said.get(ORDER) == self.first:
            del said[ORDER]
        return f"?{urlencode(said)}" if said else ""

    def on(self, one: Any) -> str:
        """The address of the list with one of its rows open; with nobody, of the list."""
        return self.url + self.query(on=one.public_id if one else None)

    def at(self, **changes: Any) -> str:
        """The list's address, narrowed or turned otherwise: from its first page on."""
        return self.url + self.query(**{PAGE: None, **changes})


def ways(shown: Sequence[Any], one: Any, at: Callable[[Any], str]) -> dict[str, str]:
    """The addresses of the rows before and behind the open one, among those shown; for ``parts/beside.html``."""
    places = [row.pk for row in shown]
    if one is None or one.pk not in places:
        return {}
    here = places.index(one.pk)
    before, after = shown[max(here - 1, 0) : here], shown[here + 1 : here + 2]
    return {"before_url": at(before[0]) if before else "", "after_url": at(after[0]) if after else ""}


class _KeysFirst(Paginator):  # type: ignore[type-arg]
    """The rows of a page are looked up by their keys: a hundred thousand rows are sorted without what stands in them."""

    def page(self, number: int | str) -> Page[Any]:
        rows: Any = self.object_list
        place = self.validate_number(number)
        first = (place - 1) * self.per_page
        keys = list(rows.values_list("pk", flat=True)[first : first + self.per_page])
        return Page(rows.filter(pk__in=keys), place, self)


def column(order: str) -> str:
    return order.removeprefix("-")


def in_order(rows: Sequence[Any], key: Callable[[Any], Any], *, down: bool) -> list[Any]:
    """By a key, equal ones as they stood; rows without one last, either way."""
    keyed = [(key(row), row) for row in rows]
    known = sorted((one for one in keyed if one[0] is not None), key=lambda one: one[0], reverse=down)
    return [row for _key, row in [*known, *(one for one in keyed if one[0] is None)]]


def chip_counts(rows: QuerySet[Any, Any], chips: Mapping[str, Q]) -> dict[str, int]:
    """How many of the rows each chip leaves: one question, however many chips."""
    counts = {f"chip_{place}": Count("pk", filter=chip) for place, chip in enumerate(chips.values())}
    found = rows.order_by().aggregate(**counts)
    return dict(zip(chips, (found[name] for name in counts), strict=True))


def state_counts(rows: QuerySet[Any, Any]) -> dict[str, int]:
    """How many of the rows stand in each state that occurs."""
    return dict(rows.order_by().values_list("state").annotate(Count("pk")))


def by_state(table: StateTable) -> OrderBy:
    """States as their table tells them one after the other, not by their codes."""
    places = (When(state=state, then=Value(place)) for place, state in enumerate(table.words))
    return Case(*places, default=Value(len(table.words))).asc()


def _term(term: Term) -> OrderBy:
    if isinstance(term, OrderBy):
        return term
    return F(column(term)).desc() if term.startswith("-") else F(term).asc()


def _turned(term: OrderBy) -> OrderBy:
    """The other way round; what has no value stays last."""
    return OrderBy(term.expression, descending=not term.descending, nulls_last=term.nulls_last)
