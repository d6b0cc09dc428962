"""Mentorships: who is beside whom, and the newcomer's first thirty days, which the mentor bonus rests on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from onboarding.models import Agent
from tasks.models import Claim, Mentorship, Segment, Task
from yunke.ground.calendar import local_on

FIRST_DAYS = 30


@dataclass(frozen=True, slots=True)
class FirstDays:
    """The days of a mentorship that lie in the mentee's first thirty on the task; both ends count."""

    mentorship: int
    mentor: int
    mentee: int
    task: int
    first_on: date
    last_on: date


def mentorships() -> QuerySet[Mentorship]:
    return Mentorship.objects.select_related("task", "mentor__user", "mentee__user").order_by(
        "-starts_on", "-pk"
    )


def mentees_of(mentor: Agent) -> QuerySet[Mentorship]:
    """Those the mentor is beside now, the newest first."""
    return mentorships().filter(mentor=mentor, ends_on=None)


def first_days(first: date, last: date, mentors: Collection[int] | None = None) -> list[FirstDays]:
    """Each mentorship that meets the stretch ``first`` to ``last``, with its days in the mentee's first thirty.

    The thirty days begin with the day the mentee went on duty on the task. Two questions, however many there are.
    """
    rows = Mentorship.objects.filter(starts_on__lte=last).filter(Q(ends_on=None) | Q(ends_on__gte=first))
    if mentors is not None:
        rows = rows.filter(mentor__in=mentors)
    kept = list(rows.order_by("pk"))
    began = began_on([(row.mentee_id, row.task_id) for row in kept])
    found = []
    for row in kept:
        duty = began.get((row.mentee_id, row.task_id))
        if duty is None:
            continue
        start = max(row.starts_on, duty, first)
        end = min(duty + timedelta(days=FIRST_DAYS - 1), row.ends_on or last, last)
        if start <= end:
            found.append(FirstDays(row.pk, row.mentor_id, row.mentee_id, row.task_id, start, end))
    return found


def began_on(pairs: Collection[tuple[int, int]]) -> dict[tuple[int, int], date]:
    """(agent, task) -> the first day on duty."""
    rows = Claim.objects.filter(
        agent__in={agent for agent, _task in pairs},
        task__in={task for _agent, task in pairs},
        on_duty_at__isnull=False,
    )
    found: dict[tuple[int, int], date] = {}
    for agent, task, at in rows.order_by("-on_duty_at").values_list("agent_id", "task_id", "on_duty_at"):
        if at:
            found[agent, task] = local_on(at)
    return found


def minutes_of(pairs: Collection[tuple[int, int]], since: date) -> dict[tuple[int, int], int]:
    """(agent, task) -> approved minutes since a day."""
    rows = Segment.objects.filter(
        agent__in={agent for agent, _task in pairs},
        task__in={task for _agent, task in pairs},
        state="approved",
        local_on__gte=since,
    )
    sums = rows.order_by().values_list("agent_id", "task_id").annotate(n=Sum("paid_minutes"))
    return {(agent, task): minutes for agent, task, minutes in sums}


def carried(mentors: Collection[int], today: date) -> dict[int, int]:
    """Mentor -> how many mentees they stayed beside for thirty days."""
    found: dict[int, set[int]] = {}
    for row in Mentorship.objects.filter(mentor__in=mentors).iterator():
        until = row.ends_on or today
        if (until - row.starts_on).days + 1 >= FIRST_DAYS:
            found.setdefault(row.mentor_id, set()).add(row.mentee_id)
    return {mentor: len(mentees) for mentor, mentees in found.items()}


def team_of(lead: Agent) -> QuerySet[Claim]:
    """Who is on duty for the tasks the lead is on duty for, but the lead."""
    tasks = Task.objects.filter(claims__agent=lead, claims__state="on_duty")
    rows = Claim.objects.filter(task__in=tasks, state="on_duty").exclude(agent=lead)
    return rows.select_related("agent__user", "task").order_by("task__number", "agent__number")
