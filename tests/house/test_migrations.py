"""The tests' tables are made from the models in one stroke; here is what that rests on: migrations make the same ones."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlparse
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]

DEFINITIONS = """
    SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE contype IN ('c', 'f', 'u', 'p') AND connamespace = 'public'::regnamespace
     UNION ALL SELECT tablename, replace(indexdef, indexname, '') FROM pg_indexes WHERE schemaname = 'public'
     UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
"""
TRIGGERS = "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"


ROOMS = ("yunke_", "onboarding_", "training_", "tasks_", "payouts_")


def described(database: BaseDatabaseWrapper) -> set[Any]:
    """The rooms' columns, constraints, indexes and guards, but for names that a database makes up itself."""
    found: set[Any] = set()
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            for column in database.introspection.get_table_description(cursor, table):
                found.add((table, column.name, column.type_code, column.null_ok, column.default))
            for name, one in database.introspection.get_constraints(cursor, table).items():
                kinds = tuple(bool(one[kind]) for kind in ("primary_key", "unique", "index", "check"))
                found.add((table, given(name), tuple(one["columns"] or ()), one["foreign_key"], kinds))
        cursor.execute(DEFINITIONS if database.vendor == "postgresql" else TRIGGERS)
        found.update(cursor.fetchall())
    return {row for row in found if row[0].startswith(ROOMS) and row[0] != "yunke_cache"}


def given(name: str) -> str:
    """A name of ours; unique columns are named by the way they came to be."""
    return (
        "" if name.startswith(("__unnamed", "sqlite_", "fk_")) or name.endswith(("_key", "_uniq")) else name
    )


def test_migrations_make_the_tables_that_the_models_describe(
    tmp_path: Path, process_env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Django reads the SQL of a SQLite table once for each question, and most tables are alike in both databases
    monkeypatch.setattr(sqlparse, "parse", cache(sqlparse.parse))
    other = connection.copy()
    if connection.vendor == "postgresql":
        name = f"{connection.settings_dict['NAME']}_migrated"
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    else:
        name = str(tmp_path / "migrated.sqlite3")
    other.settings_dict = {**connection.settings_dict, "NAME": name}
    try:
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v", "0"],
            env=process_env | {"YUNKE_TEST_DATABASE": name, "PYTHONPATH": os.getcwd()},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        migrated, modelled = described(other), described(connection)
    finally:
        other.close()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    assert sorted(migrated - modelled, key=repr) == []
    assert sorted(modelled - migrated, key=repr) == []
    assert len(modelled) > 1_000
