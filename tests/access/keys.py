"""Somebody without a mouse: Tab, arrows, Space and Enter, and eyes that must see where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

FOCUS = (Path(__file__).parent / "focus.js").read_text()
FAR = 90  # Tabs before somebody gives up


class Keys:
    """``wrong``: what was missed on the way."""

    def __init__(self, page: Page) -> None:
        self.page, self.wrong = page, list[str]()
        page.set_default_timeout(30_000)
        page.emulate_media(reduced_motion="reduce")  # a page that glides is looked at before it stands
        # else Chromium is told to hand choosers over after the key has come
        page.on("filechooser", lambda _: None)

    @property
    def title(self) -> str:
        return self.page.locator("h1").first.inner_text()

    def press(self, key: str) -> dict[str, Any]:
        self.page.evaluate("window.__stood = document.activeElement")  # the page may have moved it itself
        self.page.keyboard.press(key)
        return self._stand()

    def _stand(self) -> dict[str, Any]:
        at: dict[str, Any] = self.page.evaluate(FOCUS)
        self.wrong += [f"{self.page.url} {at.get('html')}: {told}" for told in at["wrong"]]
        return at

    def reach(self, name: str, *, field: str = "") -> dict[str, Any]:
        """Tab on until what is called so (its words begin so), or the field of this name."""
        passed = []
        for _ in range(FAR):
            at = self.press("Tab")
            if at["name"] and at["name"].startswith(name) and field in ("", at["field"]):
                return at
            passed.append(at["name"])
        raise AssertionError(f"{self.page.url}: no key leads to {name!r} {field}; on the way: {passed}")

    def enter(self, name: str) -> None:
        """Reach it, press Enter, and be where it leads."""
        self.reach(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, name: str, text: str) -> None:
        self.reach(name)
        self.page.keyboard.type(text)

    def choose(self, field: str, name: str) -> None:
        """Of a group of radios: Tab leads in, arrows lead on, Space takes the one that stands first."""
        at = self.reach("", field=field)
        for _ in range(FAR):
            if at["name"].startswith(name):
                if not at["checked"]:
                    self.page.keyboard.press("Space")
                return
            at = self.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no {name!r} in {field}")

    def tick(self, name: str) -> None:
        self.reach(name)
        self.page.keyboard.press("Space")

    def attach(self, name: str, file: Any) -> None:
        self.reach(name)
        with self.page.expect_file_chooser() as chooser:
            self.page.keyboard.press("Space")
        chooser.value.set_files(file)

    def skip(self) -> None:
        """The first stop of a page leads past what every page has."""
        at = self.press("Tab")
        if at["name"] != "跳到正文":
            self.wrong.append(f"{self.page.url}: the first stop is {at['name']!r}")
        self.page.keyboard.press("Enter")
        if not self.page.evaluate("document.querySelector('#main').contains(document.activeElement)"):
            self.wrong.append(f"{self.page.url}: the way past leads nowhere")

    def all_the_way(self) -> int:
        """From the top to the end and out again: nothing holds the keys, nothing is left out."""
        self.page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        names, there = set(), self.page.evaluate(STOPS)
        for _ in range(there + 3):
            at = self.press("Tab")
            if names and at["name"] in ("", "跳到正文") and not at["wrong"]:
                break
            names.add(at["html"])
        else:
            self.wrong.append(f"{self.page.url}: the keys do not come out again")
        return len(names)


# Links, fields and buttons that can be reached; of a group of radios one.
STOPS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")];
  return all.filter((one) => one.checkVisibility() && !one.disabled && one.tabIndex >= 0).length;
}"""
