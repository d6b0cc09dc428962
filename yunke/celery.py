"""The queue. A row's state is the truth; a message only says "look now", so a lost one costs a minute.

Start a worker with `celery -A yunke worker`, the timetable with `celery -A yunke beat`.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init, setup_logging

from yunke import file_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yunke.settings")

WORKER_SOCKET_SECONDS = 30  # a worker waits for its broker; a page (0.5 s, in settings) does not

file_queue.install()
app = Celery("yunke")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(related_name="jobs")


@app.on_after_configure.connect
def read_timetable(sender: Celery, **_: Any) -> None:
    """Beat follows yunke/timetable.py and nothing else."""
    from yunke.timetable import beat_schedule

    sender.conf.beat_schedule = beat_schedule()


@celeryd_init.connect
@beat_init.connect
def be_patient(**_: Any) -> None:
    """Workers and beat keep their connection through a slow moment instead of reconnecting."""
    options = app.conf.broker_transport_options
    if "socket_timeout" in options:
        app.conf.broker_transport_options = options | {"socket_timeout": WORKER_SOCKET_SECONDS}


@setup_logging.connect
def log_like_django(**_: Any) -> None:
    """Celery keeps its hands off logging: settings.LOGGING holds in every process."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
