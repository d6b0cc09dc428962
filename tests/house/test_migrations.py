"""The tests' tables are made from the models in one stroke; here is what that rests on: migrations make the same ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlparse
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = [pytest.mark.django_db(transaction=True)]

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


@contextmanager
def another_database(folder: Path) -> Iterator[None]:
    """The same connection, led to an empty database for a while."""
    settled = str(connection.settings_dict["NAME"])
    name = f"{settled}_migrated" if connection.vendor == "postgresql" else str(folder / "migrated.sqlite3")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
    _turn_to(name)
    try:
        yield
    finally:
        _turn_to(settled)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _turn_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()  # each database numbers its own


def test_migrations_make_the_tables_that_the_models_describe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    # Django reads the SQL of a SQLite table once for each question, and most tables are alike in both databases
    monkeypatch.setattr(sqlparse, "parse", cache(sqlparse.parse))
    settings.MIGRATION_MODULES = {}  # --nomigrations hides them
    with another_database(tmp_path):
        call_command("migrate", verbosity=0)
        migrated = described(connection)
    modelled = described(connection)
    assert sorted(migrated - modelled, key=repr) == []
    assert sorted(modelled - migrated, key=repr) == []
    assert len(modelled) > 1_000
