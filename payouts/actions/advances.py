"""An advance: proposed, granted by another, paid outside the house and recorded by a third, who names the payment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from onboarding.actions.telling import Waiting
from onboarding.models import Agent, User
from payouts.actions.ledger import post
from payouts.models import Advance
from payouts.queries.so_far import earned_so_far
from payouts.reasons import (
    ADVANCE_GRANTED,
    ADVANCE_PAID,
    ADVANCE_REFERENCE_TAKEN,
    ADVANCE_REFUSED,
    ADVANCE_WAITS,
)
from payouts.rules.accounts import AGENT_ADVANCE, BANK, Leg
from payouts.rules.advances import (
    reasons_not_to_decide,
    reasons_not_to_propose,
    reasons_not_to_record,
    reasons_not_to_refuse,
)
from tasks.actions.months import open_month_for_approval
from tasks.models import PayingEntity
from yunke.audit import move, record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_text
from yunke.ground.roles import APPROVER, OPERATIONS, PREPARER, RELEASER
from yunke.notices import tell

PROPOSERS = (OPERATIONS, PREPARER)


@transaction.atomic
def propose_advance(
    entity: PayingEntity,
    agent: Agent,
    amount_fen: int,
    why: str,
    *,
    beyond: bool = False,
    by: User,
    now: datetime,
) -> Advance:
    """``beyond``: said by whoever means more than the open month has come to so far."""
    earned_fen = earned_so_far(entity, agent, now)
    _require(
        list(
            reasons_not_to_propose(
                may=bool(set(PROPOSERS) & by.roles),
                amount_fen=amount_fen,
                why=why,
                earned_fen=earned_fen,
                beyond=beyond,
            )
        )
    )
    made = Advance.objects.create(
        public_id=new_public_id(now),
        entity=entity,
        agent=agent,
        amount_fen=amount_fen,
        why=why.strip(),
        proposed_by=by,
        proposed_at=now,
    )
    record(
        by.actor,
        "advance_proposed",
        made,
        now=now,
        to_state="proposed",
        amount_fen=amount_fen,
        earned_fen=earned_fen,
    )
    _waiting(made).tell_second(ADVANCE_WAITS, now=now)
    return made


@transaction.atomic
def grant_advance(advance: Advance, *, by: User, now: datetime) -> Advance:
    """Granted it may be paid; nothing is booked before it was."""
    _require_second(advance, by)
    move(advance, "granted", by=by.actor, verb="advance_granted", now=now, decided_by=by, decided_at=now)
    _waiting(advance).decided(ADVANCE_GRANTED, by=by, now=now)
    _to_pay(advance).tell_second(ADVANCE_GRANTED, now=now, but=by.public_id)
    return advance


@transaction.atomic
def refuse_advance(advance: Advance, *, why: str, by: User, now: datetime) -> Advance:
    """By an approver, or taken back by its proposer; also one that was granted, as long as its payment is not
    recorded."""
    mine = by.pk == advance.proposed_by_id
    _require(list(reasons_not_to_refuse(is_approver=APPROVER in by.roles, proposed_it=mine, why=why)))
    why = why.strip()
    decided: dict[str, Any] = {} if mine else {"decided_by": by, "decided_at": now}
    move(
        advance,
        "refused",
        by=by.actor,
        verb="advance_withdrawn" if mine else "advance_refused",
        now=now,
        facts={"why": why},
        **decided,
    )
    _waiting(advance).decided(ADVANCE_REFUSED, by=by, now=now, why=why)
    _to_pay(advance).over(now=now)
    return advance


def _waiting(advance: Advance) -> Waiting:
    facts = {"agent": advance.agent.number, "amount_fen": advance.amount_fen}
    proposer = advance.proposed_by.public_id
    return Waiting(f"advance:{advance.public_id}", [APPROVER], proposer, reverse("payouts:advances"), facts)


def _to_pay(advance: Advance) -> Waiting:
    """Granted, it waits for a releaser."""
    waiting = _waiting(advance)
    return replace(waiting, key=f"{waiting.key}:granted", roles=[RELEASER])


@transaction.atomic
def record_advance_paid(
    advance: Advance, *, paid_on: date, reference: str, by: User, now: datetime
) -> Advance:
    """The bank has paid it: booked once, taken back by the statement of the month that is open now."""
    granted_on = local_on(advance.decided_at or now)
    reference = "".join(reference.split())
    _require(
        list(
            reasons_not_to_record(
                is_releaser=RELEASER in by.roles,
                had_a_part=by.pk in (advance.proposed_by_id, advance.decided_by_id),
                paid_on=paid_on,
                granted_on=granted_on,
                today=local_on(now),
                reference=reference,
            )
        )
    )
    month = open_month_for_approval(advance.entity)
    try:
        with transaction.atomic():
            move(
                advance,
                "paid",
                by=by.actor,
                verb="advance_paid",
                now=now,
                paid_by=by,
                paid_on=paid_on,
                reference=reference,
                settle_month=month,
                facts={"settle_month": month_text(month), "amount_fen": advance.amount_fen},
            )
    except IntegrityError as error:
        raise Refused(ADVANCE_REFERENCE_TAKEN(reference=reference)) from error
    legs = [
        Leg(AGENT_ADVANCE, advance.amount_fen, advance.agent_id),
        Leg(BANK, -advance.amount_fen),
    ]
    _to_pay(advance).over(now=now)
    post(advance.entity, f"advance:{advance.public_id}", "advance", legs, now=now)
    tell(
        advance.agent.user.public_id,
        ADVANCE_PAID,
        key=f"advance:{advance.public_id}",
        now=now,
        url=reverse("payouts:pay"),
        amount_fen=advance.amount_fen,
        month=month_text(month),
    )
    return advance


def _require_second(advance: Advance, by: User) -> None:
    _require(
        list(
            reasons_not_to_decide(
                is_approver=APPROVER in by.roles, proposed_it=by.pk == advance.proposed_by_id
            )
        )
    )


def _require(reasons: list[Reason]) -> None:
    if reasons:
        raise Refused(*reasons)
