"""Every door of the house, as the tests walk them: its address, the methods it takes, the roles it declares.

``python -m tests.house.doors`` prints the table that stands in ``doors.txt``. A line there is a promise
somebody read, so a new line is read, too: who may act, who may look, and why.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(__file__).with_name("doors.txt")
NOBODYS = {  # what stands in the place of an identifier: something nobody has
    "position": 1,
    "line": "no-such-line",
    "section": "no-such-section",
    "month": "2026-10",
    "purpose": "service",
    "side": "front",
    "kind": "segment",
    "entity": "no-such-entity",
    "year": 1999,
}
UNKNOWN_ID = "0" * 26
HTTP = ("GET", "POST", "PUT", "PATCH", "DELETE")
SPACE = re.compile(r"<(?:\w+:)?(\w+)>")
Access = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Door:
    """``places`` are the identifiers of its address; ``access`` is (who may act, who may look)."""

    name: str
    route: str
    places: tuple[str, ...]
    methods: tuple[str, ...]
    access: Access | None

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/") and self.name != "api_docs"  # a page about it

    @property
    def roles(self) -> set[str]:
        return set(sum(self.access or ((), ()), ()))

    @property
    def writers(self) -> set[str]:
        """Who changes something here; nobody, where only GET is taken."""
        return set(self.access[0]) if self.access and set(self.methods) - {"GET"} else set()

    def url(self, **places: Any) -> str:
        filled = {one: places.get(one, NOBODYS.get(one, UNKNOWN_ID)) for one in self.places}
        return reverse(self.name, kwargs=filled)

    def __str__(self) -> str:
        write, read = self.access or ((), ())
        if self.methods == ("GET",):  # whoever might act can only look
            write, read = (), (*write, *read)
        said = (self.name, f"/{self.route}", " ".join(self.methods), _named(write), _named(read))
        return " | ".join(said)


@cache
def doors() -> list[Door]:
    """The URLconf stays as it is, so it is walked once."""
    return sorted(_walk(get_resolver().url_patterns, "", ""), key=lambda door: (door.route, door.name))


def door(name: str) -> Door:
    return next(one for one in doors() if one.name == name)


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Door]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield _door(pattern, route, space)


def _door(pattern: URLPattern, route: str, space: str) -> Door:
    view: Any = pattern.callback
    shelf: Any = getattr(view, "cls", None) or getattr(view, "view_class", None)
    offered = HTTP if hasattr(view, "cls") else ("GET", "POST")  # a page is for browsers
    taken = tuple(one for one in offered if hasattr(shelf, one.lower())) if shelf else _taken(view)
    return Door(
        f"{space}{pattern.name}",
        route,
        tuple(SPACE.findall(route)),
        taken,
        getattr(shelf, "access", None) or getattr(view, "access", None),
    )


def _taken(view: Callable[..., Any]) -> tuple[str, ...]:
    """What ``require_POST`` and its like let through; a page that names none shows a form and takes it."""
    while view is not None:
        kept = inspect.getclosurevars(view).nonlocals if inspect.isfunction(view) else {}
        if "request_method_list" in kept:
            return tuple(one for one in ("GET", "POST") if one in kept["request_method_list"])
        view = getattr(view, "__wrapped__", None)  # type: ignore[assignment]
    return ("GET", "POST")


def _named(roles: tuple[str, ...]) -> str:
    return " ".join(sorted(set(roles))) or "-"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    print(*doors(), sep="\n")
