"""Houses that stand for a whole file: built once, served to a real browser, emptied behind the last reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from tests import cast
from tests.access.visits import House
from tests.house.scenes import NOW, whole_world
from yunke import clock, guards

BEYOND_THE_DEMO = 5_000_000  # numbers of the scenes, where both worlds stand


@pytest.fixture
def _django_db_helper(django_db_blocker: Any) -> Iterator[None]:
    """No transaction and no flush around a test here: the house outlives it."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def full_house(django_db_setup: None, django_db_blocker: Any, browser: Any) -> Iterator[House]:
    """The demo world, and beside it one thing behind every door."""
    with _served(django_db_blocker, browser, demo=True) as house:
        yield house


@pytest.fixture(scope="module")
def small_house(django_db_setup: None, django_db_blocker: Any, browser: Any) -> Iterator[House]:
    """One thing behind every door, and nothing else."""
    with _served(django_db_blocker, browser, demo=False) as house:
        yield house


@contextmanager
def _served(blocker: Any, browser: Any, *, demo: bool) -> Iterator[House]:
    with (
        blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        override_settings(DEMO=True, ASK_CHILDBEARING=True),
    ):
        patch.setattr(clock, "now", lambda: NOW)
        patch.setattr(cast, "_numbers", count(BEYOND_THE_DEMO))
        server = LiveServer("localhost")
        try:
            if demo:
                from payouts.demo.world import build

                assert build(NOW)
            yield House(browser, server.url, whole_world(), demo=demo)
        finally:
            server.stop()
            with guards.lifted():
                call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
