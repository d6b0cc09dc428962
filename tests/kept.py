"""A world that many tests begin with is made once: by a file's fixture (``standing``), or in a process (``kept``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import time
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from tests.emptied import filled

P = ParamSpec("P")
R = TypeVar("R")
LAST = '"payouts_run"'
Rows = tuple[list[str], list[tuple[Any, ...]]]  # columns, rows


@contextmanager
def standing(django_db_blocker: Any) -> Iterator[None]:
    """Rows made inside stand until the file's tests are done; each test's own transaction lies within this one.

    For a fixture of the file; the test's own fixture hands out a deep copy, since a test changes its objects, too.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def kept(make: Callable[P, R]) -> Callable[P, R]:
    """From the second time on its rows are written as they were, by plain SQL, the run's last: the guards refuse
    rows of a run that is there and locked.

    For a function that begins upon nothing, by its arguments alone; where rows are there already, it makes its own.
    """
    worlds: dict[Any, tuple[R, dict[str, Rows]]] = {}

    @wraps(make)
    def made(*given: P.args, **named: P.kwargs) -> R:
        if filled():
            return make(*given, **named)
        key = (given, tuple(sorted(named.items())))
        if key in worlds:
            _write(worlds[key][1])
        else:
            result = make(*given, **named)
            worlds[key] = result, _read()
        return deepcopy(worlds[key][0])

    return made


def _read() -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    with connection.cursor() as cursor:
        for table in sorted(filled(), key=lambda one: one == LAST):
            cursor.execute(f"SELECT * FROM {table}")
            rows = [tuple(map(_as_written, row)) for row in cursor.fetchall()]
            found[table] = [column[0] for column in cursor.description], rows
    return found


def _as_written(value: Any) -> Any:
    """SQLite's driver reads a time of day and cannot write one."""
    return str(value) if isinstance(value, time) else value


def _write(world: dict[str, Rows]) -> None:
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in world.items():
            names, places = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)
