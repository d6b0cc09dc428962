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


@contextmanager
def waiting(count: int, run: Run, now: datetime) -> Iterator[list[subprocess.Popen[str]]]:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "bench", "worker"]
    command += ["--database", str(connection.settings_dict["NAME"]), "--run", run.public_id]
    command += ["--now", now.isoformat()]
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    try:
        for worker in workers:
            _heard(worker)
        yield workers
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def worked(workers: list[subprocess.Popen[str]]) -> tuple[float, float]:
    """(seconds until the last is done, peak MiB of the largest)."""
    began = perf_counter()
    for worker in workers:
        assert worker.stdin
        print("go", file=worker.stdin, flush=True)
    peaks = [float(_heard(worker)) for worker in workers]
    return perf_counter() - began, max(peaks)


def _heard(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout
    line = worker.stdout.readline().strip()
    if not line:
        raise RuntimeError("a worker process of the benchmark died; its own words stand above")
    return line


def work(database: str, run: str, now: datetime) -> None:
    """The process itself: says it is ready, waits for the word, computes, says its peak."""
    turn_to(database)
    one = Run.objects.get(public_id=run)
    print("ready", flush=True)
    sys.stdin.readline()
    work_off_two_handed(one, clock=lambda: now)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 20 if sys.platform == "darwin" else 1 << 10
    )
    print(json.dumps(round(peak, 1)), flush=True)
