"""Real worker processes, started by a test and stopped by their own process ids."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

PATIENCE = 120  # seconds, for a machine with much else to do
POLL = 0.05  # seconds
READY = b"this worker is ready"  # said by tests/flows/worker.py
WORKER = (
    "celery -A tests.flows.worker worker --concurrency 1"
    " --without-gossip --without-mingle --without-heartbeat"
)


@dataclass(frozen=True)
class Worker:
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid


@contextmanager
def workers(count: int, env: dict[str, str], folder: Path, *, now: datetime) -> Iterator[list[Worker]]:
    """So many workers whose clock shows ``now``, each ready for its first job; their logs lie in ``folder``.

    The first one carries the timetable, as under `make run`.
    """
    own = env | {"YUNKE_TEST_NOW": now.isoformat()}
    started: list[Worker] = []
    try:
        for number in range(count):
            log = folder / f"worker{number}.log"
            beat = ["--beat"] if number == 0 else []
            command = [sys.executable, "-m", *WORKER.split(), *beat, "-n", f"flow{number}@%h"]
            with log.open("wb") as out:
                process = subprocess.Popen(command, env=own, stdout=out, stderr=subprocess.STDOUT)
            started.append(Worker(process, log))
        wait_until(lambda: all(READY in worker.log.read_bytes() for worker in started), *started)
        yield started
    finally:
        _stop([worker.process for worker in started])


def wait_until(true: Callable[[], bool], *of: Worker) -> None:
    """Or fail with the workers' last words."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline or any(worker.process.poll() is not None for worker in of):
            told = "\n".join(worker.log.read_text("utf-8", "replace")[-3_000:] for worker in of)
            raise AssertionError(f"nothing came of it in {PATIENCE} s; the workers say:\n{told}")
        time.sleep(POLL)


def parent_of(pid: int) -> int:
    """The process that started a (living) process."""
    told = subprocess.run(["ps", "-o", "ppid=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout)


def _stop(started: list[subprocess.Popen[bytes]]) -> None:
    for process in started:
        process.terminate()
    for process in started:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
