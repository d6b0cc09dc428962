"""Where both walks go: a browser with a quiet room at its microphone, a line that any machine carries, one course."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from onboarding.models import SopStep, User
from onboarding.views import equipment as equipment_views
from tasks.actions.interviews import put_up_slots
from tasks.models import Task
from tests import cast
from tests.cast import at
from tests.flows.acts import TASK
from tests.flows.browser import Street
from tests.onboarding.microphone import SPAN, hearing, room_of
from training.models import Course

EASY = {
    "cores": 1,
    "memory_gb": None,
    "latency_ms": None,
    "jitter_ms": None,
    "loss_percent": None,
    "down_mbps": None,
    "up_mbps": None,
}  # a busy machine answers late, and three pieces are too few to find a line's speed through that
TALK = "2026-10-02 14:00"


@pytest.fixture
def street(
    browser_type: Any,
    live_server: Any,
    clock: Callable[..., Any],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Street]:
    settings.DEMO = True
    monkeypatch.setattr(equipment_views, "PIECES_EACH_WAY", 3)
    browser = hearing(browser_type, room_of(-60, -22), tmp_path / "room.wav")
    opened = Street(browser, live_server.url, clock, clock(at("2026-10-02 09:00")))
    call_command("seed", now=opened.now, verbosity=0)
    for kind, numbers in (("equipment", EASY), ("room", SPAN | {"second_listener_percent": 0})):
        for step in SopStep.objects.filter(kind=kind):
            SopStep.objects.filter(pk=step.pk).update(thresholds=step.thresholds | numbers)
    Course.objects.exclude(code="voice-intro").update(published_at=None)  # one course to read is way enough
    yield opened
    opened.leave()
    browser.close()


@pytest.fixture
def screener(street: Street) -> User:
    """Who decides everything of the house; a task that asks for a talk, and a time for one."""
    one = cast.screener()
    task = cast.task(cast.entity(), name=TASK)
    Task.objects.filter(pk=task.pk).update(asks_interview=True)
    put_up_slots(one, [(at(TALK), at(TALK) + timedelta(minutes=20))], line=None, now=street.now)
    return one
