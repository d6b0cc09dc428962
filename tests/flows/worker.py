"""`celery -A tests.flows.worker`: the product's worker with its clock moved to YUNKE_TEST_NOW."""

import os

from celery.signals import worker_ready

from yunke import clock
from yunke.celery import app

__all__ = ["app"]
READY = "this worker is ready"

clock.set_shift(clock.parse(os.environ["YUNKE_TEST_NOW"]) - clock.now())


@worker_ready.connect
def say_ready(**_: object) -> None:
    print(READY, flush=True)
