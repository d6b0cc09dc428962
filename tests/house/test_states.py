"""One door for a change of state: ``audit.move``. Whoever writes the column elsewhere is named here."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.walk import dotted, sources

# Rows of machinery, not decisions of people: their own conditional updates are their record.
MACHINERY = {"yunke/audit.py", "yunke/chunks.py", "yunke/outbox.py"}


WRITERS = (".update", ".bulk_update", ".update_or_create", ".get_or_create", ".aupdate", "setattr")
SQL = re.compile(r"\bupdate\b.+\bset\b.*\bstate\s*=", re.IGNORECASE | re.DOTALL)


def states_written(text: str) -> list[int]:
    """Lines that assign ``x.state``, hand ``state`` in any form to a writer, or say it in SQL."""
    lines = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and dotted(node.func).endswith(WRITERS) and _hands_in_a_state(node):
            lines.add(node.lineno)
        if isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store):
            lines.add(node.lineno)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value):
            lines.add(node.lineno)
    return sorted(lines)


def _hands_in_a_state(call: ast.Call) -> bool:
    """``state=``, ``**{"state": ...}``, ``**dict(state=...)``, ``["state"]``, ``defaults={"state": ...}``."""
    given = [*call.args, *(word.value for word in call.keywords)]
    inside = [inner for part in given for inner in ast.walk(part)]
    return (
        any(word.arg == "state" for word in call.keywords)
        or any(isinstance(inner, ast.Constant) and inner.value == "state" for inner in inside)
        or any(isinstance(inner, ast.keyword) and inner.arg == "state" for inner in inside)
    )


@pytest.mark.parametrize(
    "text",
    [
        "claim.state = 'admitted'",
        "Claim.objects.filter(pk=1).update(state='admitted')",
        "Claim.objects.bulk_update(rows, ['state'])",
        "Claim.objects.filter(pk=1).update(**{'state': 'admitted'})",
        "Claim.objects.filter(pk=1).update(**dict(state='admitted'))",
        "Claim.objects.update_or_create(pk=1, defaults={'state': 'admitted'})",
        "setattr(claim, 'state', 'admitted')",
        "claim.state, claim.why = 'admitted', ''",
        "cursor.execute('UPDATE tasks_claim SET state = %s')",
    ],
)
def test_the_search_finds_a_state_written_past_the_door(text: str) -> None:
    assert states_written(text) == [1]


def test_states_change_through_the_one_door() -> None:
    found = {
        path: lines for path, text in sources() if path not in MACHINERY and (lines := states_written(text))
    }
    assert found == {}
