"""What a client may see of their own tasks: seats, people by number, hours and results. No pay, no price."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Count, QuerySet, Sum

from onboarding.models import User
from tasks.models import Assessment, Claim, Result, ResultKind, Segment, Task
from tasks.queries.interviews import last_held
from training.queries import exam_scores

WEEKS = 8


@dataclass(slots=True)
class Week:
    """Monday to Sunday of the pay zone; minutes and results that were approved."""

    starts_on: date
    minutes: int = 0
    counts: dict[int, int] = field(default_factory=dict)  # kind -> pieces, or fen for amounts

    @property
    def ends_on(self) -> date:
        return self.starts_on + timedelta(days=6)


def tasks_of_client(user: User) -> QuerySet[Task]:
    """The tasks of the client this person belongs to; drafts are not theirs yet."""
    rows = Task.objects.filter(client__members__user=user).exclude(state="draft")
    return rows.select_related("line").order_by("-pk")


def duty_counts(tasks: list[Task]) -> dict[int, int]:
    rows = Claim.objects.filter(task__in=tasks, state="on_duty").order_by().values_list("task_id")
    return dict(rows.annotate(n=Count("pk")))


def minutes_since(tasks: list[Task], since: date) -> dict[int, int]:
    rows = Segment.objects.filter(task__in=tasks, state="approved", local_on__gte=since).order_by()
    return dict(rows.values_list("task_id").annotate(n=Sum("paid_minutes")))


def numbers_on_duty(task: Task) -> list[str]:
    """Agents by number alone."""
    rows = Claim.objects.filter(task=task, state="on_duty").order_by("agent__number")
    return list(rows.values_list("agent__number", flat=True))


def weeks_of(task: Task, today: date) -> tuple[list[Week], list[ResultKind]]:
    """The last weeks, newest first, and the kinds of result that occur in them."""
    monday = today - timedelta(days=today.weekday())
    weeks = {start: Week(start) for start in (monday - timedelta(weeks=number) for number in range(WEEKS))}
    since = min(weeks)
    for on, minutes in (
        Segment.objects.filter(task=task, state="approved", local_on__gte=since)
        .order_by()
        .values_list("local_on")
        .annotate(n=Sum("paid_minutes"))
    ):
        if week := weeks.get(_monday(on)):
            week.minutes += minutes
    kinds = _count_results(task, since, weeks)
    return list(weeks.values()), kinds


def _count_results(task: Task, since: date, weeks: dict[date, Week]) -> list[ResultKind]:
    rows = (
        Result.objects.filter(task=task, state="approved", local_on__gte=since)
        .order_by()
        .values_list("local_on", "kind", "kind__measure")
        .annotate(pieces=Sum("quantity"), fen=Sum("amount_fen"))
    )
    seen = set()
    for on, kind, measure, pieces, fen in rows:
        seen.add(kind)
        if week := weeks.get(_monday(on)):
            week.counts[kind] = week.counts.get(kind, 0) + (fen if measure == "amount" else pieces)
    return list(ResultKind.objects.filter(pk__in=seen).order_by("pk"))


def _monday(on: date) -> date:
    return on - timedelta(days=on.weekday())


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Somebody to assess, by number; no name, no phone."""

    claim: Claim
    exam_percent: int | None
    interview_percent: int | None
    verdict: Assessment | None


def candidates_of(task: Task) -> list[CandidateRow]:
    """Who waits for the client's verdict or has it and waits for admission; nobody where none is agreed."""
    if not task.client_assesses:
        return []
    claims = list(
        Claim.objects.filter(task=task, state="assessing").select_related("agent").order_by("asked_at", "pk")
    )
    agents = [one.agent_id for one in claims]
    scores, talks = exam_scores(agents), last_held(agents, task.line_id)
    said = {one.claim_id: one for one in Assessment.objects.filter(claim__in=claims, side="client")}
    rows = []
    for one in claims:
        score, talk = scores[one.agent_id].get(task.line.code), talks.get(one.agent_id)
        rows.append(
            CandidateRow(
                one, score.percent if score else None, talk.percent if talk else None, said.get(one.pk)
            )
        )
    return rows
