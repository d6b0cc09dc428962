"""The outbox: news told once, in the act's transaction, and sent by a job.

A room declares what a notice says with ``notice()`` in its ``reasons.py``; the ground floor sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from yunke.ground.ids import new_public_id
from yunke.ground.news import NEWS
from yunke.models import Notice
from yunke.readable import readable

APP, SMS = "app", "sms"
AT_ONCE, MANY = 2_000, 100


def tell(
    recipient: str,
    template: str,
    *,
    key: str,
    now: datetime,
    url: str = "",
    channels: tuple[str, ...] = (APP,),
    **facts: Any,
) -> None:
    """Put news for a user (``public_id``) into the outbox; the same ``key`` is told once."""
    if template not in NEWS:
        raise KeyError(f"no notice is declared as {template!r}")
    Notice.objects.bulk_create(
        [
            Notice(
                public_id=new_public_id(now),
                recipient=recipient,
                template=template,
                facts=facts,
                url=url,
                channel=channel,
                key=f"{key}:{channel}",
                due_at=now,
            )
            for channel in channels
        ],
        ignore_conflicts=True,
    )


@dataclass(frozen=True, slots=True)
class Told:
    """One person's news among many: ``key`` says it once."""

    recipient: str
    key: str
    url: str
    facts: dict[str, Any]


def tell_all(
    told: Iterable[Told], template: str, *, now: datetime, channels: tuple[str, ...] = (APP,)
) -> int:
    """The same news for many people, a set at a time; how many had not been told yet."""
    if template not in NEWS:
        raise KeyError(f"no notice is declared as {template!r}")
    rows = [
        Notice(
            public_id=new_public_id(now),
            recipient=one.recipient,
            template=template,
            facts=one.facts,
            url=one.url,
            channel=channel,
            key=f"{one.key}:{channel}",
            due_at=now,
        )
        for one in told
        for channel in channels
    ]
    keys = {row.key for row in rows}
    known = Notice.objects.filter(key__in=keys).count()
    Notice.objects.bulk_create(rows, batch_size=AT_ONCE, ignore_conflicts=True)
    return (len(keys) - known) // len(channels)


def unread(recipient: str) -> int:
    """How many of the news on their pages somebody has not seen yet, up to a hundred."""
    return Notice.objects.filter(recipient=recipient, channel=APP, read_at=None)[:MANY].count()


def worded(template: str, facts: Mapping[str, Any]) -> str:
    """The notice in the active language."""
    news = NEWS[template]
    return gettext(news.text) % readable(facts, news.words)
