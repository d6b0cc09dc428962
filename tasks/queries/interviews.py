"""Interviews as agents, interviewers and screeners look at them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from onboarding.models import Agent, Line, User
from onboarding.queries.people import called
from onboarding.queries.sop import open_steps_by_line, settings_of
from tasks.models import Booking, Interview, InterviewSlot, Rubric
from tasks.queries.claims import qualifications
from tasks.rules.interviews import Asker, Offer, Past, Policy
from yunke.ground.calendar import local_on
from yunke.listing import chip_counts

SHOWN_DAYS = 14
LATE = timedelta(hours=48)  # a talk that waits longer for its score is overdue
VIEWS = ("to_score", "coming", "held", "missed")


def policy(line: Line | None = None, now: datetime | None = None) -> Policy:
    """The operator's settings; for how many days one counts the line's SOP may say otherwise."""
    said = settings_of(line, "interview", now) if line and now else None
    return Policy(
        counts_days=(said and said.valid_days) or settings.INTERVIEW_COUNTS_DAYS,
        again_days=settings.INTERVIEW_AGAIN_DAYS,
        notice_hours=settings.INTERVIEW_NOTICE_HOURS,
    )


# --- the agent --------------------------------------------------------------------------------------------


def asker(agent: Agent, now: datetime) -> Asker:
    """An agent as the rules read it, whatever the number of slots."""
    return Asker(
        state=agent.state,
        open_steps=open_steps_by_line(agent, list(Line.objects.filter(is_open=True)), now),
        lines=qualifications(agent, local_on(now)),
        held=tuple(held_times(agent, now)),
    )


def held_times(agent: Agent, now: datetime) -> list[tuple[datetime, datetime]]:
    """Shifts and interviews the agent already has in hand."""
    shifts = Booking.objects.filter(agent=agent, state__in=("booked", "working"), ends_at__gt=now)
    talks = Interview.objects.filter(agent=agent, state="booked", ends_at__gt=now)
    return [*shifts.values_list("starts_at", "ends_at"), *talks.values_list("starts_at", "ends_at")]


def past_of(agent: Agent, line: Line) -> Past:
    """The line's interviews of an agent so far."""
    rows = Interview.objects.filter(agent=agent, line=line).exclude(state="cancelled")
    return past_from(rows.order_by("starts_at", "pk"))


def past_from(rows: Iterable[Interview]) -> Past:
    """``rows``: of one agent and line, the earliest first."""
    counts: date | None = None
    refused: date | None = None
    missed: list[datetime] = []
    booked = False
    for row in rows:
        booked |= row.state == "booked"
        if row.state == "no_show":
            missed.append(row.starts_at)
        elif row.state == "held":
            admitted, missed = row.recommendation == "admit", []
            counts = row.counts_until if admitted else None
            refused = None if admitted or row.scored_at is None else local_on(row.scored_at)
    return Past(booked, counts, refused, tuple(missed))


def interviews_of(agent: Agent) -> QuerySet[Interview]:
    """An agent's own, the latest first."""
    return (
        Interview.objects.filter(agent=agent)
        .select_related("line", "slot", "rubric", "agent__user")
        .order_by("-starts_at", "-pk")
    )


def coming_talk(agent: Agent, now: datetime) -> Interview | None:
    """The agent's next phone interview."""
    return interviews_of(agent).filter(state="booked", starts_at__gt=now).order_by("starts_at").first()


def open_slots(line: Line, now: datetime) -> list[InterviewSlot]:
    """The next free times for a line; of several at one moment the first put up is shown."""
    until = now + timedelta(days=SHOWN_DAYS)
    rows = InterviewSlot.objects.filter(state="open", starts_at__gt=now, starts_at__lt=until)
    found: dict[datetime, InterviewSlot] = {}
    for slot in rows.filter(Q(line=line) | Q(line=None)).select_related("line").order_by("starts_at", "pk"):
        found.setdefault(slot.starts_at, slot)
    return list(found.values())


def offer_of(slot: InterviewSlot) -> Offer:
    return Offer(slot.state, slot.starts_at, slot.ends_at, slot.line.code if slot.line else "")


def counting(agents: Collection[int], line_id: int, on: date) -> dict[int, Interview]:
    """Agent -> the interview that counts for a line on a day: the last one held, whatever it recommends."""
    held = Interview.objects.filter(agent__in=agents, line=line_id, state="held", counts_until__gte=on)
    return {one.agent_id: one for one in held.order_by("scored_at", "pk")}


def last_held(agents: Collection[int], line_id: int) -> dict[int, Interview]:
    """Agent -> the last interview held for a line, whether or not it still counts."""
    held = Interview.objects.filter(agent__in=agents, line=line_id, state="held")
    return {one.agent_id: one for one in held.order_by("scored_at", "pk")}


# --- the desk ---------------------------------------------------------------------------------------------


def desk(view: str, now: datetime, *, mine: User | None = None, search: str = "") -> QuerySet[Interview]:
    """One of VIEWS, in the order it is worked; ``mine`` leaves one interviewer's alone."""
    rows = searched(search).filter(_condition(view, now))
    if mine:
        rows = rows.filter(slot__interviewer=mine)
    return rows.order_by(*(("starts_at", "pk") if view in ("to_score", "coming") else ("-starts_at", "-pk")))


def searched(search: str) -> QuerySet[Interview]:
    rows = Interview.objects.select_related("agent__user", "line", "slot__interviewer", "rubric", "scored_by")
    if search:
        rows = rows.filter(Q(agent__number__icontains=search) | called(search, "agent__user"))
    return rows


def desk_counts(view: str, now: datetime, user: User, *, mine: bool, search: str = "") -> dict[str, int]:
    """How many each of VIEWS leaves, and of the one that is open: everybody's ("") and one's own (``me``)."""
    own = Q(slot__interviewer=user)
    views = {one: _condition(one, now) & (own if mine else Q()) for one in VIEWS}
    whose = {"": _condition(view, now), "me": _condition(view, now) & own}
    return chip_counts(searched(search), views | whose)


def to_score_count(now: datetime) -> int:
    return Interview.objects.filter(_condition("to_score", now)).count()


def slots_of(interviewer: User, now: datetime) -> QuerySet[InterviewSlot]:
    """An interviewer's own coming times that stand."""
    rows = InterviewSlot.objects.filter(interviewer=interviewer, ends_at__gt=now).exclude(state="withdrawn")
    return rows.select_related("line").order_by("starts_at")


def rubric_of(line: Line | int, purpose: str = "interview") -> Rubric | None:
    """The scorecard in force: the latest version."""
    return Rubric.objects.filter(line=line, purpose=purpose).order_by("-version").first()


def _condition(view: str, now: datetime) -> Q:
    return {
        "coming": Q(state="booked", starts_at__gt=now),
        "held": Q(state="held"),
        "missed": Q(state="no_show"),
    }.get(view, Q(state="booked", starts_at__lte=now))
