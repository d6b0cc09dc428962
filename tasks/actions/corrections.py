"""A fact of a closed month as it should have been: proposed by one, approved by another, paid in the open month.

A fact has at most one correction waiting, and its row is held while one is proposed or approved; so ``then`` never
goes stale.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from onboarding.actions.telling import Waiting
from onboarding.models import User
from tasks.actions.months import open_month_for_approval
from tasks.actions.shifts import refuse_for
from tasks.models import Correction, Result, Segment
from tasks.queries.decisions import correction_is_pending, is_month_closed, value_after_corrections
from tasks.queries.terms_in_force import unpaid_meal
from tasks.reasons import CORRECTION_APPROVED, CORRECTION_IN, CORRECTION_REFUSED, CORRECTION_WAITS
from tasks.rules import decisions as rules
from tasks.rules.attendance import most_minutes
from yunke.audit import move, record
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_text
from yunke.ground.roles import OPERATIONS
from yunke.notices import tell

Fact = Segment | Result


@transaction.atomic
def propose_correction(fact: Fact, value: int | None, why: str, *, by: User, now: datetime) -> Correction:
    """``value`` is what it should have been: minutes of a segment, pieces or fen of a result."""
    fact = _held(fact)
    measure = measure_of(fact)
    then = value_after_corrections(fact, measure)
    refuse_for(
        rules.reasons_not_to_correct(
            month_closed=is_month_closed(fact),
            pending=correction_is_pending(fact),
            then=then,
            now_value=value,
            most=most_correct(fact),
            why=why,
        )
    )
    names = _columns(measure)
    of = {"segment": fact} if isinstance(fact, Segment) else {"result": fact}
    correction = Correction.objects.create(
        public_id=new_public_id(now),
        agent=fact.agent,
        task=fact.task,
        why=why.strip(),
        proposed_by=by,
        proposed_at=now,
        **of,
        **{names[0]: then, names[1]: value},
    )
    record(
        by.actor,
        "correction_proposed",
        correction,
        now=now,
        to_state="proposed",
        measure=measure,
        then=then,
        value=value,
    )
    _waiting(correction).tell_second(CORRECTION_WAITS, now=now)
    return correction


@transaction.atomic
def approve_correction(correction: Correction, *, by: User, now: datetime) -> Correction:
    """The second person agrees; the difference is a line of the month that is open."""
    refuse_for(rules.reasons_not_to_confirm_correction(by_proposer=by.pk == correction.proposed_by_id))
    fact = _held(corrected_fact(correction))
    entity = fact.entity
    assert entity is not None  # only approved facts are corrected
    month = open_month_for_approval(entity)
    move(
        correction,
        "approved",
        by=by.actor,
        verb="correction_approved",
        now=now,
        facts={"settle_month": month.isoformat()},
        entity=entity,
        settle_month=month,
        decided_by=by,
        decided_at=now,
    )
    tell(
        correction.agent.user.public_id,
        CORRECTION_APPROVED,
        key=f"correction:{correction.public_id}",
        now=now,
        url=reverse("tasks:hours"),
        task=correction.task.name,
        local_on=fact.local_on.isoformat(),
        month=month_text(month),
    )
    _waiting(correction).decided(CORRECTION_IN, by=by, now=now, month=month_text(month))
    return correction


@transaction.atomic
def refuse_correction(correction: Correction, *, by: User, now: datetime) -> Correction:
    """It stays as it was; the proposer may take it back."""
    second = None if by.pk == correction.proposed_by_id else by
    move(
        correction,
        "refused",
        by=by.actor,
        verb="correction_refused",
        now=now,
        decided_by=second,
        decided_at=now,
    )
    _waiting(correction).decided(CORRECTION_REFUSED, by=by, now=now)
    return correction


def _waiting(correction: Correction) -> Waiting:
    return Waiting(
        f"correction:{correction.public_id}",
        [OPERATIONS],
        correction.proposed_by.public_id,
        reverse("tasks:desk_corrections"),
        {"task": correction.task.name, "local_on": corrected_fact(correction).local_on.isoformat()},
    )


def _held(fact: Fact) -> Fact:
    """The fact as it stands now, held until the caller's transaction ends."""
    rows = type(fact).objects.select_for_update(no_key=True, of=("self",))
    held: Fact = rows.select_related("task", "agent").get(pk=fact.pk)
    return held


def corrected_fact(correction: Correction) -> Fact:
    fact = correction.segment or correction.result
    assert fact is not None
    return fact


def measure_of(fact: Fact) -> str:
    """What is counted: ``minutes``, ``quantity`` (pieces) or ``amount`` (fen)."""
    if isinstance(fact, Segment):
        return "minutes"
    return "amount" if fact.kind.measure == "amount" else "quantity"


def _columns(measure: str) -> tuple[str, str]:
    end = "_fen" if measure == "amount" else ""
    return f"{measure}_then{end}", f"{measure}_now{end}"


def most_correct(fact: Fact) -> int | None:
    """The most a segment can be corrected to; a result has no bound."""
    if not isinstance(fact, Segment):
        return None
    held = fact.booking
    return most_minutes(held.starts_at, held.ends_at, fact.local_on, unpaid_meal(fact.terms))
