"""People at real browsers: each their own context, nothing said on the console; `make access` looks with axe, too."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PATIENCE = 20_000  # milliseconds, for a machine with much else to do
_IDS = re.compile(r"/[0-9A-Z]{26}(?=/|$)|/[0-9]+(?=/|$)|\?.*$")
_axe = Axe()
_looked_at: set[str] = set()  # pages axe knows, over all stories
ALL_RULES = {
    "resultTypes": ["violations"],
    "preload": False,
    "rules": {"target-size": {"enabled": True}},  # WCAG 2.2 AA, off unless asked for
}
WITH_AXE = bool(os.environ.get("YUNKE_ACCESS"))


@dataclass
class Visitor:
    """Somebody with a browser. ``troubles``: what a page logged, refused or threw; ``barriers``: what axe found."""

    page: Page
    base: str
    troubles: list[str] = field(default_factory=list)
    barriers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on(
            "console", lambda said: said.type == "error" and self.troubles.append(f"{self.path}: {said.text}")
        )
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.path}: {error}"))
        self.page.on(
            "response",
            lambda answer: (
                answer.status >= 400
                and self.troubles.append(f"{answer.status} {answer.request.method} {answer.url}")
            ),
        )

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.look()

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """The button or link of this name; then look where it led."""
        there = within or self.page.locator("body")
        found = there.get_by_role("button", name=name, exact=True).or_(
            there.get_by_role("link", name=name, exact=True)
        )
        try:
            found.filter(visible=True).first.click()
        except TimeoutError:
            raise AssertionError(
                f"{self.path}: no way {name!r} on this page:\n{there.inner_text()[:900]}"
            ) from None
        self.page.wait_for_load_state()
        self.look()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).check()

    def see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text, timeout=PATIENCE)

    def title(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1).first).to_contain_text(text, timeout=PATIENCE)

    def look(self) -> None:
        """No error so far; barriers of pages with these headings are written down."""
        assert self.troubles == []
        if not WITH_AXE:
            return
        kind = _IDS.sub("/*", self.path) + " ".join(self.page.locator("h1, h2").all_inner_texts())
        if kind not in _looked_at:
            _looked_at.add(kind)
            found = _axe.run(self.page, options=ALL_RULES).response["violations"]
            self.barriers += [
                f"{self.path} {one['id']}: {node['html'][:120]} {node['failureSummary']}"
                for one in found
                for node in one["nodes"]
            ]


@dataclass
class Street:
    """Where the visitors come from; moves the house's clock and theirs together."""

    browser: Browser
    base: str
    stop_clock: Callable[[datetime], datetime]
    now: datetime
    barriers: list[str] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)

    def arrive(self, size: dict[str, int]) -> Visitor:
        context = self.browser.new_context(viewport=size, locale="en-US", timezone_id="Asia/Shanghai")
        one = Visitor(context.new_page(), self.base, barriers=self.barriers)
        one.page.clock.set_fixed_time(self.now)
        self.visitors.append(one)
        return one

    def time(self, moment: datetime) -> None:
        self.now = self.stop_clock(moment)
        for one in self.visitors:
            one.page.clock.set_fixed_time(moment)

    def later(self, **span: Any) -> None:
        self.time(self.now + timedelta(**span))

    def leave(self) -> None:
        for one in self.visitors:
            one.page.context.close()

    def nothing_in_the_way(self) -> None:
        """No page anybody was on has a barrier."""
        assert not self.barriers, "\n".join(self.barriers)
