"""`celery -A tests.faults.worker`: the product's worker with a test's clock, short leases and slow chunks.

A chunk waits inside its transaction (YUNKE_FAULT_PAUSE seconds), so that a fault can strike in the middle;
leases last seconds instead of minutes, and the sweep looks every second. Each job says when it begins,
a sweep also who called for it.
YUNKE_FAULT_POISON is an agent whose statement cannot be computed.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Any

from celery.signals import task_prerun, worker_process_init, worker_ready

from yunke import clock, timetable
from yunke.celery import app

__all__ = ["app"]
READY, BEGAN, SWEPT = "this worker is ready", "began", "swept for"
LEASE = timedelta(seconds=float(os.environ.get("YUNKE_FAULT_LEASE", "3")))
PAUSE = float(os.environ.get("YUNKE_FAULT_PAUSE", "0.15"))
POISON = int(os.environ.get("YUNKE_FAULT_POISON", "0"))

clock.set_shift(clock.parse(os.environ["YUNKE_TEST_NOW"]) - clock.now())
timetable.TIMETABLE[:] = [
    timetable.Entry(entry.name, entry.job, timedelta(seconds=1), entry.why)
    for entry in timetable.TIMETABLE
    if entry.job == "payouts.sweep"
]


@worker_ready.connect
def say_ready(**_: object) -> None:
    print(READY, flush=True)


@worker_process_init.connect
def be_slow(**_: object) -> None:
    """In the process that computes."""
    from payouts.actions import compute
    from yunke import chunks

    chunks.take.__kwdefaults__["lease"] = LEASE  # type: ignore[index]
    drafts = compute.statement_drafts

    def slow(settling: Any, agents: tuple[int, int], *more: Any, **named: Any) -> Any:
        time.sleep(PAUSE)
        if agents[0] <= POISON <= agents[1]:
            raise ValueError("poison")
        return drafts(settling, agents, *more, **named)

    compute.statement_drafts = slow


@task_prerun.connect
def say_began(task: Any = None, args: Any = (), **_: object) -> None:
    if task is not None and task.name == "payouts.settle_chunk":
        print(BEGAN, *args, flush=True)
    elif task is not None and task.name == "payouts.sweep":
        print(SWEPT, task.request.origin, flush=True)  # the process that sent it: a beat
