"""Recordings of rooms: an agent's own, and those that wait for a listener."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from onboarding.models import Agent, RoomCheck, RoomJudgement, User
from onboarding.queries.checks import Numbers, alike, numbers_by_line
from onboarding.queries.desk import listed, searched
from onboarding.rules.room import ASKED, THRESHOLDS
from onboarding.states import ROOM
from yunke.audit import Actor
from yunke.listing import chip_counts
from yunke.models import AuditEntry

WAITING = ("received", "listening")


def room_numbers(agent: Agent, now: datetime) -> list[Numbers]:
    """Those of each of the agent's lines; the recording is as long as the longest of them asks."""
    return alike(numbers_by_line(agent, "room", THRESHOLDS, now), dict.fromkeys(ASKED, max))


def latest_room(agent: Agent) -> RoomCheck | None:
    """The agent's last recording that was not taken back."""
    return agent.room_checks.exclude(state="withdrawn").order_by("-submitted_at", "-pk").first()


def waiting_room(agent: Agent) -> RoomCheck | None:
    return agent.room_checks.filter(state__in=WAITING).first()


def rooms(state: str = "listening", *, words: str = "", by: User | None = None) -> QuerySet[RoomCheck]:
    """The desk's list of one state. ``by``: without those this person has judged."""
    rows = listed(RoomCheck.objects.select_related("agent__user"), state, waits="listening", words=words)
    if by is not None and state == "listening":
        rows = rows.exclude(_heard(by))
    return rows.annotate(heard_by=Count("judgements"))


def rooms_by_state(by: User, words: str = "") -> dict[str, int]:
    """How many stand in each state; of those that wait, the ones this person may still hear."""
    chips = {state: Q(state=state) for state in ROOM.words}
    return chip_counts(
        searched(RoomCheck.objects.all(), words), chips | {"listening": chips["listening"] & ~_heard(by)}
    )


def _heard(by: User) -> Q:
    return Q(Exists(RoomJudgement.objects.filter(room=OuterRef("pk"), by=by)))


def rooms_waiting(_now: datetime) -> int:
    """For a person: to be heard, or parked."""
    return RoomCheck.objects.filter(state__in=("listening", "parked")).count()


def has_played(check: RoomCheck, by: Actor) -> bool:
    """Whether this person has played the recording."""
    return AuditEntry.objects.filter(
        thing_type=check._meta.label_lower,
        thing_id=check.public_id,
        verb="room_played",
        actor=by.public_id,
    ).exists()


def unmeasured(now: datetime) -> QuerySet[RoomCheck]:
    """Recordings taken in while measuring was not possible, whose next try is due."""
    due = Q(try_at=None) | Q(try_at__lte=now)
    return RoomCheck.objects.filter(due, state="received").select_related("agent__user").order_by("pk")


def parked_rooms(agent: Agent) -> QuerySet[RoomCheck]:
    return agent.room_checks.filter(state="parked")
