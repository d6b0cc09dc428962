"""Hours and results are approved in sets: one month is held, one UPDATE a month of settlement, one audit row.

The month of a fact is the later one of the entity's open month and the month of its day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse

from onboarding.models import User
from tasks.actions.months import open_month_for_approval
from tasks.actions.shifts import refuse_for
from tasks.models import Result, ResultImport, Segment, Task
from tasks.queries.imports import reasons_against_approval
from tasks.queries.terms_in_force import unpaid_meal
from tasks.reasons import (
    HOURS_CHANGED,
    HOURS_NOT_DRAFTED,
    HOURS_REFUSED,
    HOURS_WERE_CHANGED,
    HOURS_WERE_REFUSED,
    NOTHING_SELECTED,
    WHY_MISSING,
)
from tasks.rules.attendance import paid_minutes, reasons_not_to_change_minutes
from tasks.rules.decisions import settle_month
from yunke.audit import move_many, record
from yunke.ground.errors import Refused
from yunke.ground.months import month_of, next_month
from yunke.models import Public
from yunke.notices import tell


@transaction.atomic
def approve_hours(segments: QuerySet[Segment], *, by: User, now: datetime) -> int:
    """Approve the drafted segments of a set; how many there were. Refuses when there was none."""
    drafted = segments.filter(state="drafted")
    tasks = _held_tasks(drafted)
    approved = sum(
        _approve(drafted.filter(task=task), task, thing=task, verb="hours_approved", by=by, now=now)
        for task in tasks
    )
    if not approved:
        raise Refused(NOTHING_SELECTED())
    return approved


@transaction.atomic
def approve_results(result_import: ResultImport, *, by: User, now: datetime) -> int:
    """Approve every drafted result of an import; how many there were."""
    drafted = Result.objects.filter(source_import=result_import, state="drafted")
    task = _held(Task.objects.filter(pk=result_import.task_id)).get()
    refuse_for(reasons_against_approval(result_import, by))
    approved = _approve(drafted, task, thing=result_import, verb="results_approved", by=by, now=now)
    if not approved:
        raise Refused(NOTHING_SELECTED())
    return approved


def _held_tasks(segments: QuerySet[Segment]) -> list[Task]:
    """The tasks of a set, held in one order: two people approving the same list go one after the other."""
    touched = list(segments.order_by().values_list("task_id", flat=True).distinct())
    return list(_held(Task.objects.filter(pk__in=touched)).order_by("pk"))


def _held(tasks: QuerySet[Task]) -> QuerySet[Task]:
    return tasks.select_for_update(no_key=True, of=("self",)).select_related("entity")


def _approve(facts: QuerySet[Any], task: Task, *, thing: Public, verb: str, by: User, now: datetime) -> int:
    """``facts`` of one task. Those of months not yet open wait for their own month."""
    open_month = open_month_for_approval(task.entity)
    last = next_month(open_month)
    later = {
        month_of(on)
        for on in facts.filter(local_on__gte=last).order_by().values_list("local_on", flat=True).distinct()
    }
    sets: list[tuple[date, QuerySet[Any]]] = [(open_month, facts.filter(local_on__lt=last))]
    sets += [
        (settle_month(open_month, month), facts.filter(local_on__gte=month, local_on__lt=next_month(month)))
        for month in sorted(later)
    ]
    return sum(
        move_many(
            rows,
            "drafted",
            "approved",
            thing=thing,
            by=by.actor,
            verb=verb,
            now=now,
            facts={"settle_month": month.isoformat(), "task": task.number},
            entity=task.entity,
            settle_month=month,
            approved_at=now,
            approved_by=by,
        )
        for month, rows in sets
    )


@transaction.atomic
def refuse_hours(segments: QuerySet[Segment], why: str, *, by: User, now: datetime) -> int:
    """Do not count the drafted segments of a set; each agent is told why."""
    if not why.strip():
        raise Refused(WHY_MISSING())
    drafted = segments.filter(state="drafted")
    tasks = _held_tasks(drafted)
    told = list(
        drafted.order_by().values_list("task_id", "agent__user__public_id").annotate(rows=Count("pk"))
    )
    said = [HOURS_REFUSED(why=why.strip()).as_json()]
    refused = sum(
        move_many(
            drafted.filter(task=task),
            "drafted",
            "refused",
            thing=task,
            by=by.actor,
            verb="hours_refused",
            now=now,
            facts={"why": why.strip()},
            reasons=said,
        )
        for task in tasks
    )
    if not refused:
        raise Refused(NOTHING_SELECTED())
    _tell_refused(told, {task.pk: task for task in tasks}, why.strip(), now)
    return refused


def _tell_refused(told: Iterable[tuple[Any, ...]], tasks: dict[int, Task], why: str, now: datetime) -> None:
    for task_id, user, rows in told:
        task = tasks[task_id]
        tell(
            user,
            HOURS_WERE_REFUSED,
            key=f"hours:{task.number}:{user}:{now.isoformat()}",
            now=now,
            url=reverse("tasks:hours"),
            task=task.name,
            count=rows,
            why=why,
        )


@transaction.atomic
def draft_hours_again(segments: QuerySet[Segment], *, by: User, now: datetime) -> int:
    """Take a refusal back: the segments wait for approval once more."""
    tasks = _held_tasks(segments.filter(state="refused"))
    back = sum(
        move_many(
            segments.filter(task=task),
            "refused",
            "drafted",
            thing=task,
            by=by.actor,
            verb="hours_drafted_again",
            now=now,
            reasons=[],
        )
        for task in tasks
    )
    if not back:
        raise Refused(NOTHING_SELECTED())
    return back


@transaction.atomic
def change_minutes(segment: Segment, minutes: int, why: str, *, by: User, now: datetime) -> Segment:
    """Other paid minutes for drafted hours, with the reason the agent will read."""
    refuse_for(reasons_not_to_change_minutes(minutes, why, most=minutes_at_most(segment)))
    was = segment.paid_minutes
    said = [*segment.reasons, HOURS_CHANGED(minutes_was=was, minutes=minutes, why=why.strip()).as_json()]
    drafted = Segment.objects.filter(pk=segment.pk, state="drafted", paid_minutes=was)
    if not drafted.update(paid_minutes=minutes, reasons=said, odd=True):
        raise Refused(HOURS_NOT_DRAFTED())
    segment.paid_minutes, segment.reasons = minutes, said
    record(by.actor, "hours_changed", segment, now=now, minutes_was=was, minutes=minutes, why=why.strip())
    tell(
        segment.agent.user.public_id,
        HOURS_WERE_CHANGED,
        key=f"segment:{segment.public_id}:{now.isoformat()}",
        now=now,
        url=reverse("tasks:hours"),
        task=segment.task.name,
        local_on=segment.local_on.isoformat(),
        minutes=minutes,
        why=why.strip(),
    )
    return segment


def minutes_at_most(segment: Segment) -> int:
    """Clocked minutes of a segment less its unpaid meal."""
    return paid_minutes(segment.started_at, segment.ended_at, unpaid_meal(segment.terms))
