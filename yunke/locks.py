"""Row locks that Django's ORM has no word for."""

from __future__ import annotations

from django.db import connection, models


def share(model: type[models.Model], pk: int) -> None:
    """Hold a row against change until the transaction ends, beside others who hold it the same way.

    PostgreSQL: ``FOR SHARE``. SQLite's transactions are IMMEDIATE: there is one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT 1 FROM "{model._meta.db_table}" WHERE id = %s FOR SHARE',
                [pk],
            )
