"""Holding one agent or one line back, and letting go again: the others are paid on their day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from onboarding.models import Agent, User
from payouts.actions.held_payments import let_payment_go, stop_payment
from payouts.actions.one_agent import settle_elsewhere
from payouts.actions.postponed import settle_in
from payouts.models import Hold, Line, Run, Statement
from payouts.queries.held import facts_of_agent, facts_of_line
from payouts.queries.kept_back import FOLLOWING
from payouts.reasons import ALREADY_HELD, HOLD_ENDED, HOLD_PLACED, PAYMENT_HELD, STATEMENT_GONE
from payouts.rules.holding import reasons_not_to_end, reasons_not_to_hold
from payouts.states import LOCKED_RUNS
from tasks.actions.months import open_month_for_approval
from tasks.models import PayingEntity
from yunke.audit import HOUSE, Actor, move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_text
from yunke.ground.roles import APPROVER, FINANCE
from yunke.notices import tell


@transaction.atomic
def hold_agent(run: Run, agent: Agent, *, why: str, by: User, now: datetime) -> Hold:
    """Before approval all of the agent's month waits for the next run; afterwards the payment stops."""
    run = _locked(run)
    _require(run, why, by, whole=True)
    statement = _statement(run, agent)
    if run.state in LOCKED_RUNS:
        hold = stop_payment(statement, why=why.strip(), by=by, now=now)
    else:
        hold = _take_out(run, statement, facts_of_agent(run, agent.pk), {"scope": "agent"}, why, by, now)
        for line in _left_of(run, agent):  # a mentor is paid by hours that are a mentee's
            _take_out(run, line.statement, {}, _of_line(line), why, by, now)
    _tell(hold, PAYMENT_HELD if hold.item_id else HOLD_PLACED, now=now, why=hold.why)
    return hold


@transaction.atomic
def hold_line(
    run: Run, agent: Agent, ordinal: int, *, why: str, by: User | None, now: datetime, seen: str = ""
) -> Hold:
    """One line's facts wait for the next run; the rest of the statement is computed without them.

    ``by`` is nobody where the timetable moves a disputed line; ``seen`` is the digest of the statement on which
    the line had this place: computed anew, another line may stand there.
    """
    run = _locked(run)
    statement = _statement(run, agent)
    line = statement.lines.filter(ordinal=ordinal).first()
    if line is None or (seen and seen != statement.digest):
        raise Refused(STATEMENT_GONE())
    _require(run, why, by, whole=False, kind=line.kind)
    facts = facts_of_line(line, run, agent.pk)
    hold = _take_out(run, statement, facts, _of_line(line), why, by, now)
    _tell(hold, HOLD_PLACED, now=now, why=hold.why)
    return hold


@transaction.atomic
def release_hold(hold: Hold, *, by: User, now: datetime) -> Hold:
    """The approver lets go: into its own run while that is not approved, else into the month where it waits."""
    if reasons := list(reasons_not_to_end(is_approver=APPROVER in by.roles)):
        raise Refused(*reasons)
    return let_go(hold, by=by, now=now)


def let_go(hold: Hold, *, by: User, now: datetime) -> Hold:
    """Also for whoever answered the dispute that held it; the caller has looked at their role."""
    run = _locked(hold.run)
    hold = Hold.objects.select_for_update(of=("self",)).select_related("agent__user", "task").get(pk=hold.pk)
    hold.run = run
    move(hold, "released", by=by.actor, verb="hold_released", now=now, ended_by=by, ended_at=now)
    if hold.scope == "payment":
        let_payment_go(hold, by=by.actor, now=now)
    elif run.state in ("computed", "returned") and hold.month != run.month:
        Hold.objects.filter(pk=hold.pk).update(month=run.month)
        settle_elsewhere(run, hold.agent_id, hold.facts, run.month, now=now)
    _tell(hold, HOLD_ENDED, now=now)
    if hold.scope == "agent":
        for with_it in _held_with(hold):
            let_go(with_it, by=by, now=now)
    return hold


def carry_held_on(entity: PayingEntity, month: date, following: date, *, now: datetime) -> int:
    """A month that closes leaves what is still held to the next one; how many holds moved on."""
    held = Hold.objects.select_for_update().filter(entity=entity, state="active", month=month)
    for hold in held:
        settle_in(hold.facts, following)
        record(HOUSE, "hold_carried_on", hold, now=now, month=following.isoformat())
    return held.update(month=following)


def _take_out(
    run: Run,
    statement: Statement,
    facts: dict[str, list[int]],
    of: Mapping[str, Any],
    why: str,
    by: User | None,
    now: datetime,
) -> Hold:
    if not facts and of.get("what") not in FOLLOWING:
        raise Refused(ALREADY_HELD())
    month = open_month_for_approval(run.entity)
    actor: Actor = by.actor if by else HOUSE
    hold = Hold.objects.create(
        public_id=new_public_id(now),
        entity=run.entity,
        agent=statement.agent,
        run=run,
        facts=facts,
        month=month,
        why=why.strip(),
        held_by=by,
        held_at=now,
        **({"amount_fen": statement.net_fen} | dict(of)),
    )
    was = run.net_fen
    settle_elsewhere(run, statement.agent_id, facts, month, now=now)
    record(
        actor,
        "hold_placed",
        hold,
        now=now,
        to_state="active",
        run=run.number,
        agent=statement.agent_number,
        scope=hold.scope,
        what=hold.what,
        net_was_fen=was,
        net_fen=run.net_fen,
        hash=run.hash,
    )
    return hold


def _left_of(run: Run, agent: Agent) -> list[Line]:
    lines = Line.objects.filter(statement__run=run, statement__agent=agent, kind__in=FOLLOWING)
    return list(lines.select_related("statement__agent__user", "task", "terms"))


def _held_with(hold: Hold) -> QuerySet[Hold]:
    """The lines that were held in the same act."""
    return Hold.objects.filter(
        run=hold.run_id,
        agent=hold.agent_id,
        scope="line",
        what__in=FOLLOWING,
        held_at=hold.held_at,
        state="active",
    ).select_related("run", "agent")


def _of_line(line: Line) -> dict[str, Any]:
    return {
        "scope": "line",
        "task": line.task,
        "what": line.kind,
        "amount_fen": line.amount_fen,
        "terms": line.terms,
        "percent": line.percent,
        "rate": line.rate,
    }


def _locked(run: Run) -> Run:
    return Run.objects.select_for_update(of=("self",)).select_related("entity").get(pk=run.pk)


def _statement(run: Run, agent: Agent) -> Statement:
    found = run.statements.filter(agent=agent).select_related("agent__user").first()
    if found is None:
        raise Refused(STATEMENT_GONE())
    return found


def _require(run: Run, why: str, by: User | None, *, whole: bool, kind: str = "") -> None:
    reasons = list(
        reasons_not_to_hold(
            is_finance=by is None or bool(set(FINANCE) & set(by.roles)),
            state=run.state,
            why=why,
            whole=whole,
            kind=kind,
        )
    )
    if reasons:
        raise Refused(*reasons)


def _tell(hold: Hold, template: str, *, now: datetime, **facts: Any) -> None:
    tell(
        hold.agent.user.public_id,
        template,
        key=f"hold:{hold.public_id}:{template}",
        now=now,
        url=reverse("payouts:pay"),
        month=month_text(hold.run.month),
        what=hold.what or hold.scope,
        amount_fen=hold.amount_fen,
        **facts,
    )
