"""What a page weighs on its way: itself and the styles and scripts it names, compressed as they are served."""

from __future__ import annotations

import gzip
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

MOST_BYTES = 150_000  # shared by pages without their pictures


class Named(HTMLParser):
    """The styles and scripts that a page asks for."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.files: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and given.get("src"):
            self.files.add(str(given["src"]))
        if tag == "link" and given.get("rel") == "stylesheet":
            self.files.add(str(given["href"]))


def weight(page: str, files: set[str]) -> int:
    """Bytes that travel when nothing is in the browser's cache: the page and the files ``Named`` found in it."""
    return len(gzip.compress(page.encode())) + sum(_file(name) for name in files)


@cache
def _file(url: str) -> int:
    found = finders.find(url.removeprefix(static("")))
    assert found, f"{url} is named and not there"
    return len(gzip.compress(Path(found).read_bytes()))
