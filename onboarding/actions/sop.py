"""A line's SOP changes by its next version: proposed by one person of operations, put in force by another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from onboarding.actions.telling import Waiting
from onboarding.models import Line, Sop, SopStep, User
from onboarding.reasons.sop import (
    SOP_IN,
    SOP_PROPOSED_ALREADY,
    SOP_SAME_PERSON,
    SOP_WAITS,
    SOP_WITHDRAWN,
)
from onboarding.rules.sop import (
    as_kept,
    reasons_against_steps,
    reasons_not_to_propose,
    reasons_of_kinds,
)
from yunke.audit import move, record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.roles import OPERATIONS
from yunke.registry import registry


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as it is proposed; their order is that of the list."""

    kind: str
    required: bool = True
    valid_days: int | None = None
    thresholds: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def propose_sop(
    line: Line, steps: Iterable[StepRow], *, effective_on: date, why: str, by: User, now: datetime
) -> Sop:
    """The next version with these steps; it counts for nobody before a second person agrees."""
    line, rows = Line.objects.select_for_update().get(pk=line.pk), list(steps)
    reasons = list(
        reasons_not_to_propose(
            [row.kind for row in rows], effective_on=effective_on, today=local_on(now), why=why
        )
    )
    asked = [(row.kind, row.thresholds) for row in rows]
    wrong = list(reasons_against_steps(asked, registry.steps))
    reasons += wrong or reasons_of_kinds(
        line, asked, registry.steps
    )  # they are asked of numbers that are some
    if line.sops.filter(state="proposed").exists():
        reasons.append(SOP_PROPOSED_ALREADY())
    if reasons:
        raise Refused(*reasons)
    last = line.sops.order_by("-version").values_list("version", flat=True).first() or 0
    sop = Sop.objects.create(
        public_id=new_public_id(now),
        line=line,
        version=last + 1,
        effective_on=effective_on,
        why=" ".join(why.split())[:200],
        proposed_by=by,
        proposed_at=now,
    )
    SopStep.objects.bulk_create(
        SopStep(
            sop=sop,
            kind=row.kind,
            order=place * 10,
            required=row.required,
            valid_days=row.valid_days,
            thresholds=as_kept(registry.steps[row.kind], row.thresholds),
        )
        for place, row in enumerate(rows, 1)
    )
    record(by.actor, "sop_proposed", sop, now=now, to_state="proposed", line=line.code, version=sop.version)
    _waiting(sop, by).tell_second(SOP_WAITS, now=now)
    return sop


@transaction.atomic
def decide_sop(sop: Sop, *, agree: bool, by: User, now: datetime) -> None:
    """The second person's word; whoever proposed may take it back, not put it in force."""
    if agree and sop.proposed_by_id == by.pk:
        raise Refused(SOP_SAME_PERSON())
    move(
        sop,
        "in_force" if agree else "withdrawn",
        by=by.actor,
        verb="sop_in_force" if agree else "sop_withdrawn",
        now=now,
        facts={"line": sop.line.code, "version": sop.version},
        decided_by=by,
        decided_at=now,
        # a proposal that waited past its day counts from the day it is agreed to, never backwards
        **({"effective_on": max(sop.effective_on, local_on(now))} if agree else {}),
    )
    if sop.proposed_by:
        _waiting(sop, sop.proposed_by).decided(SOP_IN if agree else SOP_WITHDRAWN, by=by, now=now)


def _waiting(sop: Sop, proposer: User) -> Waiting:
    facts = {"version": sop.version, "effective_on": sop.effective_on.isoformat()}
    return Waiting(
        f"sop:{sop.public_id}", [OPERATIONS], proposer.public_id, reverse("onboarding:sops"), facts
    )
