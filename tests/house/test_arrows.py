"""Imports run down only: the contract of pyproject.toml, and what the linter cannot see."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.migrations.loader import MigrationLoader

from tests.house.walk import nodes, parsed

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["yunke", "onboarding", "training", "tasks", "payouts"]
ROOMS = FLOORS[1:]
OPEN_TO_ROOMS_ABOVE = {"phones", "queries", "models", "states", "signals", "actions"}
GET_MODEL = re.compile(r"""get_model\(\s*["'](\w+)(?:\.|["'])""")
LITERAL_MODEL = re.compile(r"""["'](yunke|onboarding|training|tasks|payouts)\.[A-Z]\w+["']""")


def floor(name: str) -> int:
    return FLOORS.index(name)


def sources(room: str) -> Iterator[Path]:
    return (path for path in sorted((ROOT / room).rglob("*.py")))


def imported(path: Path) -> Iterator[str]:
    """Dotted names a file imports, those inside functions too; `from a import b` counts as a.b."""
    for node in nodes(parsed(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def closed_doors(room: str, names: Iterator[str]) -> list[str]:
    """The imports of a room's file that enter another room by a door that is not open to it."""
    wrong = []
    for name in names:
        target, _, rest = name.partition(".")
        if target in ROOMS and target != room:
            shelf = rest.split(".")[0]
            if floor(target) > floor(room) or shelf not in OPEN_TO_ROOMS_ABOVE:
                wrong.append(name)
    return wrong


def test_the_import_contract_is_kept():
    tool = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([tool, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("room", FLOORS)
def test_rooms_enter_each_other_by_open_doors_only(room):
    wrong = {
        str(path.relative_to(ROOT)): found
        for path in sources(room)
        if (found := closed_doors(room, imported(path)))
    }
    assert wrong == {}


def test_a_closed_door_is_seen():
    names = ["tasks.queries.approved_work", "tasks.rules.claiming", "payouts.models.Run", "onboarding.views"]
    assert closed_doors("payouts", iter(names)) == ["tasks.rules.claiming", "onboarding.views"]
    assert closed_doors("training", iter(names)) == names[:3] + names[3:]
    assert closed_doors("yunke", iter(["onboarding.models.User"])) == ["onboarding.models.User"]


@pytest.mark.parametrize("room", FLOORS)
def test_relations_of_models_point_down(room):
    """The user model alone is named from below: the ground floor says who acted by AUTH_USER_MODEL."""
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        if (there := field.related_model._meta.app_label) in FLOORS and floor(there) > floor(room)
        if field.related_model._meta.label != "onboarding.User"
    ]
    assert upward == []


def test_migrations_depend_downwards():
    """Except on the migration that makes the user model, which every floor may need first."""
    upward = [
        f"{app}.{name} -> {there}.{needed}"
        for (app, name), migration in MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()
        if app in FLOORS
        for there, needed in (tuple(dependency)[:2] for dependency in migration.dependencies)
        if there in FLOORS and floor(there) > floor(app) and (there, needed) != ("onboarding", "0001_initial")
    ]
    assert upward == []


@pytest.mark.parametrize("room", FLOORS)
def test_models_fetched_by_name_lie_below(room):
    upward = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources(room)
        if "migrations" not in path.parts and path.name != "settings.py"
        for pattern in (GET_MODEL, LITERAL_MODEL)
        for name in pattern.findall(path.read_text())
        if name in FLOORS and floor(name) > floor(room)
    ]
    assert upward == []
