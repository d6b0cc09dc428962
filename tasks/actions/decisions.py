"""A reward or penalty: proposed with clause and evidence, answered by the agent, decided by a second person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from onboarding.models import Agent, User
from tasks.actions.months import open_month_for_approval
from tasks.actions.shifts import refuse_for
from tasks.models import Decision, PenaltyClause, Review, Task
from tasks.queries.decisions import (
    penalty_table_on,
    reasons_not_to_decide,
    reasons_of_review,
    was_on_duty,
)
from tasks.reasons import DECISION_APPROVED, DECISION_DROPPED, PENALTY_PROPOSED, REWARD_PROPOSED, WHY_MISSING
from tasks.rules import decisions as rules
from yunke.audit import move, record
from yunke.ground.calendar import local_on
from yunke.ground.errors import MOVED_MEANWHILE, Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_text
from yunke.notices import APP, SMS, tell


@transaction.atomic
def propose_decision(
    task: Task,
    agent: Agent,
    kind: str,
    amount_fen: int,
    *,
    occurred_on: date,
    evidence: str,
    clause: PenaltyClause | None = None,
    review: Review | None = None,
    paid_there: bool = False,
    by: User,
    now: datetime,
) -> Decision:
    """Put a reward or penalty to the agent; nothing is settled before somebody else decides.

    ``review``: whose fatal error it is about; a review never becomes a penalty by itself. ``paid_there``: a line of
    the task has paid them, as it pays mentors who are not on duty in it themselves.
    """
    review = review if kind == "penalty" else None
    clause = clause if kind == "penalty" else None
    table = penalty_table_on(task, occurred_on)
    refuse_for(
        [
            *rules.reasons_not_to_propose(
                kind,
                amount_fen,
                clause_most_fen=clause.amount_fen if clause else None,
                clause_in_force=bool(clause and table and clause.table_id == table.pk),
                evidence=evidence,
                occurred_on=occurred_on,
                today=local_on(now),
                was_on_duty=paid_there or was_on_duty(task, agent, occurred_on),
            ),
            *reasons_of_review(review, task, agent),
        ]
    )
    until = now + timedelta(days=clause.table.appeal_days) if clause else None
    decision = Decision.objects.create(
        public_id=new_public_id(now),
        task=task,
        agent=agent,
        kind=kind,
        amount_fen=amount_fen,
        clause=clause,
        occurred_on=occurred_on,
        evidence=evidence.strip(),
        review=review,
        appeal_until=until,
        proposed_by=by,
        proposed_at=now,
    )
    record(
        by.actor,
        "decision_proposed",
        decision,
        now=now,
        to_state="proposed",
        kind=kind,
        amount_fen=amount_fen,
    )
    _tell_proposed(decision, now)
    return decision


@transaction.atomic
def answer_decision(decision: Decision, words: str, *, now: datetime) -> Decision:
    """What the agent says to a penalty; without words they have no objection. Said once."""
    refuse_for(
        rules.reasons_not_to_answer(
            decision.kind,
            decision.state,
            appeal_until=decision.appeal_until,
            answered=decision.appealed_at is not None,
            now=now,
        )
    )
    unanswered = Decision.objects.filter(pk=decision.pk, state="proposed", appealed_at=None)
    if not unanswered.update(appeal=words.strip(), appealed_at=now):
        raise Refused(MOVED_MEANWHILE())
    decision.appeal, decision.appealed_at = words.strip(), now
    record(decision.agent.user.actor, "decision_answered", decision, now=now, objects=bool(words.strip()))
    return decision


@transaction.atomic
def approve_decision(decision: Decision, *, by: User, now: datetime) -> Decision:
    """The second person says yes: it is settled in the open month, or in its own if that is later."""
    refuse_for(reasons_not_to_decide(decision, by, now))
    entity = decision.task.entity
    month = rules.settle_month(open_month_for_approval(entity), decision.occurred_on)
    move(
        decision,
        "approved",
        by=by.actor,
        verb="decision_approved",
        now=now,
        facts={"settle_month": month.isoformat(), "amount_fen": decision.amount_fen},
        entity=entity,
        settle_month=month,
        decided_by=by,
        decided_at=now,
    )
    tell(
        decision.agent.user.public_id,
        DECISION_APPROVED,
        key=f"decision:{decision.public_id}:approved",
        now=now,
        url=reverse("tasks:my_decisions"),
        channels=(APP, SMS),
        task=decision.task.name,
        kind=decision.kind,
        amount_fen=decision.amount_fen,
        month=month_text(month),
    )
    return decision


@transaction.atomic
def drop_decision(decision: Decision, why: str, *, by: User, now: datetime) -> Decision:
    """It does not stand. The proposer may take it back; then nobody else decided."""
    if not why.strip():
        raise Refused(WHY_MISSING())
    second = None if by.pk == decision.proposed_by_id else by
    move(
        decision,
        "dropped",
        by=by.actor,
        verb="decision_dropped",
        now=now,
        facts={"why": why.strip()},
        decided_by=second,
        decided_at=now,
    )
    tell(
        decision.agent.user.public_id,
        DECISION_DROPPED,
        key=f"decision:{decision.public_id}:dropped",
        now=now,
        url=reverse("tasks:my_decisions"),
        task=decision.task.name,
        kind=decision.kind,
    )
    return decision


def _tell_proposed(decision: Decision, now: datetime) -> None:
    to, key = decision.agent.user.public_id, f"decision:{decision.public_id}:proposed"
    if decision.kind == "reward":
        tell(
            to,
            REWARD_PROPOSED,
            key=key,
            now=now,
            url=reverse("tasks:my_decisions"),
            task=decision.task.name,
            amount_fen=decision.amount_fen,
        )
        return
    assert decision.clause is not None and decision.appeal_until is not None  # noqa: PT018 - a penalty has both
    tell(
        to,
        PENALTY_PROPOSED,
        key=key,
        now=now,
        url=reverse("tasks:my_decisions"),
        channels=(APP, SMS),
        task=decision.task.name,
        amount_fen=decision.amount_fen,
        clause=decision.clause.title,
        until_at=decision.appeal_until.isoformat(),
    )
