"""The look holds: colours live in tokens.css and can be read, icons exist, nothing is inline."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("yunke", "onboarding", "training", "tasks", "payouts")
LOOK = ROOT / "yunke" / "static" / "yunke"
TOKENS = LOOK / "tokens.css"
SHEETS = [path for room in ROOMS for path in sorted((ROOT / room).glob("static/**/*.css")) if path != TOKENS]
PAGES = [path for room in ROOMS for path in sorted((ROOT / room).glob("templates/**/*.html"))]
TEXT = ("ink", "ink-soft", "ink-faint", "accent", "accent-strong", "done", "waiting", "attention", "stopped")
PAIRS = (
    [(text, "paper", 4.5) for text in TEXT]
    + [(text, "paper-dim", 4.5) for text in TEXT]
    + [
        ("on-accent", "accent", 4.5),
        ("accent-strong", "accent-wash", 4.5),
        ("ink-soft", "accent-wash", 4.5),
        ("line-field", "paper", 3.0),
        ("accent", "paper", 3.0),
        *((state, f"{state}-wash", 4.5) for state in ("done", "waiting", "attention", "stopped")),
    ]
)


def tokens() -> dict[str, dict[str, str]]:
    """Colours of the light and the dark setting; the dark one changes the light one's."""
    light_css, dark_css = TOKENS.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")
    colour = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
    light = dict(colour.findall(light_css))
    return {"light": light, "dark": light | dict(colour.findall(dark_css))}


def brightness(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_words_can_be_read_on_their_ground(scheme: str, text: str, ground: str, least: float) -> None:
    colours = tokens()[scheme]
    assert contrast(colours[text], colours[ground]) >= least


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colours_are_named_in_one_file(sheet: Path) -> None:
    css = re.sub(r"/\*.*?\*/|@media print \{.*", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|rgba?\((?!0 0 0)|hsl", css) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_name_a_sheet_uses_exists(sheet: Path) -> None:
    css = "\n".join(path.read_text(encoding="utf-8") for path in [*SHEETS, TOKENS])
    declared = set(re.findall(r"(--[\w-]+):", css))
    without_fallback = set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text(encoding="utf-8")))
    assert without_fallback - declared == set()


def found_on_pages(look: Callable[[str], Any]) -> dict[str, Any]:
    """What there is to find fault with, by the template it stands in."""
    found = {str(page.relative_to(ROOT)): look(page.read_text(encoding="utf-8")) for page in PAGES}
    assert len(found) == len(PAGES) > 200
    return {page: faults for page, faults in found.items() if faults}


def test_a_page_carries_no_script_or_style_of_its_own() -> None:
    own = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:|hx-on|js:")
    # a tag's own words are no attributes
    assert found_on_pages(lambda html: own.findall(re.sub(r"{%.*?%}", "", html))) == {}


def test_a_page_draws_only_icons_there_are() -> None:
    sprite = (LOOK / "icons" / "icons.svg").read_text(encoding="utf-8")
    there = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    assert found_on_pages(lambda html: set(re.findall(r'{% icon "([\w-]+)"', html)) - there) == {}


def test_a_comment_stays_on_its_line() -> None:
    """Django shows a {# #} that runs over two lines to the reader."""

    def open_ones(html: str) -> list[str]:
        return [line for line in html.splitlines() if line.count("{#") != line.count("#}")]

    assert found_on_pages(open_ones) == {}
