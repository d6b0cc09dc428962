"""The record of acts speaks in words: no verb without one, in both languages, none that nobody says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from django.utils.translation import gettext, override

from onboarding.rules.door import Answers
from payouts.rules.cut_overs import Totals
from tests.house.scenes import World
from tests.house.walk import ROOT, nodes, parsed, sources
from yunke.ground.acts import FACTS, THINGS, VALUES, VERBS
from yunke.models import AuditEntry

ROOMS = ("yunke", "onboarding", "training", "tasks", "payouts")
ABOUT = {"now", "from_state", "to_state"}  # of an act itself
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


def told() -> Iterator[str]:
    """The facts handed to ``record``, ``move`` and ``move_many``: by name, in a dict, or in one named before."""
    for _path, text in sources():
        for node in nodes(parsed(text)):
            if isinstance(node, ast.FunctionDef):
                yield from _facts(node)


def _facts(act: ast.FunctionDef) -> Iterator[str]:
    named: set[str] = set()
    for call in (one for one in ast.walk(act) if isinstance(one, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name not in ("record", "move", "move_many"):
            continue
        where = None if name == "record" else "facts"  # beside a move's facts stand the columns it sets
        whole = [word.value for word in call.keywords if word.arg == where]
        named |= {one.id for one in whole if isinstance(one, ast.Name)}
        yield from (key for one in whole if isinstance(one, ast.Dict) for key in _keys(one))
        if name == "record":
            yield from (word.arg for word in call.keywords if word.arg and word.arg not in ABOUT)
    for node in ast.walk(act):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
            to = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if getattr(to, "id", "") in named:
                yield from _keys(node.value)


def _keys(facts: ast.Dict) -> Iterator[str]:
    return (key.value for key in facts.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


def test_every_fact_has_a_word() -> None:
    """Those told by name, and those of rows told whole."""
    whole = {*Totals._fields, *(one.name for one in fields(Answers))}
    names = {*told()} | whole
    assert {"why", "amount_fen", "letters_a_minute", "share_percent"} <= names
    assert sorted(names - FACTS.keys()) == []


@pytest.mark.django_db
def test_what_the_house_wrote_down_has_words_within_too(world: World) -> None:
    within = {
        name
        for facts in AuditEntry.objects.values_list("facts", flat=True)
        for value in facts.values()
        if isinstance(value, dict)
        for name in value
    }
    assert sorted(within - FACTS.keys()) == []


@pytest.mark.parametrize(
    "words", [VERBS, THINGS, FACTS, *VALUES.values()], ids=["verbs", "things", "facts", *VALUES]
)
def test_every_word_is_said_in_english(words: dict[str, str]) -> None:
    with override("en"):
        assert [code for code, word in words.items() if CJK.search(gettext(word))] == []
