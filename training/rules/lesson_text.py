"""A lesson's Markdown as a page shows it: safe HTML, headings that can be linked, dialogues as quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

ANCHOR = re.compile(r"\s*\{#(?P<anchor>[a-z][a-z0-9-]*)\}\s*$")
NUMBER = re.compile(r"^\d+\.\s*")
SPEAKER = re.compile(r"^(?P<who>[^：:\s][^：:]{0,19}[：:])\s*")  # "客服：", "Ms Wang:"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A part of a lesson that can be linked."""

    anchor: str
    title: str  # without its number


@lru_cache(maxsize=64)
def lesson_html(text: str) -> str:
    """The lesson without its title (the page has it as its h1). Raw HTML stays text, pictures are off."""
    reader = MarkdownIt("commonmark", {"html": False}).disable("image")
    tokens = _without_title(reader.parse(text))
    _mark_headings(tokens)
    _mark_speakers(tokens)
    return str(reader.renderer.render(tokens, reader.options, {}))


@lru_cache(maxsize=64)
def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """The linkable parts in their order."""
    lines = (line[3:] for line in text.splitlines() if line.startswith("## "))
    return tuple(
        Paragraph(found["anchor"], NUMBER.sub("", ANCHOR.sub("", line)))
        for line in lines
        if (found := ANCHOR.search(line))
    )


def _without_title(tokens: list[Token]) -> list[Token]:
    titled = tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1"
    return tokens[3:] if titled else tokens


def _mark_headings(tokens: list[Token]) -> None:
    for opening, inline in pairwise(tokens):
        if opening.type != "heading_open" or not inline.children:
            continue
        last = inline.children[-1]
        if found := ANCHOR.search(last.content):
            opening.attrSet("id", found["anchor"])
            last.content = ANCHOR.sub("", last.content)


def _mark_speakers(tokens: list[Token]) -> None:
    """In a quote, who speaks stands out."""
    depth = 0
    for token in tokens:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "blockquote_open":
            token.attrSet("class", "dialogue")
        if depth and token.type == "inline" and token.children:
            token.children[:1] = _with_speaker(token.children[0])


def _with_speaker(first: Token) -> list[Token]:
    found = SPEAKER.match(first.content) if first.type == "text" else None
    if found is None:
        return [first]
    name = Token("text", "", 0, content=found["who"])
    blank = " " if found["who"].endswith(":") else ""
    first.content = blank + first.content[found.end() :]
    return [Token("strong_open", "b", 1), name, Token("strong_close", "b", -1), first]
