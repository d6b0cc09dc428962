"""A month's settlement: prepared by one person, computed in chunks, returned or approved by another."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from onboarding.actions.telling import tell_holders
from onboarding.models import User
from payouts.actions.approval import book_approval
from payouts.actions.disputes import require_disputes_decided
from payouts.actions.holds import carry_held_on
from payouts.actions.returning import send_back
from payouts.models import Run
from payouts.queries.paydays import payment_day_of
from payouts.queries.runs import (
    KIND,
    cut_over_missing,
    is_computed,
    page_of,
    pieces,
    reasons_against,
    run_hash,
    totals,
)
from payouts.reasons import (
    NOT_A_PREPARER,
    NOT_AN_APPROVER,
    PAYMENT_MONTH_PASSED,
    PREPARER_APPROVES,
    RETURN_NEEDS_REASON,
    RUN_APPROVED,
    RUN_CHANGED_MEANWHILE,
    RUN_COMPUTED,
    RUN_LOCKED,
    RUN_NOT_COMPUTED,
)
from payouts.states import LOCKED_RUNS
from payouts.verify.run import require_sound
from tasks.actions.months import close_month
from tasks.models import PayingEntity, PayMonth
from tasks.queries.holidays import latest_calendar
from yunke.audit import HOUSE, move, record
from yunke.chunks import lay_out
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_of, next_month
from yunke.ground.roles import APPROVER, PREPARER, RELEASER
from yunke.models import Chunk

CHUNK_AGENTS = 5_000  # large enough for sets to pay, small enough for a lease and a bar that moves


@transaction.atomic
def prepare_run(
    entity: PayingEntity, month: date, *, by: User, now: datetime, chunk_agents: int = CHUNK_AGENTS
) -> Run:
    """Close the month and lay its run out in chunks; pressed by fifty people it is one run."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    month = month_of(month)
    PayMonth.objects.select_for_update().filter(
        entity=entity, month=month
    ).first()  # who comes second waits here
    if standing := Run.objects.filter(entity=entity, month=month).first():
        return standing
    if reasons := reasons_against(entity, month, now=now):
        raise Refused(*reasons)
    close_month(entity, month, by=by.actor, now=now)
    carry_held_on(entity, month, next_month(month), now=now)
    run = _make(entity, month, by, now)
    lay_out(KIND, run.public_id, pieces(chunk_agents), now=now)
    return run


@transaction.atomic
def finish_run(run: Run, *, now: datetime) -> bool:
    """Once every chunk is done: totals, hash, and word to the approvers. Whether this call did it."""
    run = Run.objects.select_for_update(of=("self",)).select_related("entity").get(pk=run.pk)
    if run.state != "computing" or not is_computed(run):
        return False
    sums = totals(run)
    move(
        run,
        "computed",
        by=HOUSE,
        verb="run_computed",
        now=now,
        computed_at=now,
        hash=run_hash(run),
        **sums,
        facts={"statements": sums["statement_count"], "net_fen": sums["net_fen"]},
    )
    tell_holders(
        [APPROVER],
        RUN_COMPUTED,
        key=f"run:{run.public_id}:computed:{now.timestamp():.0f}",
        now=now,
        url=page_of(run),
        number=run.number,
        statements=run.statement_count,
        net_fen=run.net_fen,
        unpriced=run.unpriced_count,
        hash=run.hash,
    )
    return True


@transaction.atomic
def return_run(run: Run, why: str, *, by: User, now: datetime) -> Run:
    """The approver sends it back to be computed again, and says why."""
    if APPROVER not in by.roles:
        raise Refused(NOT_AN_APPROVER())
    if not why.strip():
        raise Refused(RETURN_NEEDS_REASON())
    send_back(run, why.strip(), by=by, now=now)
    return run


@transaction.atomic
def recompute_run(run: Run, *, by: User, now: datetime, chunk_agents: int = CHUNK_AGENTS) -> Run:
    """Lay the run out anew; a worker still busy with an old chunk finds its lease gone.

    Who computes it anew is its preparer from then on; a pay day that has passed is planned again, and how tax
    is withheld is taken from the entity as finance chose it meanwhile.
    """
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    run = Run.objects.select_for_update(of=("self",)).select_related("entity").get(pk=run.pk)
    if run.state in LOCKED_RUNS:
        raise Refused(RUN_LOCKED())
    if missing := cut_over_missing(run.entity, run.month, now=now):
        raise Refused(missing)
    planned: dict[str, Any] = {
        "prepared_by": by,
        "pays_on": payment_day_of(run.month, local_on(now)),
        "calendar": latest_calendar(),
        **_tax_settings(run.entity),
    }
    if run.state != "computing":
        move(
            run,
            "computing",
            by=by.actor,
            verb="run_recomputed",
            now=now,
            hash="",
            computed_at=None,
            **planned,
        )
    else:
        Run.objects.filter(pk=run.pk).update(**planned)
        record(by.actor, "run_laid_out_again", run, now=now)
    Chunk.objects.filter(batch=run.public_id, kind=KIND).delete()
    lay_out(KIND, run.public_id, pieces(chunk_agents), now=now)
    return run


@transaction.atomic
def approve_run(run: Run, *, by: User, now: datetime) -> Run:
    """A second person approves ``run`` as they read it: booked, its payments laid ready, and no row changes again."""
    seen = run
    run = Run.objects.select_for_update(of=("self",)).select_related("entity").get(pk=run.pk)
    if APPROVER not in by.roles:
        raise Refused(NOT_AN_APPROVER())
    if run.prepared_by_id == by.pk:
        raise Refused(PREPARER_APPROVES())
    if run.state != "computed" or not is_computed(run):
        raise Refused(RUN_LOCKED() if run.state in LOCKED_RUNS else RUN_NOT_COMPUTED())
    if month_of(run.pays_on) < month_of(local_on(now)):
        raise Refused(PAYMENT_MONTH_PASSED(pays_on=run.pays_on.isoformat()))
    if (seen.net_fen, seen.hash) != (run.net_fen, run.hash):
        raise Refused(RUN_CHANGED_MEANWHILE())
    require_disputes_decided(run)
    require_sound(run)
    ready, waiting = book_approval(run, now=now)
    move(
        run,
        "approved",
        by=by.actor,
        verb="run_approved",
        now=now,
        approved_by=by,
        approved_at=now,
        facts={"hash": run.hash, "net_fen": run.net_fen, "ready": ready, "waiting": waiting},
    )
    tell_holders(
        [RELEASER],
        RUN_APPROVED,
        key=f"run:{run.public_id}:approved",
        now=now,
        url=page_of(run),
        number=run.number,
        net_fen=run.net_fen,
        hash=run.hash,
    )
    return run


def _make(entity: PayingEntity, month: date, by: User, now: datetime) -> Run:
    run = Run.objects.create(
        public_id=new_public_id(now),
        entity=entity,
        month=month,
        number=f"R{month:%Y%m}-{entity.code.upper()}",
        pays_on=payment_day_of(month, local_on(now)),
        calendar=latest_calendar(),
        **_tax_settings(entity),
        prepared_by=by,
        prepared_at=now,
    )
    record(by.actor, "run_prepared", run, now=now, to_state="computing", number=run.number)
    return run


def _tax_settings(entity: PayingEntity) -> dict[str, Any]:
    return {
        "tax_method": entity.tax_method,
        "gap_rule": entity.gap_rule,
        "penalties_lower_income": bool(entity.penalties_lower_income),
    }
