"""Emptying the database after a test whose rows were committed."""

from __future__ import annotations

from functools import cache

from django.core.cache import cache as remembered
from django.db import connection, transaction

from yunke import guards

MADE_ONCE = {
    "django_content_type",
    "auth_permission",
    "django_migrations",
}  # by the migrations, for every test


def empty() -> None:
    """Every row goes, but the sequences go on. The database's own refusals are lifted for it; foreign keys are
    looked at when all is gone."""
    remembered.clear()  # its table is no model's: what a test of committed rows counts would meet the next
    with guards.lifted(), transaction.atomic(), connection.cursor() as cursor:
        for table in filled():
            cursor.execute(f"DELETE FROM {table}")


def filled() -> list[str]:
    """The tables that have rows, but for those that every test has."""
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {one})" for one in _tables())
        )
        return [table for (table,) in cursor.fetchall()]


@cache
def _tables() -> list[str]:
    quote = connection.ops.quote_name
    there = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [quote(one) for one in there if one not in MADE_ONCE]
