"""Notices that five tries could not send: seen by an administrator, and made due again once the cause is mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from yunke import audit
from yunke.ground.errors import Refused, gettext_noop, reason
from yunke.models import Notice

AT_ONCE = 10_000
NO_NOTICE_CHOSEN = reason(
    "no_notice_chosen", gettext_noop("没有选中发不出去的通知。"), gettext_noop("刷新页面，再选一次。")
)


def parked_notices() -> QuerySet[Notice]:
    """The newest first."""
    return Notice.objects.filter(state="parked").order_by("-pk")


def parked_count(now: datetime) -> int:
    return Notice.objects.filter(state="parked").count()


@transaction.atomic
def send_again(chosen: Sequence[str] | None, *, by: audit.Actor, now: datetime) -> int:
    """Make these (all of them, for ``None``) due again, with five new tries; how many."""
    rows = parked_notices() if chosen is None else parked_notices().filter(public_id__in=chosen)
    found = list(rows.select_for_update()[:AT_ONCE])
    if not found:
        raise Refused(NO_NOTICE_CHOSEN())
    return audit.move_many(
        Notice.objects.filter(pk__in=[one.pk for one in found]),
        "parked",
        "due",
        thing=found[0],
        by=by,
        verb="notices_sent_again",
        now=now,
        attempts=0,
        try_at=None,
    )
