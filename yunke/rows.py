"""Many rows at once, of plain values: COPY on PostgreSQL, one prepared INSERT on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models


def write_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of whole numbers, plain texts and None. Defaults and field preparation are bypassed."""
    table, names = model._meta.db_table, ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", list(rows))  # noqa: S608


def reserve_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Keys for rows about to be written. SQLite's transactions are IMMEDIATE: nobody else inserts meanwhile."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")  # noqa: S608
        last = cursor.fetchone()[0]
        return range(last + 1, last + count + 1)


def preparing(model: type[models.Model], column: str) -> Callable[[Any], Any]:
    """What prepares the values of a column that SQLite keeps in another form (times, days)."""
    field: Any = model._meta.get_field(column)
    return lambda value: field.get_db_prep_value(value, connection, prepared=True)
