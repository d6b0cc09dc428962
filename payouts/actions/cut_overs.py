"""A cut-over: a file with its proof totals proposed by one person, brought in whole when another confirms it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from onboarding.actions.taken_over import take_over_people
from onboarding.models import Agent, User
from payouts.actions.first_open import hold_first_open
from payouts.actions.ledger import post
from payouts.files import keep, opened
from payouts.models import CutOver, OpeningBalance, Run
from payouts.queries.cut_overs import Found, first_payment, found_here, wrong_rows
from payouts.reasons import (
    CUT_OVER_BY_TWO,
    CUT_OVER_NOBODY_TWICE,
    CUT_OVER_WHILE_COMPUTING,
    NO_MONTH_OPEN,
    NOT_A_PREPARER,
    NOT_AN_APPROVER,
    RETURNED_BY_CUT_OVER,
    ROWS_MORE,
)
from payouts.rules.accounts import AGENT_RECEIVABLE, OPENING, Leg
from payouts.rules.cut_overs import NOBODY, Sheet, Totals, months_mask, read, totals_that_differ
from tasks.models import PayingEntity
from training.actions.taken_over import take_over_qualifications
from yunke.audit import move, record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_text
from yunke.ground.roles import APPROVER, PREPARER

REASONS_SHOWN = 50


def propose_cut_over(
    entity: PayingEntity, content: bytes, typed: Totals, *, by: User, now: datetime
) -> CutOver:
    """Looked through whole: any row or total that is wrong refuses the file. The same file again stands."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    pays_on, digest = _pays_on(entity, now), sha256(content).hexdigest()
    if standing := _standing(entity, pays_on.year, digest):
        return standing
    sheet = read(content, before_month=pays_on.month)
    _require(sheet.problems)
    _require(wrong_rows(entity, pays_on.year, found_here(sheet.rows)))
    _require(totals_that_differ(typed, sheet.totals))
    return _propose(entity, pays_on.year, digest, sheet.totals, keep(content), by=by, now=now)


def declare_nobody_paid(entity: PayingEntity, *, by: User, now: datetime) -> CutOver:
    """Said once a year: before this house the entity paid nobody in it, and nobody owes."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    year, digest = _pays_on(entity, now).year, sha256(b"").hexdigest()
    if standing := _standing(entity, year, digest):
        return standing
    if entity.cut_overs.filter(tax_year=year).exclude(state="refused").exists():
        raise Refused(CUT_OVER_NOBODY_TWICE())
    return _propose(entity, year, digest, NOBODY, "", by=by, now=now)


@transaction.atomic
def confirm_cut_over(cut_over: CutOver, *, by: User, now: datetime) -> CutOver:
    """The file is read again and brought in whole; a month computed without it goes back to its preparer."""
    _require_second(cut_over, by)
    entity = cut_over.entity
    month = hold_first_open(entity)
    cut_over = CutOver.objects.select_for_update(of=("self",)).select_related("entity").get(pk=cut_over.pk)
    run = Run.objects.select_for_update(of=("self",)).filter(entity=entity, month=month).first()
    if run and run.state == "computing":
        raise Refused(CUT_OVER_WHILE_COMPUTING(month=month_text(month)))
    move(
        cut_over,
        "confirmed",
        by=by.actor,
        verb="cut_over_confirmed",
        now=now,
        from_month=month,
        decided_by=by,
        decided_at=now,
        facts={"rows": cut_over.row_count, "from_month": month_text(month)},
    )
    if cut_over.file:
        _bring_in(cut_over, _read_again(cut_over, now), month, by=by, now=now)
    if run and run.state == "computed":
        move(
            run,
            "returned",
            by=by.actor,
            verb="run_returned",
            now=now,
            return_reason=gettext(RETURNED_BY_CUT_OVER),
        )
    return cut_over


@transaction.atomic
def refuse_cut_over(cut_over: CutOver, *, by: User, now: datetime) -> CutOver:
    _require_second(cut_over, by)
    move(cut_over, "refused", by=by.actor, verb="cut_over_refused", now=now, decided_by=by, decided_at=now)
    return cut_over


def _read_again(cut_over: CutOver, now: datetime) -> list[Found]:
    """As it stands today: somebody may have joined since, or the months moved on."""
    pays_on = _pays_on(cut_over.entity, now)
    sheet: Sheet = read(opened(cut_over.file), before_month=pays_on.month)
    _require(sheet.problems)
    found = found_here(sheet.rows)
    _require(wrong_rows(cut_over.entity, cut_over.tax_year, found))
    _require(totals_that_differ(_totals(cut_over), sheet.totals))
    return found


def _bring_in(cut_over: CutOver, found: list[Found], month: date, *, by: User, now: datetime) -> None:
    fresh = [(one.phone, one.row.name) for one in found if one.user is None]
    users = [one.user for one in found if one.user and one.agent is None]
    made = take_over_people(fresh, users, of=cut_over, by=by.actor, now=now)
    whose: list[tuple[Found, Agent]] = [(one, one.agent or made[one.phone]) for one in found]
    OpeningBalance.objects.bulk_create(
        [
            OpeningBalance(
                cut_over=cut_over,
                entity=cut_over.entity,
                agent=agent,
                tax_year=cut_over.tax_year,
                from_month=month,
                income_fen=one.row.income_fen,
                tax_fen=one.row.tax_fen,
                months=months_mask(one.row.months),
                debt_fen=one.row.debt_fen,
            )
            for one, agent in whose
        ],
        batch_size=1_000,
    )
    take_over_qualifications(
        ((agent, line, until) for one, agent in whose for line, until in one.row.qualifications),
        of=cut_over,
        by=by.actor,
        now=now,
    )
    owed = [Leg(AGENT_RECEIVABLE, one.row.debt_fen, agent.pk) for one, agent in whose if one.row.debt_fen]
    if owed:
        key = f"opening:{cut_over.public_id}"
        post(cut_over.entity, key, "opening", [*owed, Leg(OPENING, -cut_over.debt_fen)], now=now)


@transaction.atomic
def _propose(
    entity: PayingEntity, year: int, digest: str, totals: Totals, file: str, *, by: User, now: datetime
) -> CutOver:
    try:
        with transaction.atomic():
            made = CutOver.objects.create(
                public_id=new_public_id(now),
                entity=entity,
                tax_year=year,
                file=file,
                file_hash=digest,
                row_count=totals.rows,
                income_fen=totals.income_fen,
                tax_fen=totals.tax_fen,
                debt_fen=totals.debt_fen,
                proposed_by=by,
                proposed_at=now,
            )
    except IntegrityError:
        if standing := _standing(entity, year, digest):  # pressed twice: the first made it
            return standing
        raise
    told: dict[str, Any] = {"year": year, "sha256": digest, **totals._asdict()}
    record(by.actor, "cut_over_proposed", made, now=now, to_state="proposed", **told)
    return made


def _standing(entity: PayingEntity, year: int, digest: str) -> CutOver | None:
    return entity.cut_overs.filter(tax_year=year, file_hash=digest).exclude(state="refused").first()


def _pays_on(entity: PayingEntity, now: datetime) -> date:
    found = first_payment(entity, local_on(now))
    if found is None:
        raise Refused(NO_MONTH_OPEN(entity=entity.name))
    return found


def _totals(cut_over: CutOver) -> Totals:
    return Totals(cut_over.row_count, cut_over.income_fen, cut_over.tax_fen, cut_over.debt_fen)


def _require(problems: Iterable[Reason]) -> None:
    found = list(problems)
    if len(found) > REASONS_SHOWN:
        found = [*found[:REASONS_SHOWN], ROWS_MORE(count=len(found) - REASONS_SHOWN)]
    if found:
        raise Refused(*found)


def _require_second(cut_over: CutOver, by: User) -> None:
    if APPROVER not in by.roles:
        raise Refused(NOT_AN_APPROVER())
    if cut_over.proposed_by_id == by.pk:
        raise Refused(CUT_OVER_BY_TWO())
