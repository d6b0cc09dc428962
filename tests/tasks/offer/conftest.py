"""The offer's stage: a moment, a task with papers, people who may and may not."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client as Browser

from tests import cast

NOW = "2026-10-12 09:00"


@pytest.fixture
def now(clock: Callable[[datetime | str], datetime]) -> datetime:
    return clock(cast.at(NOW))


@pytest.fixture
def sign_in() -> Callable[[Any], Browser]:
    """A browser with this user (or agent) signed in."""

    def open_as(who: Any) -> Browser:
        browser = Browser()
        browser.force_login(getattr(who, "user", who))
        return browser

    return open_as
