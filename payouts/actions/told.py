"""News for many agents at once, each about one payment of theirs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from payouts.models import PayoutItem
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_text
from yunke.models import Notice
from yunke.notices import APP

AT_ONCE = 2_000
STATEMENT = "STATEMENT"


def tell_agents(
    items: QuerySet[PayoutItem], template: str, *, now: datetime, url: str = "", **facts: Any
) -> None:
    """Each payment's news is told once; ``url`` leads to the statement where none is given."""
    page = url or reverse(
        "payouts:statement", args=[STATEMENT]
    )  # asked once, not for each of a hundred thousand
    rows = items.order_by("pk").values_list(
        "public_id", "agent__user__public_id", "amount_fen", "run__month", "statement__public_id"
    )
    notices = (
        Notice(
            public_id=new_public_id(now),
            recipient=person,
            template=template,
            channel=APP,
            due_at=now,
            key=f"item:{key}:{template}:{APP}",
            url=page.replace(STATEMENT, statement),
            facts={"amount_fen": fen, "month": month_text(month), **facts},
        )
        for key, person, fen, month, statement in rows.iterator(chunk_size=AT_ONCE)
    )
    Notice.objects.bulk_create(notices, batch_size=AT_ONCE, ignore_conflicts=True)
