"""What several tests of a file begin with is made once; what each of them makes of it is gone with the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def standing(django_db_blocker: Any) -> Iterator[None]:
    """Rows made inside stand until the file's tests are done; each test's own transaction lies within this one.

    For a fixture of the file; the test's own fixture hands out a deep copy, since a test changes its objects, too.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
