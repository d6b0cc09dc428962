"""Tax relief: proposed from a document by one person, confirmed by another, in force from the next run approved."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from onboarding.actions.telling import Waiting
from onboarding.models import Agent, User
from payouts.actions.first_open import hold_first_open
from payouts.actions.one_agent import settle_elsewhere
from payouts.models import Run, TaxRelief
from payouts.reasons import (
    HOLD_WHILE_COMPUTING,
    NOT_A_PREPARER,
    NOT_AN_APPROVER,
    RELIEF_BY_TWO,
    RELIEF_IN,
    RELIEF_IS_PROPOSED,
    RELIEF_NEEDS_DOCUMENT,
    RELIEF_REFUSED,
    RELIEF_WAITS,
)
from tasks.models import PayingEntity
from yunke.audit import move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import APPROVER, PREPARER


@transaction.atomic
def propose_relief(
    entity: PayingEntity,
    agent: Agent,
    *,
    tax_year: int,
    relief_fen: int,
    document: str,
    by: User,
    now: datetime,
) -> TaxRelief:
    """0 takes an earlier one back for the months to come."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    if not document.strip():
        raise Refused(RELIEF_NEEDS_DOCUMENT())
    try:
        with transaction.atomic():
            relief = TaxRelief.objects.create(
                public_id=new_public_id(now),
                entity=entity,
                agent=agent,
                tax_year=tax_year,
                relief_fen=relief_fen,
                document=document.strip(),
                proposed_by=by,
                proposed_at=now,
            )
    except IntegrityError as error:
        raise Refused(RELIEF_IS_PROPOSED()) from error
    record(
        by.actor,
        "relief_proposed",
        relief,
        now=now,
        to_state="proposed",
        year=tax_year,
        relief_fen=relief_fen,
    )
    _waiting(relief).tell_second(RELIEF_WAITS, now=now)
    return relief


@transaction.atomic
def confirm_relief(relief: TaxRelief, *, by: User, now: datetime) -> TaxRelief:
    """In force from the first month nobody has approved; computed already, that month's agent is computed anew."""
    _require_second(relief, by)
    month = hold_first_open(relief.entity)
    run = Run.objects.select_for_update(of=("self",)).filter(entity=relief.entity, month=month).first()
    if run and run.state == "computing":
        raise Refused(HOLD_WHILE_COMPUTING())
    move(
        relief,
        "confirmed",
        by=by.actor,
        verb="relief_confirmed",
        now=now,
        from_month=month,
        decided_by=by,
        decided_at=now,
    )
    if run and run.statements.filter(agent=relief.agent_id).exists():
        settle_elsewhere(run, relief.agent_id, {}, run.month, now=now)
    _waiting(relief).decided(RELIEF_IN, by=by, now=now)
    return relief


@transaction.atomic
def refuse_relief(relief: TaxRelief, *, by: User, now: datetime) -> TaxRelief:
    _require_second(relief, by)
    move(relief, "refused", by=by.actor, verb="relief_refused", now=now, decided_by=by, decided_at=now)
    _waiting(relief).decided(RELIEF_REFUSED, by=by, now=now)
    return relief


def _require_second(relief: TaxRelief, by: User) -> None:
    if APPROVER not in by.roles:
        raise Refused(NOT_AN_APPROVER())
    if relief.proposed_by_id == by.pk:
        raise Refused(RELIEF_BY_TWO())


def _waiting(relief: TaxRelief) -> Waiting:
    return Waiting(
        f"relief:{relief.public_id}",
        [APPROVER],
        relief.proposed_by.public_id,
        reverse("payouts:reliefs", args=[relief.entity.public_id]),
        {"agent": relief.agent.number, "entity": relief.entity.name, "year": relief.tax_year},
    )
