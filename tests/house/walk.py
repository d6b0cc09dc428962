"""The project's own Python files, as the house tests read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["yunke", "onboarding", "training", "tasks", "payouts"]


def sources(*, migrations: bool = False) -> Iterator[tuple[str, str]]:
    """(path from the root, text) of every Python file of the house."""
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


@cache
def parsed(text: str) -> ast.Module:
    """A file's tree, read once for all who walk it; nobody changes it."""
    return ast.parse(text)


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """All of a file's tree, walked once for all who look for something in it."""
    return tuple(ast.walk(tree))


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, str]]:
    """Every call with its dotted name as written (``timezone.now``, ``Shift.objects.filter().update``)."""
    for node in nodes(tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def named(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything read, called or not, by the name it was imported from."""
    imported = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        if isinstance(node, ast.ImportFrom)
        else alias.name
        for node in nodes(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    for node in nodes(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            first, dot, rest = dotted(node).partition(".")
            yield node.lineno, imported.get(first, first) + dot + rest


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    if isinstance(node, ast.Call):
        return f"{dotted(node.func)}()"
    return node.id if isinstance(node, ast.Name) else ""


def words_of(node: ast.AST) -> str:
    """A text as it is written; of one with places to fill or in pieces, its parts together."""
    if isinstance(node, ast.JoinedStr):
        return " ".join(words_of(part) for part in node.values)
    if isinstance(node, ast.BinOp):
        return f"{words_of(node.left)} {words_of(node.right)}"
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
