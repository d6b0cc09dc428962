"""'A job has work': said after the commit, quickly, and never at the cost of the page.

The row is the truth and the sweep finds it; a lost nudge costs a minute. Celery's own
``delay_on_commit`` is not used: with the broker refusing or silent it fails or hangs the request.
"""

from __future__ import annotations

from functools import partial

import structlog
from django.db import transaction

from yunke.celery import app

log = structlog.get_logger(__name__)


def nudge(job: str, *ids: int | str) -> None:
    """Publish ``job`` with ids only, once the transaction around it has committed."""
    transaction.on_commit(partial(_publish, job, ids), robust=True)


def _publish(job: str, ids: tuple[int | str, ...]) -> None:
    try:
        app.send_task(job, args=ids, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - any broker trouble: the sweep will find the row
        log.warning("nudge_lost", job=job, error=type(error).__name__)
