"""The summary of `make test` says what a pass came to, and a pass without tests is no green one."""

from __future__ import annotations

import importlib.util

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
