"""Seats that are free, and who would be asked."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Count, F, Q

from tasks.models import Claim, SeatOffer, Task
from tasks.queries.offers import GIVEN
from tasks.rules.seats import ORDER, InLine


def tasks_with_room() -> list[Task]:
    """Tasks under way whose seats are not all given or offered while somebody stands in line."""
    given = Count("claims", filter=Q(claims__state__in=GIVEN))
    line = Count("claims", filter=Q(claims__state__in=ORDER))
    rows = Task.objects.filter(state__in=("open", "paused"), claims__state__in=ORDER).annotate(
        given=given, line_length=line
    )
    return list(rows.filter(given__lt=F("seats")).order_by("pk").distinct())


def in_line(task: Task) -> list[InLine]:
    """Those who stand in line and are not being asked already."""
    rows = Claim.objects.filter(task=task, state__in=ORDER).exclude(offers__state="asked")
    lapsed = Count("offers", filter=Q(offers__state="lapsed"))
    return [
        InLine(pk, state, asked_at, missed)
        for pk, state, asked_at, missed in rows.annotate(missed=lapsed).values_list(
            "pk", "state", "asked_at", "missed"
        )
    ]


def offers_open(task: Task) -> Counter[str]:
    """State of the claim -> how many of a task's seats are being offered."""
    return Counter(
        SeatOffer.objects.filter(claim__task=task, state="asked").values_list("claim__state", flat=True)
    )


def open_offer(claim: Claim, now: datetime) -> SeatOffer | None:
    """The seat this claim is being asked about."""
    return claim.offers.filter(state="asked", until_at__gt=now).first()


def offers_due(now: datetime) -> list[SeatOffer]:
    rows = SeatOffer.objects.filter(state="asked", until_at__lte=now)
    return list(rows.select_related("claim__agent__user", "claim__task").order_by("until_at", "pk")[:500])
