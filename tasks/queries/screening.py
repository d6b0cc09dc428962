"""The screeners' list: filters with their counts, and its orders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from onboarding.queries.people import called
from tasks.models import Booking, Claim, Task
from tasks.queries.claims import queue
from yunke.ground.calendar import local_on
from yunke.listing import chip_counts, state_counts

LATE = timedelta(hours=48)  # a claim that waits longer is overdue
SOON_DAYS = 60  # a qualification that ends within these
GOOD_PERCENT = 90
STATES = ("asked", "training", "assessing", "waiting", "reserve", "admitted", "rejected")
ORDERS = {
    "waited": ("asked_at", "pk"),
    "newest": ("-asked_at", "-pk"),
    "number": ("agent__number", "pk"),
    "expires": ("qualification__expires_on", "pk"),
    "score": (F("qualification__attempt__right_count").desc(nulls_last=True), "asked_at", "pk"),
}


def narrowed(task: Task | None, state: str, search: str) -> QuerySet[Claim]:
    """The list before its chips: one task or all, one state, a name or a number."""
    return searched(task, search).filter(state=state if state in STATES else "asked")


def searched(task: Task | None, search: str) -> QuerySet[Claim]:
    rows = queue(task)
    if search:
        rows = rows.filter(Q(agent__number__icontains=search) | called(search, "agent__user"))
    return rows


def chips(now: datetime) -> Mapping[str, Q]:
    """Each chip as a condition."""
    return {
        "late": Q(asked_at__lt=now - LATE),
        "good": Q(
            qualification__attempt__right_count__gte=F("qualification__attempt__question_count")
            * GOOD_PERCENT
            / 100
        ),
        "worked": Q(Exists(Booking.objects.filter(agent=OuterRef("agent"), state="worked"))),
        "expiring": Q(qualification__expires_on__lt=local_on(now) + timedelta(days=SOON_DAYS)),
    }


def counts_of(rows: QuerySet[Claim], now: datetime) -> dict[str, int]:
    """How many of the list each chip leaves, and ``all``: one question."""
    return chip_counts(rows, {"all": Q(), **chips(now)})


def chosen(rows: QuerySet[Claim], only: str, now: datetime) -> QuerySet[Claim]:
    condition = chips(now).get(only)
    return rows if condition is None else rows.filter(condition)


def counts_by_state(task: Task | None, search: str) -> dict[str, int]:
    """State -> how many of the claims searched for."""
    return state_counts(searched(task, search))
