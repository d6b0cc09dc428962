"""Decisions and corrections, and what they rest on."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Case, Q, QuerySet, Value, When

from onboarding.models import Agent, User
from tasks.models import (
    Claim,
    Correction,
    Decision,
    PayMonth,
    PenaltyTable,
    Result,
    Review,
    ReviewAppeal,
    Segment,
    Task,
)
from tasks.rules.decisions import reasons_not_to_approve
from tasks.rules.reviewing import reasons_not_to_rest_on_review
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason
from yunke.models import AuditEntry


def penalty_table_on(task: Task, on: date) -> PenaltyTable | None:
    """The table that held on a day."""
    return PenaltyTable.objects.filter(task=task, effective_on__lte=on).order_by("-version").first()


def was_on_duty(task: Task, agent: Agent, on: date) -> bool:
    """Whether the agent was on duty for the task at some time of the pay-zone day."""
    claims = Claim.objects.filter(task=task, agent=agent, on_duty_at__isnull=False)
    return any(
        local_on(one.on_duty_at) <= on and (one.ended_at is None or on <= local_on(one.ended_at))
        for one in claims
        if one.on_duty_at
    )


def decisions_waiting(*, now: datetime) -> QuerySet[Decision]:
    """Proposed ones that a second person may decide now."""
    ripe = Q(appeal_until__isnull=True) | Q(appealed_at__isnull=False) | Q(appeal_until__lt=now)
    return Decision.objects.filter(ripe, state="proposed")


def why_dropped(decision: Decision) -> str:
    """What was said when it was dropped, as the record has it; empty for any other."""
    trail = AuditEntry.objects.filter(thing_type="tasks.decision", thing_id=decision.public_id)
    last = trail.filter(to_state="dropped").order_by("pk").first()
    return str(last.facts.get("why", "")) if last else ""


def reasons_not_to_decide(decision: Decision, by: User, now: datetime) -> list[Reason]:
    """Why this person cannot approve it now; a fatal error must still stand, with no appeal open."""
    return [
        *reasons_not_to_approve(
            by_proposer=by.pk == decision.proposed_by_id,
            appeal_until=decision.appeal_until,
            answered=decision.appealed_at is not None,
            now=now,
        ),
        *reasons_of_review(decision.review, decision.task, decision.agent),
    ]


def reasons_of_review(review: Review | None, task: Task, agent: Agent) -> list[Reason]:
    """What keeps a penalty from resting on a review; nothing where it rests on none."""
    if review is None:
        return []
    appealed = ReviewAppeal.objects.filter(review=review, state="asked").exists()
    return list(
        reasons_not_to_rest_on_review(
            theirs=(review.task_id, review.agent_id) == (task.pk, agent.pk),
            fatal=review.fatal_count > 0,
            appealed=appealed,
        )
    )


def decisions_about(agent: Agent) -> QuerySet[Decision]:
    return (
        Decision.objects.filter(agent=agent)
        .select_related("task", "clause", "review")
        .order_by("-proposed_at")
    )


def _of(fact: Segment | Result) -> dict[str, Segment | Result]:
    return {"segment" if isinstance(fact, Segment) else "result": fact}


def corrections_of(fact: Segment | Result) -> QuerySet[Correction]:
    return Correction.objects.filter(**_of(fact)).order_by("pk")


CORRECTIONS_FIRST = (Case(When(state="proposed", then=Value(0)), default=Value(1)).asc(), "-proposed_at")


def corrections_listed() -> QuerySet[Correction]:
    """Those that wait for a second person first, then the newest."""
    rows = Correction.objects.select_related(
        "agent__user", "task", "segment", "result__kind", "proposed_by", "decided_by"
    )
    return rows.order_by(*CORRECTIONS_FIRST, "-pk")


def correction_is_pending(fact: Segment | Result) -> bool:
    return corrections_of(fact).filter(state="proposed").exists()


def value_after_corrections(fact: Segment | Result, measure: str) -> int:
    """What the fact stands at: its own value, or the one of the last correction that was approved."""
    last = corrections_of(fact).filter(state="approved", amendment=None).last()
    if measure == "minutes" and isinstance(fact, Segment):
        return last.minutes_now if last else fact.paid_minutes
    assert isinstance(fact, Result)
    if measure == "amount":
        return last.amount_now_fen if last else fact.amount_fen
    return last.quantity_now if last else fact.quantity


def is_month_closed(fact: Segment | Result) -> bool:
    """Whether the month it was worked in, or approved into, is over, so that only a correction can change it."""
    if fact.state != "approved" or fact.settle_month is None:
        return False
    months = {fact.settle_month, fact.local_on.replace(day=1)}
    return PayMonth.objects.filter(entity=fact.entity_id, month__in=months, state="closed").exists()


def facts_of_day(task: Task, agent: Agent, on: date) -> tuple[list[Segment], list[Result]]:
    """What somebody worked and produced on a day: where a correction begins."""
    segments = Segment.objects.filter(task=task, agent=agent, local_on=on).select_related(
        "booking", "task", "agent"
    )
    results = (
        Result.objects.filter(task=task, agent=agent, local_on=on)
        .exclude(state="refused")  # they went back with their import
        .select_related("kind", "task", "agent")
        .order_by("occurred_at")
    )
    return list(segments.order_by("started_at")), list(results)
