"""Sending the outbox: each notice through its channel, five tries, then parked."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db.models import F
from django.utils.translation import override

from yunke.models import Notice
from yunke.notices import worded
from yunke.registry import registry

TRIES = 5
AT_ONCE = 200
log = structlog.get_logger(__name__)


def send_due(*, now: datetime) -> int:
    """Send up to ``AT_ONCE`` due notices; how many went out. A failure is tried again with growing pauses."""
    due = Notice.objects.filter(state="due", due_at__lte=now).order_by("due_at", "pk")[:AT_ONCE]
    return sum(_send(notice, now) for notice in due)


def _send(notice: Notice, now: datetime) -> bool:
    mine = Notice.objects.filter(pk=notice.pk, state="due", attempts=notice.attempts).update(
        attempts=F("attempts") + 1, due_at=now + timedelta(minutes=2**notice.attempts)
    )
    if not mine:
        return False  # another worker has it
    try:
        channel = registry.channels.get(notice.channel)
        if channel:
            channel(notice.recipient, lambda: _text(notice))
        Notice.objects.filter(pk=notice.pk).update(state="sent", sent_at=now)
        return True
    except Exception as error:  # noqa: BLE001 - any provider trouble: it is tried again
        log.warning("notice_not_sent", notice=notice.public_id, error=type(error).__name__)
        if notice.attempts + 1 >= TRIES:
            Notice.objects.filter(pk=notice.pk).update(state="parked")
        return False


def _text(notice: Notice, language: str = "zh-hans") -> str:
    with override(language):
        return worded(notice.template, notice.facts)
