"""The ground floor's own jobs: notices sent, the audit sealed. Each looks for what is due."""

from __future__ import annotations

import structlog
from celery import shared_task

from yunke import audit, clock
from yunke.idempotency import forget_old_keys
from yunke.outbox import send_due


@shared_task(name="yunke.send_notices")
def send_notices(now: str | None = None) -> int:
    """Send what is due in the outbox."""
    return send_due(now=clock.moment(now))


@shared_task(name="yunke.seal_audit")
def seal_audit(now: str | None = None, *, everything: bool = False) -> int:
    """Chain the entries written since the last seal."""
    sealed, moment = 0, clock.moment(now)
    while made := audit.seal(now=moment, everything=everything):
        sealed += made
    structlog.get_logger(__name__).debug("audit_sealed", entries=sealed)
    return sealed


@shared_task(name="yunke.seal_late_acts")
def seal_late_acts(now: str | None = None) -> int:
    """Chain whatever has no seal, however long its transaction took."""
    return seal_audit(now, everything=True)


@shared_task(name="yunke.forget_keys")
def forget_keys(now: str | None = None) -> int:
    """Delete idempotency keys that are older than any second try."""
    return forget_old_keys(now=clock.moment(now))
