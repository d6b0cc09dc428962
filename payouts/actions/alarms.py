"""The 13th: whoever approves and releases is told, each day, of a month that is not approved yet."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from onboarding.actions.telling import tell_holders
from payouts.queries.months import months_to_approve
from payouts.queries.paydays import timetable_of
from payouts.reasons import MONTH_LATE
from yunke.ground.calendar import local_on
from yunke.ground.months import month_text
from yunke.ground.roles import APPROVER, RELEASER


def tell_of_late_months(*, now: datetime) -> int:
    """Once a day and person from the last day to approve on; how many months are late."""
    today, late = local_on(now), 0
    for month in months_to_approve(today):
        dates = timetable_of(month.month)
        if today < dates.approved_by_on:
            continue
        late += 1
        tell_holders(
            [APPROVER, RELEASER],
            MONTH_LATE,
            key=f"late:{month.public_id}:{today}",
            now=now,
            url=reverse("payouts:finance"),
            entity=month.entity.name,
            month=month_text(month.month),
            payment_on=dates.payment_on.isoformat(),
        )
    return late
