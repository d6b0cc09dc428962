"""A penalty table, like the terms it belongs to: written by one person, in force once another has agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from onboarding.actions.telling import Waiting
from onboarding.models import User
from tasks.models import PenaltyClause, PenaltyProposal, PenaltyTable, Task
from tasks.reasons import (
    PENALTIES_BY_PROPOSER,
    PENALTIES_IN,
    PENALTIES_NEED_WHY,
    PENALTIES_PENDING,
    PENALTIES_SENT_BACK,
    PENALTIES_WAIT,
    TERMS_NOT_LATER,
)
from tasks.rules.terms import Clause, penalty_hash
from tasks.rules.terms_checks import clause_reasons
from yunke import audit
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import OPERATIONS


@transaction.atomic
def propose_penalties(
    task: Task, clauses: Sequence[Clause], effective_on: date, *, appeal_days: int, by: User, now: datetime
) -> PenaltyProposal:
    """An empty one says that nothing is fined; nobody is held to any of it before a second person agrees."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    reasons = _reasons(task, clauses, effective_on)
    if task.penalty_proposals.filter(state="proposed").exists():
        reasons.append(PENALTIES_PENDING())
    if reasons:
        raise Refused(*reasons)
    proposal = PenaltyProposal.objects.create(
        public_id=new_public_id(now),
        task=task,
        effective_on=effective_on,
        appeal_days=appeal_days,
        clauses=[asdict(one) for one in clauses],
        proposed_by=by,
        proposed_at=now,
    )
    audit.record(
        by.actor,
        "penalties_proposed",
        proposal,
        now=now,
        to_state="proposed",
        task=task.number,
        effective_on=effective_on.isoformat(),
    )
    _waiting(proposal).tell_second(PENALTIES_WAIT, now=now)
    return proposal


@transaction.atomic
def approve_penalties(proposal: PenaltyProposal, *, by: User, now: datetime) -> PenaltyTable:
    """The second person agrees: the table stands from its day on, never edited."""
    if by.pk == proposal.proposed_by_id:
        raise Refused(PENALTIES_BY_PROPOSER())
    task = Task.objects.select_for_update().get(pk=proposal.task_id)
    clauses = [Clause(**one) for one in proposal.clauses]
    if reasons := _reasons(task, clauses, proposal.effective_on):
        raise Refused(*reasons)
    table = _write(task, clauses, proposal, now)
    audit.record(by.actor, "penalties_added", task, now=now, version=table.version, hash=table.hash)
    audit.move(
        proposal,
        "approved",
        by=by.actor,
        verb="penalties_approved",
        now=now,
        facts={"task": task.number, "version": table.version, "hash": table.hash},
        decided_by=by,
        decided_at=now,
        table=table,
    )
    _waiting(proposal).decided(PENALTIES_IN, by=by, now=now)
    return table


@transaction.atomic
def refuse_penalties(proposal: PenaltyProposal, why: str, *, by: User, now: datetime) -> PenaltyProposal:
    """Sent back with a reason, or taken back by whoever wrote it."""
    own = by.pk == proposal.proposed_by_id
    if not own and not why.strip():
        raise Refused(PENALTIES_NEED_WHY())
    audit.move(
        proposal,
        "withdrawn" if own else "refused",
        by=by.actor,
        verb="penalties_withdrawn" if own else "penalties_refused",
        now=now,
        facts={"why": why.strip()},
        decided_by=None if own else by,
        decided_at=now,
        why=why.strip()[:500],
    )
    _waiting(proposal).decided(PENALTIES_SENT_BACK, by=by, now=now, why=why.strip())
    return proposal


def _waiting(proposal: PenaltyProposal) -> Waiting:
    return Waiting(
        f"penalties:{proposal.public_id}",
        [OPERATIONS],
        proposal.proposed_by.public_id,
        reverse("tasks:desk_task", args=[proposal.task.public_id]),
        {"task": proposal.task.name, "effective_on": proposal.effective_on.isoformat()},
    )


def _reasons(task: Task, clauses: Sequence[Clause], effective_on: date) -> list[Reason]:
    """Everything against a table, when it is written as well as when it is agreed to."""
    last = task.penalty_tables.order_by("-version").first()
    reasons = list(clause_reasons(clauses))
    if last and effective_on <= last.effective_on:
        reasons.append(TERMS_NOT_LATER(version=last.version, last_on=last.effective_on.isoformat()))
    return reasons


def _write(task: Task, clauses: Sequence[Clause], proposal: PenaltyProposal, now: datetime) -> PenaltyTable:
    last = task.penalty_tables.order_by("-version").first()
    version, effective_on = (last.version if last else 0) + 1, proposal.effective_on
    table = PenaltyTable.objects.create(
        public_id=new_public_id(now),
        task=task,
        version=version,
        effective_on=effective_on,
        appeal_days=proposal.appeal_days,
        hash=penalty_hash(task.number, version, effective_on, proposal.appeal_days, clauses),
    )
    PenaltyClause.objects.bulk_create(
        PenaltyClause(table=table, code=one.code, title=one.title, amount_fen=one.amount_fen)
        for one in clauses
    )
    return table
