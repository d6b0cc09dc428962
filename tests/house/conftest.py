from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.scenes import World, whole_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for a module; each test changes it within its own transaction, inside this one."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield whole_world()
        transaction.set_rollback(True)
