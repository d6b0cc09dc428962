"""Seats that are free, and who would be asked."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tasks.models import Claim, SeatOffer, Task
from tasks.queries.offers import FILLED, GIVEN
from tasks.rules.seats import IN_LINE, InLine
from tasks.states import IN_TRAINING

UNDER_WAY = ("open", "paused")


def tasks_with_room() -> list[Task]:
    """Tasks under way with seats for the reserve: neither given nor offered, nor what somebody in training is for."""
    line = Claim.objects.filter(state=IN_LINE).exclude(offers__state="asked").values("task")
    rows = Task.objects.filter(state__in=UNDER_WAY, pk__in=line).annotate(
        taken=_claims((*GIVEN, *IN_TRAINING)) + _offered()
    )
    return list(rows.filter(taken__lt=F("seats")).order_by("pk"))


def called_from_queue() -> QuerySet[Claim]:
    """Those who wait in a queue while seats are free that nobody else is promised: a screener's to decide."""
    rows = Task.objects.filter(state__in=UNDER_WAY).annotate(taken=_claims((*FILLED, *IN_TRAINING)))
    return Claim.objects.filter(state="waiting", task__in=rows.filter(taken__lt=F("seats")).values("pk"))


def in_line(task: Task) -> list[InLine]:
    """The reserve that is not being asked already."""
    rows = Claim.objects.filter(task=task, state=IN_LINE).exclude(offers__state="asked")
    lapsed = Count("offers", filter=Q(offers__state="lapsed"))
    return [
        InLine(pk, asked_at, missed)
        for pk, asked_at, missed in rows.annotate(missed=lapsed).values_list("pk", "asked_at", "missed")
    ]


def _claims(states: tuple[str, ...]) -> Coalesce:
    """How many claims of a task stand in these states; counted apart, whatever else narrows the tasks."""
    rows = Claim.objects.filter(task=OuterRef("pk"), state__in=states).order_by().values("task")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def _offered() -> Coalesce:
    rows = (
        SeatOffer.objects.filter(claim__task=OuterRef("pk"), state="asked").order_by().values("claim__task")
    )
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def offers_open(task: Task) -> Counter[str]:
    """State of the claim -> how many of a task's seats are being offered."""
    return Counter(
        SeatOffer.objects.filter(claim__task=task, state="asked").values_list("claim__state", flat=True)
    )


def open_offer(claim: Claim, now: datetime) -> SeatOffer | None:
    """The seat this claim is being asked about."""
    return claim.offers.filter(state="asked", until_at__gt=now, claim__state=IN_LINE).first()


def offers_due(now: datetime) -> list[SeatOffer]:
    rows = SeatOffer.objects.filter(state="asked", until_at__lte=now)
    return list(rows.select_related("claim__agent__user", "claim__task").order_by("until_at", "pk")[:500])
