"""Many rows of a model by one INSERT ... SELECT; columns not named take their defaults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models


def say(statement: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall()) if cursor.description else []


def on_postgres() -> bool:
    return connection.vendor == "postgresql"


def numbers(name: str, count: int) -> None:
    """A table ``name(n)`` with 1 .. count."""
    say(f"CREATE TEMP TABLE {name} (n bigint PRIMARY KEY)")
    counting = (
        f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s"
    )
    say(f"INSERT INTO {name} {counting}")


def digits(number: str, width: int) -> str:
    """A number as text of a fixed width, as SQL."""
    return f"lpad(({number})::text, {width}, '0')" if on_postgres() else f"printf('%0{width}d', {number})"


def dated(text: str, kind: str) -> str:
    """A text as ``date`` or ``timestamptz``: SQLite keeps both as texts."""
    return f"({text})::{kind}" if on_postgres() else f"({text})"


def fill(model: type[models.Model], source: str, order: str = "", **columns: str) -> None:
    """``columns`` are SQL over ``source`` (a FROM clause), by database column; ``order`` is that on disk."""
    named = {
        field.column: columns.get(field.column) or _default(field)
        for field in model._meta.concrete_fields
        if field.column in columns or not field.primary_key
    }
    ordered = f" ORDER BY {order}" if order else ""
    say(
        f"INSERT INTO {model._meta.db_table} ({', '.join(named)}) "
        f"SELECT {', '.join(named.values())} FROM {source}{ordered}"
    )


def _default(field: Any) -> str:
    if field.null:
        return "NULL"
    value = field.get_default()
    if isinstance(value, list | dict):
        value = json.dumps(value)
    if isinstance(value, bool):
        return str(value).upper()
    return str(value) if isinstance(value, int) else f"'{value if value is not None else ''}'"


@contextmanager
def bare(*filled: type[models.Model]) -> Iterator[None]:
    """Without indexes, foreign keys and what SQLite asks of each row while millions come in; all stand again afterwards."""
    tables = [model._meta.db_table for model in filled]
    again = list(_take_down(tables))
    try:
        yield
    finally:
        for statement in again:
            say(statement)


def _take_down(tables: list[str]) -> Iterator[str]:
    """Takes each down and tells how to put it up again: unique ones first."""
    if not on_postgres():
        say("PRAGMA foreign_keys=OFF")
        # a guard looks its rows up by an index: it comes back after them
        for kind, name, made, table in say(
            "SELECT type, name, sql, tbl_name FROM sqlite_master WHERE type IN ('index', 'trigger') ORDER BY type"
        ):
            if made and table in tables:
                say(f"DROP {kind} {name}")
                yield made
        yield "PRAGMA foreign_keys=ON"
        return
    for table, name, made, comment in say(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), obj_description(oid, 'pg_constraint') FROM pg_constraint "
        "WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u', 'x') ORDER BY contype DESC",
        [tables],
    ):
        say(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        yield f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}"
        if comment:  # a guard's says of which statement it was made
            yield f"COMMENT ON CONSTRAINT {name} ON {table} IS '{comment}'"
    for name, made in say(
        "SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename = ANY(%s) "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conname = i.indexname)",
        [tables],
    ):
        say(f"DROP INDEX {name}")
        yield made
