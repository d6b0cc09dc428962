"""The tables of ``docs/words.md``: every state and every reason code in both languages, out of the code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext, override

from yunke.ground.errors import KINDS
from yunke.ground.states import TABLES

MARK = "<!-- written by `make words` -->"
BOOK = Path(settings.BASE_DIR) / "docs" / "words.md"


def tables() -> str:
    """The generated half of the glossary, as Markdown."""
    return "\n".join([MARK, "", *_states(), *_reasons()]) + "\n"


def _states() -> Iterator[str]:
    yield from ("## States", "")
    for name, table in sorted(TABLES.items()):
        yield from (f"### `{name}`", "", "| state | 中文 | English | may become |", "|---|---|---|---|")
        for state, word in table.words.items():
            following = ", ".join(f"`{after}`" for after in sorted(table.moves[state])) or "an end"
            yield f"| `{state}` | {word} | {_english(word)} | {following} |"
        yield ""


def _reasons() -> Iterator[str]:
    yield from ("## Reason codes", "", "| code | 中文 | English |", "|---|---|---|")
    for code, kind in sorted(KINDS.items()):
        remedy = f" {kind.remedy}" if kind.remedy else ""
        english = _english(kind.text) + (f" {_english(kind.remedy)}" if kind.remedy else "")
        yield f"| `{code}` | {kind.text}{remedy} | {english} |"


def _english(text: str) -> str:
    with override("en"):
        return gettext(text)


def handwritten() -> str:
    """The half that people write, above the mark."""
    return BOOK.read_text(encoding="utf-8").split(MARK)[0]
