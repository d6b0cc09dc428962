"""Sending the outbox: each notice through its channel, five tries, then parked."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.utils.translation import override

from yunke.models import Notice
from yunke.notices import worded
from yunke.registry import registry

TRIES = 5
AT_ONCE = 200
log = structlog.get_logger(__name__)


def send_due(*, now: datetime) -> int:
    """Send up to ``AT_ONCE`` due notices; how many went out. A failure is tried again with growing pauses.

    News on pages alone has no sender: it is there as soon as it is written, and closed here in one UPDATE.
    """
    due = Notice.objects.filter(state="due", due_at__lte=now)
    shown = due.exclude(channel__in=registry.channels).update(state="sent", sent_at=now)
    waiting = _to_send(due, now).order_by("due_at", "pk")[:AT_ONCE]
    return shown + sum(_send(notice, now) for notice in waiting)


def _to_send(due: QuerySet[Notice], now: datetime) -> QuerySet[Notice]:
    return due.filter(Q(try_at__isnull=True) | Q(try_at__lte=now), channel__in=registry.channels)


def _send(notice: Notice, now: datetime) -> bool:
    mine = Notice.objects.filter(pk=notice.pk, state="due", attempts=notice.attempts).update(
        attempts=F("attempts") + 1, try_at=now + timedelta(minutes=2**notice.attempts)
    )
    if not mine:
        return False  # another worker has it
    try:
        registry.channels[notice.channel](notice.recipient, lambda language: _text(notice, language))
    except Exception as error:  # noqa: BLE001 - any provider trouble: it is tried again
        log.warning("notice_not_sent", notice=notice.public_id, error=type(error).__name__)
        state = "parked" if notice.attempts + 1 >= TRIES else "due"
        Notice.objects.filter(pk=notice.pk).update(state=state, error=type(error).__name__[:60])
        return False
    Notice.objects.filter(pk=notice.pk).update(state="sent", sent_at=now, error="")
    return True


def _text(notice: Notice, language: str) -> str:
    """In the recipient's language where we have it; else in Chinese."""
    with override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        return worded(notice.template, notice.facts)
