"""The screeners' list: filters with their counts, and its orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from onboarding.models import User
from onboarding.queries.people import called
from tasks.models import Booking, Claim, Task
from tasks.queries.claims import queue
from tasks.rules.screening import OUTCOMES
from yunke.ground.calendar import local_on
from yunke.listing import chip_counts, state_counts
from yunke.models import AuditEntry

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


def rejected_with(public_id: str, by: User) -> list[Claim]:
    """The claims that somebody rejected together with this one: what is taken back in one."""
    rows = Claim.objects.filter(state="rejected", decided_by=by).select_related("agent")
    one = rows.filter(public_id=public_id).first() if public_id else None
    return list(rows.filter(decided_at=one.decided_at).order_by("pk")) if one else []


def decided_so(claim: Claim, outcome: str, codes: Sequence[str], by: User) -> bool:
    """Whether the claim stands where it does by this very decision of this person: a key may be pressed twice."""
    if claim.state != OUTCOMES[outcome]:
        return False
    acts = AuditEntry.objects.filter(
        thing_id=claim.task.public_id, actor=by.public_id, to_state=claim.state, at=claim.since
    )
    return any(
        claim.public_id in act.facts.get("claims", ()) and act.facts["codes"] == list(codes) for act in acts
    )
