"""How gunicorn serves Yunke in production: `gunicorn yunke.wsgi --config python:yunke.serving`.

Counted requests are shared by all web processes through files (PROMETHEUS_MULTIPROC_DIR), so the folder
is emptied at the start and a dead process's gauges are forgotten.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

counts = Path(
    os.environ.get("PROMETHEUS_MULTIPROC_DIR") or Path(os.environ.get("YUNKE_VAR", "var"), "metrics")
).absolute()
bind = os.environ.get("YUNKE_WEB_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("YUNKE_WEB_PROCESSES", "4"))
threads = 4
graceful_timeout = 30  # seconds to finish what is being answered
max_requests = 20_000  # a process is renewed after so many, at different moments
max_requests_jitter = 2_000
control_socket_disable = True


def on_starting(_server: Any) -> None:
    """Before any process is forked."""
    shutil.rmtree(counts, ignore_errors=True)
    counts.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(counts)


def child_exit(_server: Any, worker: Any) -> None:
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)
