"""Pages are named, not addressed: an address that moves takes every notice and link with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.doors import doors
from tests.house.walk import ROOT, nodes, parsed

ROOMS = ("yunke", "onboarding", "training", "tasks", "payouts")
PARTS = {door.route.split("/")[0] for door in doors() if "/" in door.route}
# named by whole parts: the schema's prefix, what the second factor leaves open
OF_OTHERS = {"api", "accounts", "language", "health", "static"}


def written(path: Path) -> Iterator[str]:
    for node in nodes(parsed(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = re.match(r"/([a-z0-9-]+)/", node.value)
            if found and found[1] in PARTS - OF_OTHERS:
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.value}"


def test_no_code_writes_an_address_by_hand() -> None:
    assert {"pay", "work", "desk", "me"} <= PARTS
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    assert [line for path in files for line in written(path)] == []
