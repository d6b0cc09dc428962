"""Many rows of a model by one INSERT ... SELECT: columns not named take their defaults."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection, models


def public_id(number: str) -> str:
    """26 digits out of a number, as SQL."""
    return (
        f"lpad(({number})::text, 26, '0')"
        if connection.vendor == "postgresql"
        else f"printf('%026d', {number})"
    )


def numbers(name: str, count: int) -> None:
    """A table ``name(n)`` with 1 .. count."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE {name} (n bigint PRIMARY KEY)")
        cursor.execute(
            f"INSERT INTO {name} WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) "
            "SELECT n FROM s"
        )


def fill(model: type[models.Model], source: str, **columns: str) -> None:
    """``columns`` are SQL over ``source`` (a FROM clause), named by database column."""
    named = {
        field.column: columns.get(field.column) or _default(field)
        for field in model._meta.concrete_fields
        if field.column in columns or not field.primary_key
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(named)}) "
            f"SELECT {', '.join(named.values())} FROM {source}"
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
