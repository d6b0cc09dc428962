"""Another session's act in the middle of ours: what a race is, at the worst moment, every time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from yunke.ground.errors import Refused

PATIENCE = 1.0  # seconds the other one may take; longer means that it waits for us


class Other:
    """An act in a thread with a connection of its own; ``waited``: it could not go on before we were done."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act, self.failed, self.waited = act, None, False
        self.thread = Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.act()
        except Exception as error:  # noqa: BLE001 - told by the assertion
            self.failed = error
        finally:
            connection.close()

    def go(self) -> None:
        self.thread.start()
        self.thread.join(PATIENCE)
        self.waited = self.thread.is_alive()

    def end(self) -> None:
        self.thread.join(30)
        assert not self.thread.is_alive()
        if self.failed:
            raise self.failed


def before(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, act: Callable[[], object]) -> Other:
    """Once, just before ``place.name`` is called, the other session does its act."""
    other, right = Other(act), getattr(place, name)

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        if not other.thread.ident:
            other.go()
        return right(*args, **kwargs)

    monkeypatch.setattr(place, name, interrupted)
    return other


def at_once(*acts: Callable[[], object]) -> Counter[str]:
    """All of them in threads that start together; how often each answer came."""
    start = Barrier(len(acts))

    def one(act: Callable[[], object]) -> str:
        try:
            start.wait(30)
            act()
            return "done"
        except Refused as refused:
            return ",".join(refused.codes)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(one, acts))
