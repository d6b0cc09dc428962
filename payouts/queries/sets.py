"""Whole months at once: sums the driver reads quickly, and rows as it gives them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, QuerySet, Sum
from django.db.models.functions import Cast


class Total(Cast):
    """A sum in 64 bits: PostgreSQL would make it a decimal number, which Python reads ten times slower."""

    def __init__(self, what: Any) -> None:
        super().__init__(Sum(what), BigIntegerField())


def rows(of: QuerySet[Any, Any]) -> list[tuple[Any, ...]]:
    """The rows of ``values_list`` as the driver gives them: whole numbers, texts and None.

    Without the query set's converters, so a day is a ``date`` or its ISO text: write it as text.
    """
    try:
        sql, params = of.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
