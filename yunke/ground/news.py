"""What notices say: declared once, stored as template and facts, worded for their reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

NEWS: dict[str, News] = {}


@dataclass(frozen=True, slots=True)
class News:
    template: str
    text: str
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def news(template: str, text: str, *, words: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Declare a notice; ``text`` is a msgid with ``%(fact)s`` places. Returns the template's name."""
    if template in NEWS:
        raise ValueError(f"notice {template!r} is declared twice")
    NEWS[template] = News(template, text, words or {})
    return template
