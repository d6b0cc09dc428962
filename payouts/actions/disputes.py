"""An agent disputes one line; a person answers; only that line ever waits."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from onboarding.actions.telling import tell_holders
from onboarding.models import User
from payouts.actions.holds import hold_line, let_go
from payouts.files import keep
from payouts.models import Dispute, DisputeNote, Line, Run, Statement
from payouts.queries.disputes import correction_for, line_key, line_of, to_be_moved, undecided_in, worked_on
from payouts.queries.held import HOLDABLE
from payouts.queries.paydays import timetable_of
from payouts.reasons import (
    DISPUTE_CHANGES_NOTHING,
    DISPUTE_DECISION_AWAITED,
    DISPUTE_IS_OPEN,
    DISPUTE_NOTED,
    DISPUTE_RAISED,
    DISPUTE_REJECTED,
    DISPUTE_REJECTED_WITH_MONEY,
    DISPUTE_UPHELD,
    DISPUTES_DUE,
    DISPUTES_OPEN,
    EVIDENCE_NOT_READABLE,
    MOVED_BY_DISPUTE,
    STATEMENT_GONE,
)
from payouts.rules.disputing import (
    answer_by_once_moved,
    clock_of,
    reasons_not_to_answer,
    reasons_not_to_dispute,
)
from payouts.rules.evidence import evidence_type
from tasks.actions.decisions import propose_decision
from tasks.models import Decision
from yunke.audit import HOUSE, move, record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_text
from yunke.ground.roles import OPERATIONS, PREPARER, QUALITY
from yunke.notices import tell

ANSWERERS = (OPERATIONS, PREPARER)
DECIDERS = (OPERATIONS, QUALITY)  # of rewards, as the desk of decisions lets them


@transaction.atomic
def dispute_line(
    statement: Statement,
    ordinal: int,
    words: str,
    *,
    now: datetime,
    evidence: bytes = b"",
    seen: str = "",
) -> Dispute:
    """By the agent. Raised late, the line moves to the next run at once; the rest is paid on its day.

    ``seen`` is the digest of the statement on which the line had this place.
    """
    run = Run.objects.select_for_update(of=("self",)).select_related("entity").get(pk=statement.run_id)
    now_there = run.statements.filter(pk=statement.pk).first()
    line = now_there.lines.filter(ordinal=ordinal).first() if now_there else None
    if now_there is None or line is None or (seen and seen != now_there.digest):
        raise Refused(STATEMENT_GONE())
    if evidence and not evidence_type(evidence):
        raise Refused(EVIDENCE_NOT_READABLE())
    key = line_key(line)
    agent = statement.agent
    standing = Dispute.objects.filter(run=run, agent=agent, line_key=key, state="open").exists()
    if reasons := list(
        reasons_not_to_dispute(run_state=run.state, kind=line.kind, words=words, is_open=standing)
    ):
        raise Refused(*reasons)
    due = clock_of(local_on(now), timetable_of(run.month), run_state=run.state)
    try:
        with transaction.atomic():
            dispute = Dispute.objects.create(
                public_id=new_public_id(now),
                run=run,
                agent=agent,
                task=line.task,
                what=line.kind,
                line_key=key,
                amount_fen=line.amount_fen,
                words=words.strip(),
                evidence=keep(evidence) if evidence else "",
                evidence_type=evidence_type(evidence),
                raised_at=now,
                in_time=due.in_time,
                answer_by=due.answer_by,
            )
    except IntegrityError as error:
        raise Refused(DISPUTE_IS_OPEN()) from error
    record(
        agent.user.actor, "dispute_raised", dispute, now=now, to_state="open", what=line.kind, run=run.number
    )
    if not due.in_time:
        _move_line(dispute, now=now)
    _tell_answerers(dispute, now=now)
    return dispute


@transaction.atomic
def answer_dispute(
    dispute: Dispute, *, upheld: bool, answer: str, by: User, now: datetime, back_fen: int = 0
) -> Dispute:
    """Upheld or not, with words; a line that waited is let go.

    An upheld one becomes an adjustment: ``back_fen`` proposes a reward that a second person decides, 0 names the
    correction of the line's facts that was proposed since and pays the agent more.
    """
    dispute = _held(dispute)
    line = line_of(dispute)
    decision = line.decision if line else None
    decided = (
        by.pk in (decision.proposed_by_id, decision.decided_by_id)
        if decision
        else _decided_moved(dispute, by)
    )
    if reasons := list(reasons_not_to_answer(state=dispute.state, answer=answer, decided_it=decided)):
        raise Refused(*reasons)
    if back_fen and not upheld:
        raise Refused(DISPUTE_REJECTED_WITH_MONEY(back_fen=back_fen))
    if upheld:
        _adjust(dispute, line, answer, back_fen, by=by, now=now)
    move(
        dispute,
        "upheld" if upheld else "rejected",
        by=by.actor,
        verb="dispute_upheld" if upheld else "dispute_rejected",
        now=now,
        answered_by=by,
        answered_at=now,
        answer=answer.strip(),
        decision=dispute.decision,
        correction=dispute.correction,
    )
    if dispute.hold and dispute.hold.state == "active":
        let_go(dispute.hold, by=by, now=now)
    _tell_agent(
        dispute, DISPUTE_UPHELD if upheld else DISPUTE_REJECTED, "answered", now=now, answer=dispute.answer
    )
    if dispute.decision:
        _tell_deciders(dispute, dispute.decision, now=now)
    return dispute


@transaction.atomic
def withdraw_dispute(dispute: Dispute, *, now: datetime) -> Dispute:
    """The agent no longer minds: a line that waited is settled as it is."""
    dispute = _held(dispute)
    user = dispute.agent.user
    move(dispute, "withdrawn", by=user.actor, verb="dispute_withdrawn", now=now)
    if dispute.hold and dispute.hold.state == "active":
        let_go(dispute.hold, by=user, now=now)
    return dispute


@transaction.atomic
def say_more(dispute: Dispute, words: str, *, by: User, now: datetime) -> DisputeNote:
    """A word more in the thread, while it is open; the agent hears of what staff say."""
    dispute = _held(dispute)
    if reasons := list(reasons_not_to_answer(state=dispute.state, answer=words, decided_it=False)):
        raise Refused(*reasons)
    note = DisputeNote.objects.create(dispute=dispute, by=by, at=now, words=words.strip())
    record(by.actor, "dispute_noted", dispute, now=now)
    if by.pk != dispute.agent.user_id:
        _tell_agent(dispute, DISPUTE_NOTED, f"note{note.pk}", now=now)
    return note


@transaction.atomic
def move_disputed_line(dispute: Dispute, *, by: User | None, now: datetime) -> Dispute:
    """Only this line waits for the next run; nine days to answer count from the day it was to be decided."""
    dispute = _held(dispute)
    _move_line(dispute, now=now)
    if dispute.hold:
        record(by.actor if by else HOUSE, "disputed_line_moved", dispute, now=now)
        dispute.answer_by = answer_by_once_moved(max(dispute.answer_by, local_on(dispute.raised_at)))
        dispute.save(update_fields=["answer_by"])
    return dispute


def move_undecided(*, now: datetime) -> int:
    """Past their day, undecided lines move by themselves; how many."""
    moved = 0
    for dispute in to_be_moved(local_on(now)):
        with suppress(Refused):  # its run was approved meanwhile: the others still move
            moved += move_disputed_line(dispute, by=None, now=now).hold is not None
    return moved


def tell_of_due_disputes(count: int, *, now: datetime) -> None:
    """Each morning, to whoever answers."""
    tell_holders(
        ANSWERERS,
        DISPUTES_DUE,
        key=f"disputes:{local_on(now)}",
        now=now,
        url=reverse("payouts:disputes"),
        count=count,
    )


def require_disputes_decided(run: Run) -> None:
    """What was raised in time is answered, or its line moved, before anybody approves."""
    if count := undecided_in(run).count():
        raise Refused(DISPUTES_OPEN(count=count))


def _adjust(
    dispute: Dispute, line: Line | None, answer: str, back_fen: int, *, by: User, now: datetime
) -> None:
    if not back_fen:
        dispute.correction = correction_for(dispute)
    elif dispute.task:
        dispute.decision = propose_decision(
            dispute.task,
            dispute.agent,
            "reward",
            back_fen,
            occurred_on=worked_on(dispute, line),
            evidence=answer,
            paid_there=True,
            by=by,
            now=now,
        )
    if not dispute.correction and not dispute.decision:
        raise Refused(DISPUTE_CHANGES_NOTHING())


def _move_line(dispute: Dispute, *, now: datetime) -> None:
    line = line_of(dispute) if dispute.hold_id is None else None
    if line is None or line.kind not in HOLDABLE or dispute.run.state not in ("computed", "returned"):
        return
    dispute.hold = hold_line(dispute.run, dispute.agent, line.ordinal, why=MOVED_BY_DISPUTE, by=None, now=now)
    dispute.save(update_fields=["hold"])


def _decided_moved(dispute: Dispute, by: User) -> bool:
    """The line moved away with its decision: its two people still do not answer."""
    keys = dispute.hold.facts.get("decision", []) if dispute.hold else []
    return any(
        by.pk in people
        for people in Decision.objects.filter(pk__in=keys).values_list("proposed_by", "decided_by")
    )


def _held(dispute: Dispute) -> Dispute:
    return (
        Dispute.objects.select_for_update(of=("self",))
        .select_related("run__entity", "agent__user", "hold", "task")
        .get(pk=dispute.pk)
    )


def _tell_answerers(dispute: Dispute, *, now: datetime) -> None:
    tell_holders(
        ANSWERERS,
        DISPUTE_RAISED,
        key=f"dispute:{dispute.public_id}",
        now=now,
        url=reverse("payouts:dispute", args=[dispute.public_id]),
        agent=dispute.agent.number,
        month=month_text(dispute.run.month),
        what=dispute.what,
        answer_on=dispute.answer_by.isoformat(),
    )


def _tell_deciders(dispute: Dispute, decision: Decision, *, now: datetime) -> None:
    """Whoever may decide the money back: all who decide rewards but the one who proposed it."""
    tell_holders(
        DECIDERS,
        DISPUTE_DECISION_AWAITED,
        key=f"dispute:{dispute.public_id}:decide",
        now=now,
        but=decision.proposed_by.public_id if decision.proposed_by else "",
        url=reverse("tasks:decision", args=[decision.public_id]),
        agent=dispute.agent.number,
        month=month_text(dispute.run.month),
        what=dispute.what,
        amount_fen=decision.amount_fen,
    )


def _tell_agent(dispute: Dispute, template: str, key: str, *, now: datetime, **facts: Any) -> None:
    tell(
        dispute.agent.user.public_id,
        template,
        key=f"dispute:{dispute.public_id}:{key}",
        now=now,
        url=reverse("payouts:my_dispute", args=[dispute.public_id]),
        month=month_text(dispute.run.month),
        what=dispute.what,
        **facts,
    )
