"""Content is kept in both languages; a page shows the one it is in."""

from __future__ import annotations

from typing import TypeVar

from django.utils.translation import get_language

Content = TypeVar("Content")


def in_page_language(zh: Content, en: Content) -> Content:
    """The English content on an English page, else the Chinese."""
    return en if (get_language() or "").startswith("en") else zh
