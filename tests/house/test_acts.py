"""The record of acts speaks in words: no verb without one, in both languages, none that nobody says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from django.utils.translation import gettext, override

from tests.house.walk import ROOT, nodes, parsed
from yunke.ground.acts import FACTS, THINGS, VALUES, VERBS

ROOMS = ("yunke", "onboarding", "training", "tasks", "payouts")
CJK = re.compile(r"[\u4e00-\u9fff]")


def said() -> Iterator[str]:
    """The verbs handed to ``record``, ``move`` and ``move_many``, or kept for them by state in ``VERBS``; "{}" stands for a part told by a state."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in nodes(parsed(path.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield from _verbs(node)
                elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "VERBS":
                    yield from (value.value for value in getattr(node.value, "values", ()))


def _verbs(call: ast.Call) -> Iterator[str]:
    named = [word.value for word in call.keywords if word.arg == "verb"]
    if getattr(call.func, "id", getattr(call.func, "attr", "")) == "record":
        named += call.args[1:2]
    for value in named:
        for part in ast.walk(value):
            if isinstance(part, ast.JoinedStr):
                yield "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in part.values)
        if not any(isinstance(part, ast.JoinedStr) for part in ast.walk(value)):
            yield from (
                p.value for p in ast.walk(value) if isinstance(p, ast.Constant) and isinstance(p.value, str)
            )


def test_the_search_finds_verbs() -> None:
    call = ast.parse('move(row, to, verb="won" if good else f"lost_{state}")').body[0].value
    assert list(_verbs(call)) == ["lost_{}"]
    assert {"run_approved", "claims_admitted", "attempt_{}"} <= set(said())


def test_every_verb_has_a_word_and_every_word_a_verb() -> None:
    spoken = set(said())
    patterns = [re.compile(re.escape(verb).replace(r"\{\}", "[a-z_]+")) for verb in spoken]
    assert sorted(verb for verb in spoken if "{" not in verb and verb not in VERBS) == []
    assert sorted(verb for verb in VERBS if not any(one.fullmatch(verb) for one in patterns)) == []


@pytest.mark.parametrize(
    "words", [VERBS, THINGS, FACTS, *VALUES.values()], ids=["verbs", "things", "facts", *VALUES]
)
def test_every_word_is_said_in_english(words: dict[str, str]) -> None:
    with override("en"):
        assert [code for code, word in words.items() if CJK.search(gettext(word))] == []
