"""A cut-over: a file with its proof totals proposed by one person, brought in whole when another confirms it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext

from onboarding.actions.taken_over import take_over_people
from onboarding.actions.telling import Waiting
from onboarding.models import Agent, User
from payouts.actions.first_open import hold_first_open
from payouts.actions.ledger import post
from payouts.files import keep, opened
from payouts.models import CutOver, OpeningBalance, Run
from payouts.queries.cut_overs import Found, first_open, first_payment, found_here, wrong_rows
from payouts.reasons import (
    CUT_OVER_BY_TWO,
    CUT_OVER_CHECKED,
    CUT_OVER_FAILED,
    CUT_OVER_IN,
    CUT_OVER_NOBODY_TWICE,
    CUT_OVER_REFUSED,
    CUT_OVER_SENT_BACK,
    CUT_OVER_WAITS,
    CUT_OVER_WHILE_COMPUTING,
    NO_MONTH_OPEN,
    NOT_A_PREPARER,
    NOT_AN_APPROVER,
    RETURNED_BY_CUT_OVER,
    ROWS_MORE,
)
from payouts.rules.accounts import AGENT_RECEIVABLE, OPENING, Leg
from payouts.rules.cut_overs import NOBODY, Sheet, Totals, months_mask, read, row_count, totals_that_differ
from tasks.models import PayingEntity
from training.actions.taken_over import take_over_qualifications
from yunke.audit import HOUSE, move, record
from yunke.chunks import LeaseLost, finish, lay_out, said
from yunke.ground.calendar import local_on
from yunke.ground.errors import Reason, Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_text
from yunke.ground.roles import APPROVER, PREPARER
from yunke.ground.states import require_move
from yunke.models import Chunk
from yunke.notices import tell
from yunke.rows import preparing, write_rows

KIND = "cut_over"
IN_REQUEST = 5_000  # rows; a larger file is left to a worker
AT_ONCE = 10_000
REASONS_SHOWN = 50
OPENING_COLUMNS = (
    "cut_over_id",
    "entity_id",
    "agent_id",
    "tax_year",
    "from_month",
    "income_fen",
    "tax_fen",
    "months",
    "debt_fen",
)


def propose_cut_over(
    entity: PayingEntity, content: bytes, typed: Totals, *, by: User, now: datetime
) -> CutOver:
    """Looked through whole: any row or total that is wrong refuses the file. The same file again stands."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    pays_on, digest = _pays_on(entity, now), sha256(content).hexdigest()
    if standing := _standing(entity, pays_on.year, digest):
        return standing
    if row_count(content) > IN_REQUEST:
        return _propose_large(entity, pays_on.year, digest, typed, content, by=by, now=now)
    found = _look_through(entity, pays_on, content, typed)
    fresh = sum(one.agent is None for one in found)
    return _propose(entity, pays_on.year, digest, typed, keep(content), by=by, now=now, fresh_count=fresh)


def declare_nobody_paid(entity: PayingEntity, *, by: User, now: datetime) -> CutOver:
    """Said once a year: before this house the entity paid nobody in it, and nobody owes."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    year, digest = _pays_on(entity, now).year, sha256(b"").hexdigest()
    if standing := _standing(entity, year, digest):
        return standing
    if entity.cut_overs.filter(tax_year=year).exclude(state__in=("refused", "faulty")).exists():
        raise Refused(CUT_OVER_NOBODY_TWICE())
    return _propose(entity, year, digest, NOBODY, "", by=by, now=now)


def confirm_cut_over(cut_over: CutOver, *, by: User, now: datetime) -> CutOver:
    """The file is read again and brought in whole; a month computed without it goes back to its preparer.
    A large one is left to a worker: until it is all in, nothing of it is."""
    _require_second(cut_over, by)
    cut_over.refresh_from_db(fields=["state"])
    require_move(CutOver.STATES, cut_over.state, "confirming")
    if cut_over.row_count > IN_REQUEST:
        return _confirm_large(cut_over, by=by, now=now)
    with transaction.atomic():
        month = hold_first_open(cut_over.entity)
        found = _read_again(cut_over, now) if cut_over.file else []
        return _bring_in_whole(cut_over, found, month, by=by, now=now)


@transaction.atomic
def _bring_in_whole(
    cut_over: CutOver, found: list[Found], month: date, *, by: User, now: datetime
) -> CutOver:
    """The month's row is held; its run, then the cut-over: closing and approving go the same way."""
    entity = cut_over.entity
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
        problems=[],
        decided_by=by,
        decided_at=now,
        facts={"rows": cut_over.row_count, "from_month": month_text(month)},
    )
    if found:
        _bring_in(cut_over, found, month, by=by, now=now)
    if run and run.state == "computed":
        move(
            run,
            "returned",
            by=by.actor,
            verb="run_returned",
            now=now,
            return_reason=gettext(RETURNED_BY_CUT_OVER),
        )
    _waiting(cut_over).decided(CUT_OVER_IN, by=by, now=now)
    return cut_over


@transaction.atomic
def refuse_cut_over(cut_over: CutOver, *, by: User, now: datetime) -> CutOver:
    """Not used; whoever proposed it takes it back."""
    if cut_over.proposed_by_id == by.pk:
        move(cut_over, "refused", by=by.actor, verb="cut_over_taken_back", now=now)
    else:
        _require_second(cut_over, by)
        move(
            cut_over, "refused", by=by.actor, verb="cut_over_refused", now=now, decided_by=by, decided_at=now
        )
    _waiting(cut_over).decided(CUT_OVER_REFUSED, by=by, now=now)
    return cut_over


# --- large files, by a worker -------------------------------------------------------------------------------


@transaction.atomic
def _propose_large(
    entity: PayingEntity, year: int, digest: str, typed: Totals, content: bytes, *, by: User, now: datetime
) -> CutOver:
    """Kept, and looked through by a worker."""
    made = _propose(entity, year, digest, typed, keep(content), by=by, now=now, state="checking")
    lay_out(KIND, made.public_id, [({"act": "check"}, row_count(content))], now=now)
    return made


@transaction.atomic
def _confirm_large(cut_over: CutOver, *, by: User, now: datetime) -> CutOver:
    """``decided_by`` is who pressed; it counts once all of it is in."""
    move(
        cut_over,
        "confirming",
        by=by.actor,
        verb="cut_over_confirming",
        now=now,
        problems=[],
        decided_by=by,
        decided_at=now,
    )
    Chunk.objects.filter(kind=KIND, batch=cut_over.public_id).delete()
    lay_out(KIND, cut_over.public_id, [({"act": "confirm"}, cut_over.row_count)], now=now)
    return cut_over


def work_off_cut_over(chunk: Chunk, *, now: datetime, clock: Callable[[], datetime]) -> None:
    """What a worker does with a large file; ``LeaseLost`` when another has it, and nothing of this stays. All of it
    happens at ``now``; ``clock`` goes on, and the lease with it."""
    cut_over = CutOver.objects.select_related("entity", "decided_by", "proposed_by").get(
        public_id=chunk.batch
    )
    act = check_large if chunk.args["act"] == "check" else confirm_large
    try:
        act(cut_over, chunk, now=now, told=_telling(chunk, clock))
    except Refused as refused:
        with transaction.atomic():
            finish(chunk, now=now, rows_done=chunk.rows_total)
            send_back(cut_over, refused.reasons, now=now)


def check_large(cut_over: CutOver, chunk: Chunk, *, now: datetime, told: Callable[[int], None]) -> None:
    pays_on = _pays_on(cut_over.entity, now)
    content = opened(cut_over.file)
    found = _look_through(cut_over.entity, pays_on, content, _totals(cut_over), told)
    with transaction.atomic():
        finish(chunk, now=now, rows_done=chunk.rows_total)
        move(
            cut_over,
            "proposed",
            by=HOUSE,
            verb="cut_over_checked",
            now=now,
            fresh_count=sum(one.agent is None for one in found),
        )
        _tell(cut_over, CUT_OVER_CHECKED, now)
        _waiting(cut_over).tell_second(CUT_OVER_WAITS, now=now)


def confirm_large(cut_over: CutOver, chunk: Chunk, *, now: datetime, told: Callable[[int], None]) -> None:
    """Read and held against the house without a lock, then brought in by one transaction; what the database finds
    taken meanwhile undoes all of it, and the next try names it."""
    assert cut_over.decided_by
    month, pays_on = first_open(cut_over.entity), _pays_on(cut_over.entity, now)
    content = opened(cut_over.file)
    found = _look_through(cut_over.entity, pays_on, content, _totals(cut_over), told)
    told(chunk.rows_total)
    with transaction.atomic():
        held = hold_first_open(cut_over.entity)
        if held != month:
            raise LeaseLost("the month was approved meanwhile")
        finish(chunk, now=now, rows_done=chunk.rows_total)
        _bring_in_whole(cut_over, found, held, by=cut_over.decided_by, now=now)


def send_back(cut_over: CutOver, reasons: Iterable[Reason], *, now: datetime) -> None:
    """Nothing of it was brought in: the proposer reads why, and a file that was in order may be confirmed later."""
    told = [one.as_json() for one in reasons]
    if cut_over.state == "checking":
        move(cut_over, "faulty", by=HOUSE, verb="cut_over_faulty", now=now, problems=told)
    elif cut_over.state == "confirming":
        back: dict[str, Any] = {"problems": told, "decided_by": None, "decided_at": None}
        move(cut_over, "proposed", by=HOUSE, verb="cut_over_sent_back", now=now, **back)
    _tell(cut_over, CUT_OVER_SENT_BACK, now)


def give_up(chunk: Chunk, *, now: datetime) -> None:
    """After five tries."""
    cut_over = CutOver.objects.select_related("proposed_by", "entity").get(public_id=chunk.batch)
    send_back(cut_over, [CUT_OVER_FAILED(error=str(chunk.error.get("facts", {}).get("error", "")))], now=now)


def _telling(chunk: Chunk, clock: Callable[[], datetime]) -> Callable[[int], None]:
    """Reading and looking up are each half of the way."""
    return lambda rows: said(chunk, rows_done=min(rows, chunk.rows_total), now=clock())


def _tell(cut_over: CutOver, news: str, now: datetime) -> None:
    tell(
        cut_over.proposed_by.public_id,
        news,
        key=f"cut_over:{cut_over.public_id}:{news}:{now.timestamp():.0f}",
        now=now,
        url=reverse("payouts:cut_over", args=[cut_over.public_id]),
        entity=cut_over.entity.name,
        rows=cut_over.row_count,
    )


def _waiting(cut_over: CutOver) -> Waiting:
    return Waiting(
        f"cut_over:{cut_over.public_id}",
        [APPROVER],
        cut_over.proposed_by.public_id,
        reverse("payouts:cut_over", args=[cut_over.public_id]),
        {"entity": cut_over.entity.name, "year": cut_over.tax_year, "rows": cut_over.row_count},
    )


# --- either way ---------------------------------------------------------------------------------------------


def _look_through(
    entity: PayingEntity,
    pays_on: date,
    content: bytes,
    typed: Totals,
    told: Callable[[int], None] = lambda rows: None,
) -> list[Found]:
    """Every row held against the house as it stands today; Refused with a report where one is wrong."""
    sheet: Sheet = read(content, before_month=pays_on.month, told=lambda rows: told(rows // 2))
    _require(sheet.problems)
    half = len(sheet.rows)
    found = found_here(sheet.rows, lambda rows: told((half + rows) // 2))
    _require(wrong_rows(entity, pays_on.year, found))
    _require(totals_that_differ(typed, sheet.totals))
    return found


def _read_again(cut_over: CutOver, now: datetime) -> list[Found]:
    """As it stands today: somebody may have joined since, or the months moved on."""
    pays_on = _pays_on(cut_over.entity, now)
    return _look_through(cut_over.entity, pays_on, opened(cut_over.file), _totals(cut_over))


def _bring_in(cut_over: CutOver, found: list[Found], month: date, *, by: User, now: datetime) -> None:
    """In the caller's transaction; some thousand people a time, so that a large file takes no more memory."""
    owed: list[Leg] = []
    for start in range(0, len(found), AT_ONCE):
        owed += _bring_in_some(cut_over, found[start : start + AT_ONCE], month, by=by, now=now)
    if owed:
        key = f"opening:{cut_over.public_id}"
        post(cut_over.entity, key, "opening", [*owed, Leg(OPENING, -cut_over.debt_fen)], now=now)


def _bring_in_some(
    cut_over: CutOver, found: list[Found], month: date, *, by: User, now: datetime
) -> list[Leg]:
    """What they owe is returned."""
    fresh = [(one.phone, one.row.name) for one in found if one.user is None]
    users = [one.user for one in found if one.user and one.agent is None]
    made = take_over_people(fresh, users, of=cut_over, by=by.actor, now=now)
    whose: list[tuple[Found, Agent]] = [(one, one.agent or made[one.phone]) for one in found]
    first_month = preparing(OpeningBalance, "from_month")(month)
    write_rows(
        OpeningBalance,
        OPENING_COLUMNS,
        (
            (
                cut_over.pk,
                cut_over.entity_id,
                agent.pk,
                cut_over.tax_year,
                first_month,
                one.row.income_fen,
                one.row.tax_fen,
                months_mask(one.row.months),
                one.row.debt_fen,
            )
            for one, agent in whose
        ),
    )
    take_over_qualifications(
        ((agent, line, until) for one, agent in whose for line, until in one.row.qualifications),
        of=cut_over,
        by=by.actor,
        now=now,
    )
    return [Leg(AGENT_RECEIVABLE, one.row.debt_fen, agent.pk) for one, agent in whose if one.row.debt_fen]


@transaction.atomic
def _propose(
    entity: PayingEntity,
    year: int,
    digest: str,
    totals: Totals,
    file: str,
    *,
    by: User,
    now: datetime,
    **of: Any,
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
                **of,
            )
    except IntegrityError:
        if standing := _standing(entity, year, digest):  # pressed twice: the first made it
            return standing
        raise
    told: dict[str, Any] = {"year": year, "sha256": digest, **totals._asdict()}
    record(by.actor, "cut_over_proposed", made, now=now, to_state=made.state, **told)
    if made.state == "proposed":
        _waiting(made).tell_second(CUT_OVER_WAITS, now=now)
    return made


def _standing(entity: PayingEntity, year: int, digest: str) -> CutOver | None:
    return (
        entity.cut_overs.filter(tax_year=year, file_hash=digest)
        .exclude(state__in=("refused", "faulty"))
        .first()
    )


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
