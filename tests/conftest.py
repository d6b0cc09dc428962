"""What every test stands on: databases that survive guards and browsers, a clock, services to reach."""

import gc
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import expect

from tests import reach

gc.disable()  # until everything is imported and collected, see pytest_collection_finish
# With a Playwright page open, Django would refuse every query of the test itself.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


# They break services of their own for minutes: `make faults`, or `make faults-short`.
collect_ignore = [] if os.environ.get("YUNKE_FAULTS") else ["faults"]
# They open every page of the house, and walk its path without a mouse: `make access`, or `make access-short`.
collect_ignore += [] if os.environ.get("YUNKE_ACCESS") else ["access/walks", "access/paths"]
# They hear a microphone and try a line for as long as an agent does: `make measuring`.
collect_ignore += [] if os.environ.get("YUNKE_MEASURING") else ["onboarding/measuring"]
# It installs and runs a whole house beside the tests: `make production`.
collect_ignore += [] if os.environ.get("YUNKE_PRODUCTION") else ["flows/production"]


def pytest_configure(config: pytest.Config) -> None:
    empty_what_was_filled()
    # a machine with much else to do: milliseconds for a page, no deadline for an example
    expect.set_options(timeout=20_000)
    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")
    if not hasattr(config, "workerinput"):  # once, before the workers start: English is read compiled
        from yunke.management.commands.prepare import compile_translations

        compile_translations(Path(__file__).resolve().parents[1])


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What waits for a browser or for processes of its own begins: the others have the processors meanwhile, and at
    the end no worker stands idle.

    What cannot run here is skipped with its remedy; in CI it fails instead (see reach.py).
    """
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("browser", "services"))))
    for marker, missing in (("browser", reach.browser_missing()), ("services", reach.services_missing())):
        if missing and not reach.IN_CI:
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(pytest.mark.skip(reason=missing))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What stands after collection stays to the end: the collector no longer walks all of it again and again, which
    took a sixth of the suite's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
    gc.enable()


def pytest_runtest_setup(item: pytest.Item) -> None:
    if reach.IN_CI:
        for marker, missing in (("browser", reach.browser_missing), ("services", reach.services_missing)):
            if item.get_closest_marker(marker) and (reason := missing()):
                pytest.fail(reason)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):  # the controlling process is the last to leave
        from tests.settings import FOLDER

        shutil.rmtree(FOLDER, ignore_errors=True)


def empty_what_was_filled() -> None:
    """After a test of committed rows only the tables that have some are emptied: Django's flush truncates all two
    hundred and then makes its content types anew, which took longer than most tests."""
    from django.test import TransactionTestCase

    from tests import emptied

    TransactionTestCase._fixture_teardown = lambda self: emptied.empty()  # type: ignore[method-assign]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime | str], datetime]:
    """`clock("2026-10-05T09:00:00+08:00")` stops `yunke.clock` at that moment and returns it."""
    from yunke import clock as house_clock

    def stop_at(moment: datetime | str) -> datetime:
        at = house_clock.parse(moment) if isinstance(moment, str) else moment
        monkeypatch.setattr(house_clock, "now", lambda: at)
        return at

    return stop_at


@pytest.fixture(autouse=True)
def _limits_forgotten(request: pytest.FixtureRequest) -> Iterator[None]:
    """Sign-in limits counted by one test do not meet the next: the cache table rolls back or is emptied at the
    flush, Redis is emptied here."""
    yield
    if os.environ.get("REDIS_URL"):
        from django.core.cache import cache

        cache.clear()


@pytest.fixture(autouse=True)
def _no_id_number_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does, nothing that looks like an ID number is handed to the log."""
    import logging

    from tests.house.log_scan import IdNumbers

    heard, root = IdNumbers(), logging.getLogger()
    root.addHandler(heard)
    yield
    root.removeHandler(heard)
    assert heard.lines == []


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The cache lives in a table that migrations do not make."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)


@pytest.fixture
def process_env() -> dict[str, str]:
    """The environment in which a worker process finds this run's test database, queue and keys."""
    from django.db import connection

    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(Path.cwd())}
    env["YUNKE_TEST_DATABASE"] = str(connection.settings_dict["NAME"])
    return env


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium instead of a download."""
    return {**browser_type_launch_args, "executable_path": reach.headless(), "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """The browser prefers English: pages are Chinese all the same, Accept-Language does not decide."""
    return {**browser_context_args, "locale": "en-US", "timezone_id": "Asia/Shanghai"}
