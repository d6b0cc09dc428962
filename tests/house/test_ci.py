"""The summary of `make test` says what a pass came to, and a pass without tests is no green one."""

from __future__ import annotations

import importlib.util
import runpy
import sys
from typing import Any

import pytest

from tests.house.walk import ROOT


@pytest.mark.parametrize(
    ("code", "chosen", "said"),
    [
        (0, [], "green"),
        (1, [], "RED"),
        (5, [], "RED"),
        (5, ["tests/house"], "none of the chosen tests"),
        (1, ["tests/house"], "RED"),
    ],
)
def test_what_a_pass_came_to(code: int, chosen: list[str], said: str) -> None:
    spec = importlib.util.spec_from_file_location("of_ci", ROOT / ".ci" / "test.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.verdict(code, chosen) == said


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Any:
    def found(**environ: str) -> dict[str, Any]:
        """tests/reach.py as it reads this environment."""
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "tests" / "reach.py"))

    return found


def test_a_browser_that_is_named_is_there(reach: Any) -> None:
    assert reach(CHROMIUM="/nope")["browser_missing"]().startswith("no Chromium")
    there = reach(CHROMIUM=sys.executable)
    assert (there["headless"](), there["browser_missing"]()) == (sys.executable, "")


def test_an_address_without_its_scheme_is_no_redis(reach: Any) -> None:
    assert reach(YUNKE_TEST_REDIS_URL="127.0.0.1:6379")["redis_missing"]().startswith("no Redis")


@pytest.mark.parametrize(("said", "on"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_a_switch_that_says_no_is_off(said: str, on: bool, reach: Any) -> None:
    assert reach(YUNKE_TEST_ALL=said)["ALL"] is on
