"""One strict policy on every answer, nothing inline in a page, and what a page may weigh."""

from __future__ import annotations

from typing import Any

from tests.house.weights import MOST_BYTES, Named, weight

STRICT = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
}


class Inline(Named):
    """Collects what a strict policy would block, and what would smuggle code past it; and the files a page asks for."""

    def __init__(self, page: str) -> None:
        self.found: list[str] = []
        super().__init__(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        if (
            tag == "style"
            or (tag == "script" and "src" not in dict(attrs))
            or tag in ("base", "object", "embed")
        ):
            self.found.append(tag)
        for name, value in attrs:
            foreign = name in ("src", "href", "action") and (value or "").startswith(
                ("javascript:", "http", "//")
            )
            if name == "style" or name.startswith(("on", "hx-on")) or (foreign and tag != "a"):
                self.found.append(f"{tag} {name}={value}")


def policy(answer: Any) -> set[str]:
    return {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}


def is_page(answer: Any) -> bool:
    return bool(answer.headers.get("Content-Type", "").startswith("text/html"))


def keeps_the_policy(answer: Any, told: str) -> None:
    """A page is read once for both: what is inline in it, and which files it asks for."""
    assert policy(answer) == STRICT, told
    if is_page(answer):
        page = answer.content.decode()
        read = Inline(page)
        assert read.found == [], told
        assert weight(page, read.files) <= MOST_BYTES, told
