"""Worker processes of the benchmark: started, warm and waiting before the clock runs, as in production."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from time import perf_counter

from django.conf import settings
from django.db import connection

from payouts.actions.work_off import work_off_two_handed
from payouts.management.bench.database import turn_to
from payouts.models import Run


class Workers:
    """``get_ready`` leads some of them to a run, ``go`` lets them loose."""

    def __init__(self, count: int, now: datetime) -> None:
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "worker"]
        command += ["--now", now.isoformat()]
        self.processes = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            for _ in range(count)
        ]

    def get_ready(self, count: int, run: Run) -> None:
        self.chosen = self.processes[:count]
        for one in self.chosen:
            _say(one, f"{run.public_id} {connection.settings_dict['NAME']}")
        for one in self.chosen:
            _heard(one)

    def go(self) -> tuple[float, float]:
        """(seconds until the last is done, peak MiB of the largest)."""
        began = perf_counter()
        for one in self.chosen:
            _say(one, "go")
        peaks = [float(_heard(one)) for one in self.chosen]
        return perf_counter() - began, max(peaks)

    def stop(self) -> None:
        for one in self.processes:
            one.kill()
            one.communicate()


@contextmanager
def started(count: int, now: datetime) -> Iterator[Workers]:
    workers = Workers(count, now)
    try:
        yield workers
    finally:
        workers.stop()


def _say(process: subprocess.Popen[str], what: str) -> None:
    assert process.stdin
    print(what, file=process.stdin, flush=True)


def _heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    line = process.stdout.readline().strip()
    if not line:
        raise RuntimeError("a worker process of the benchmark died; its own words stand above")
    return line


def work(now: datetime) -> None:
    """The process itself: told a run, it says it is ready, waits for the word, computes, says its peak."""
    while order := sys.stdin.readline().strip():
        run, _, database = order.partition(" ")
        turn_to(database)
        one = Run.objects.get(public_id=run)
        print("ready", flush=True)
        sys.stdin.readline()
        work_off_two_handed(one, clock=lambda: now)
        connection.close()  # the database may be dropped now
        print(json.dumps(_peak_mib()), flush=True)


def _peak_mib() -> float:
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)
