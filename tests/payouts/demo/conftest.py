"""The world is built once for a file's tests; each of them leaves it as it was."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from payouts.demo.world import build
from tests.cast import at

NOW = at("2026-11-22 18:41")


@pytest.fixture(scope="module")
def _built(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        assert build(NOW)
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)


@pytest.fixture
def world(_built: None, db: None, settings: Any) -> None:
    settings.DEMO = True
