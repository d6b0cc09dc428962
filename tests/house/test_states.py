"""One door for a change of state: ``audit.move``. Whoever writes the column elsewhere is named here."""

from __future__ import annotations

import ast

import pytest

from tests.house.walk import dotted, sources

# Rows of machinery, not decisions of people: their own conditional updates are their record.
MACHINERY = {"yunke/audit.py", "yunke/chunks.py", "yunke/outbox.py"}


def states_written(text: str) -> list[int]:
    """Lines that assign ``x.state`` or pass ``state=`` to an ``update``."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and dotted(node.func).endswith(".update"):
            lines += [node.lineno for word in node.keywords if word.arg == "state"]
        if isinstance(node, ast.Call) and dotted(node.func).endswith("bulk_update"):
            lines += [
                node.lineno
                for inner in ast.walk(node)
                if isinstance(inner, ast.Constant) and inner.value == "state"
            ]
        targets = (
            node.targets
            if isinstance(node, ast.Assign)
            else [node.target]
            if isinstance(node, ast.AugAssign | ast.AnnAssign)
            else []
        )
        lines += [
            node.lineno for target in targets if isinstance(target, ast.Attribute) and target.attr == "state"
        ]
    return lines


@pytest.mark.parametrize(
    "text",
    [
        "claim.state = 'admitted'",
        "Claim.objects.filter(pk=1).update(state='admitted')",
        "Claim.objects.bulk_update(rows, ['state'])",
    ],
)
def test_the_search_finds_a_state_written_past_the_door(text: str) -> None:
    assert states_written(text) == [1]


def test_states_change_through_the_one_door() -> None:
    found = {
        path: lines for path, text in sources() if path not in MACHINERY and (lines := states_written(text))
    }
    assert found == {}
