"""One door for a change of state: ``audit.move``. Whoever writes the column elsewhere is named here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.house.walk import FLOORS, dotted, nodes, parsed, sources, words_of
from yunke.ground.states import TABLES

# Rows of machinery, not decisions of people: their own conditional updates are their record.
MACHINERY = {"yunke/audit.py", "yunke/chunks.py", "yunke/outbox.py"} | {
    "payouts/management/bench/pages.py"  # lays rows out for the queues it measures: nobody's acts
}


WRITERS = (".update", ".bulk_update", ".update_or_create", ".get_or_create", ".aupdate", "setattr")
SQL = re.compile(r"\bupdate\b.+\bset\b(.*,)?\s*[\"`\[]?state[\"`\]]?\s*=", re.IGNORECASE | re.DOTALL)


def states_written(text: str) -> list[int]:
    """Lines that assign ``x.state``, hand ``state`` in any form to a writer, or say it in SQL."""
    lines, kept = set(), _names_with_a_state(parsed(text))
    for node in nodes(parsed(text)):
        if isinstance(node, ast.Call) and (
            (dotted(node.func).endswith(WRITERS) and _hands_in_a_state(node, kept))
            or _writes_over(node, kept)
        ):
            lines.add(node.lineno)
        if isinstance(node, ast.Attribute) and node.attr == "state" and isinstance(node.ctx, ast.Store):
            lines.add(node.lineno)
        if SQL.search(words_of(node)):
            lines.add(node.lineno)  # type: ignore[attr-defined]
    return sorted(lines)


def _hands_in_a_state(call: ast.Call, kept: set[str]) -> bool:
    """``state=``, ``**{"state": ...}``, ``**dict(state=...)``, ``["state"]``, ``defaults={"state": ...}``, or a name
    that keeps such a value."""
    given = [*call.args, *(word.value for word in call.keywords)]
    return any(word.arg == "state" for word in call.keywords) or any(
        _tells_a_state(part, kept) for part in given
    )


def _tells_a_state(value: ast.AST, kept: set[str]) -> bool:
    return any(
        (isinstance(inner, ast.Constant) and inner.value == "state")
        or (isinstance(inner, ast.keyword) and inner.arg == "state")
        or (isinstance(inner, ast.Name) and inner.id in kept)
        for inner in ast.walk(value)
    )


def _names_with_a_state(tree: ast.AST) -> set[str]:
    """``changes = {"state": ...}``, ``columns = ["state"]``, ``changes["state"] = ...``."""
    found = set()
    for node in nodes(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                if isinstance(target, ast.Name) and _spells_a_state(node.value):
                    found.add(target.id)
                if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
                    found |= {target.value.id} if words_of(target.slice) == "state" else set()
    return found


def _spells_a_state(value: ast.AST) -> bool:
    """A dict with that key, or a list that has it."""
    if isinstance(value, ast.Dict):
        return any(key is not None and words_of(key) == "state" for key in value.keys)
    if isinstance(value, ast.Call):
        return dotted(value.func) == "dict" and any(word.arg == "state" for word in value.keywords)
    if isinstance(value, ast.BinOp):
        return _spells_a_state(value.left) or _spells_a_state(value.right)
    return isinstance(value, ast.List | ast.Tuple | ast.Set) and "state" in map(words_of, value.elts)


def _writes_over(call: ast.Call, kept: set[str]) -> bool:
    """``update_fields`` of ``save`` and ``bulk_create``; a row made anew under the key of one there is."""
    words = {word.arg: word.value for word in call.keywords}
    return ("update_fields" in words and _tells_a_state(words["update_fields"], kept)) or (
        {"pk", "id"} & words.keys() != set()
        and "state" in words
        and (made := dotted(call.func).rpartition(".")[2])[:1].isupper()
        and made not in READERS
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
        "cursor.execute('UPDATE tasks_claim SET \"state\" = %s')",
        "cursor.execute(f\"UPDATE {table} SET state='admitted' WHERE id = 1\")",
        "cursor.execute('UPDATE ' + table + ' SET why = 1, state = 1')",
        "changes={'state': 'admitted'}; Claim.objects.filter(pk=1).update(**changes)",
        "changes: dict = dict(state='admitted'); Claim.objects.filter(pk=1).update(**changes)",
        "changes['state'] = 'admitted'; Claim.objects.filter(pk=1).update(**changes)",
        "changes |= {'state': 'admitted'}; Claim.objects.update_or_create(pk=1, defaults=changes)",
        "columns = ['state']; Claim.objects.bulk_update(rows, columns)",
        "Claim.objects.bulk_create(rows, update_conflicts=True, update_fields=['state'])",
        "claim.save(update_fields=('state',))",
        "Claim(pk=1, state='admitted').save()",
        "models.Claim(id=claim.id, state='admitted').save()",
    ],
)
def test_the_search_finds_a_state_written_past_the_door(text: str) -> None:
    assert states_written(text) == [1]


@pytest.mark.parametrize(
    "text",
    [
        "Claim.objects.filter(pk=1, state='admitted')",
        "Claim.objects.bulk_create([Claim(agent=agent, state='claimed')])",
        "Claim.objects.bulk_create(rows, update_conflicts=True, update_fields=['why'])",
        "shown = {'state': claim.state}; rows.update(why='')",
        "cursor.execute('SELECT state FROM tasks_claim WHERE state = %s')",
        "cursor.execute(f\"UPDATE {table} SET why = '' WHERE state = 'admitted'\")",
        "Q(pk=1, state='admitted')",
    ],
)
def test_the_search_passes_over_a_state_asked_for_or_begun_with(text: str) -> None:
    assert states_written(text) == []


def test_states_change_through_the_one_door() -> None:
    found = {
        path: lines for path, text in sources() if path not in MACHINERY and (lines := states_written(text))
    }
    assert found == {}


# --- no dead word: every state is one that some code moves to or creates ----------------------------------

MOVERS = {"move": 1, "move_many": 2}  # where the target stands
READERS = {"filter", "exclude", "get", "Q", "UniqueConstraint", "Index", "get_object_or_404"}


def test_every_state_is_one_that_something_reaches() -> None:
    assert sorted(set(all_states()) - set(reached())) == []


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("audit.move(one, 'gone' if x == 'here' else 'there', by=by)", {"gone", "there"}),
        ("move_many(rows, 'here', 'gone', by=by)", {"gone"}),
        ("rows.filter(state='here').update(state='gone')", {"gone"}),
        ("move(one, told(now), by=by)\nWHERE = {'key': 'gone'}", {"gone"}),
        ("one.state == 'here' or rows.exclude(state='here')", set()),
    ],
)
def test_the_search_finds_what_is_written_and_not_what_is_asked(text: str, states: set[str]) -> None:
    assert written(ast.parse(text), frozenset()) & {"here", "there", "gone"} == states


def all_states() -> Iterator[str]:
    for name, table in TABLES.items():
        yield from (f"{name}.{state}" for state in table.words)


def reached() -> Iterator[str]:
    """By defaults, and by files of the model's room that name it. In a room above, a row must be declared as its."""
    files = [(path, parsed(text)) for path, text in sources() if not path.endswith("states.py")]
    named, rules = {path: _names(tree) for path, tree in files}, dict.fromkeys(FLOORS, frozenset[str]())
    for path, tree in files:
        if "/rules/" in path:
            rules[path.split("/")[0]] |= frozenset(values(tree))
    for model in (one for one in apps.get_models() if hasattr(one, "STATES")):
        room, found = model.__module__.split(".")[0], {model._meta.get_field("state").get_default()}
        for path, tree in files:
            if model.__name__ in named[path]:
                its = tree if path.startswith(f"{room}/") else _moving(tree, model.__name__)
                found |= written(its, rules[room])
        yield from (f"{model.STATES.name}.{state}" for state in found & set(model.STATES.words))


def _moving(tree: ast.AST, model: str) -> ast.Module:
    """The moves of rows that a function's head declares to be of the model."""
    moves: list[ast.stmt] = []
    for act in (node for node in nodes(tree) if isinstance(node, ast.FunctionDef)):
        rows = {
            one.arg
            for one in act.args.args
            if isinstance(one.annotation, ast.Name) and one.annotation.id == model
        }
        moves += [
            ast.Expr(call)
            for call in ast.walk(act)
            if isinstance(call, ast.Call)
            and dotted(call.func).endswith("move")
            and call.args
            and getattr(call.args[0], "id", "") in rows
        ]
    return ast.Module(moves, [])


def written(tree: ast.AST, ruled: frozenset[str]) -> set[str]:
    """Words a file moves to or creates with; for a computed target, the values that it or a rule speaks of."""
    found: set[str] = set()
    for call in (node for node in nodes(tree) if isinstance(node, ast.Call)):
        name = dotted(call.func).rpartition(".")[2]
        targets = call.args[MOVERS[name] :][:1] if name in MOVERS else []
        if name not in READERS:
            targets += [word.value for word in call.keywords if word.arg == "state"]
        for target in targets:
            found |= set(values(target))
            for one in _chosen(target):
                if isinstance(one, ast.Name | ast.Call | ast.Subscript):
                    found |= _computed(one, tree) or {*values(tree), *ruled}
    return found


def _computed(target: ast.AST, tree: ast.AST) -> set[str]:
    """What a function of the same file answers with."""
    name = target.func.id if isinstance(target, ast.Call) and isinstance(target.func, ast.Name) else ""
    acts = (one for one in nodes(tree) if isinstance(one, ast.FunctionDef) and one.name == name)
    return {word for act in acts for word in values(act)}


def values(tree: ast.AST) -> Iterator[str]:
    """String constants but for those compared with or asked for."""
    called = dotted(tree.func).rpartition(".")[2] if isinstance(tree, ast.Call) else ""
    if isinstance(tree, ast.Compare):
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        yield tree.value
    inside = [tree.func] if isinstance(tree, ast.Call) and called in READERS else ast.iter_child_nodes(tree)
    for child in inside:
        yield from values(child)


def _chosen(target: ast.AST) -> list[ast.AST]:
    """What a target may become: of ``a if x else b`` both, and not the question."""
    return [*_chosen(target.body), *_chosen(target.orelse)] if isinstance(target, ast.IfExp) else [target]


def _names(tree: ast.AST) -> set[str]:
    return {node.id for node in nodes(tree) if isinstance(node, ast.Name)}
