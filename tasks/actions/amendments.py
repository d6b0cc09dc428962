"""A confirmed year amended: proposed by one person from what was announced, put in force when another confirms it.

What a month already approved rests on does not change: payouts asks for the differences as corrections.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from onboarding.models import User
from tasks.actions.months import open_month_for_approval
from tasks.models import (
    AmendedDay,
    Correction,
    Holiday,
    HolidayAmendment,
    HolidayYear,
    PayingEntity,
)
from tasks.queries.holidays import Difference, held_days, latest_calendar
from tasks.reasons import (
    AMENDMENT_EMPTY,
    AMENDMENT_NEEDS_REASON,
    AMENDMENT_OF_UNCONFIRMED,
    AMENDMENT_SAME_PERSON,
    AMENDMENT_STANDS,
    HOLIDAY_DIFFERENCE,
    HOLIDAYS_NOT_PROPOSED,
)
from tasks.rules.holiday_file import read_amended_days
from yunke.audit import move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id, new_public_ids
from yunke.ground.months import month_text
from yunke.notices import Told, tell_all

AT_ONCE = 2_000


@transaction.atomic
def propose_amendment(
    year: int, lines: Iterable[str], *, source: str, why: str, by: User, now: datetime
) -> HolidayAmendment:
    """A line a day, ``2026-05-04,day_off``: what it becomes. Nothing changes before another person confirms it."""
    of = HolidayYear.objects.select_for_update().filter(year=year).first()
    if of is None:
        raise Refused(HOLIDAYS_NOT_PROPOSED(year=year))
    if of.state != "confirmed":
        raise Refused(AMENDMENT_OF_UNCONFIRMED(year=year))
    if of.amendments.filter(state="proposed").exists():
        raise Refused(AMENDMENT_STANDS(year=year))
    if not why.strip():
        raise Refused(AMENDMENT_NEEDS_REASON())
    held = held_days(year)
    days, wrong = read_amended_days(lines, year, held)
    if wrong:
        raise Refused(*wrong)
    if not days:
        raise Refused(AMENDMENT_EMPTY())
    made = HolidayAmendment.objects.create(
        public_id=new_public_id(now),
        year=of,
        source=source.strip(),
        why=why.strip(),
        proposed_by=by,
        proposed_at=now,
    )
    AmendedDay.objects.bulk_create(
        AmendedDay(
            amendment=made, on=one.on, was=held.get(one.on, ("", ()))[0], becomes=one.kind, code=one.code
        )
        for one in days
    )
    told = [f"{one.on} {held.get(one.on, ('', ()))[0] or 'plain'} -> {one.kind or 'plain'}" for one in days]
    record(by.actor, "holiday_amendment_proposed", made, now=now, to_state="proposed", year=year, days=told)
    return made


@transaction.atomic
def refuse_amendment(amendment: HolidayAmendment, *, by: User, now: datetime) -> HolidayAmendment:
    """The year stays as it is; the proposer may take it back."""
    move(
        amendment,
        "refused",
        by=by.actor,
        verb="holiday_amendment_refused",
        now=now,
        decided_by=by,
        decided_at=now,
        facts={"year": amendment.year.year},
    )
    return amendment


def put_in_force(amendment: HolidayAmendment, *, by: User, now: datetime) -> None:
    """In the caller's transaction: the days as they were end, as they become they begin, with a version's number."""
    if by.pk == amendment.proposed_by_id:
        raise Refused(AMENDMENT_SAME_PERSON())
    HolidayYear.objects.select_for_update().order_by("pk").first()  # one version after another, of any year
    version = latest_calendar() + 1
    days = list(amendment.days.all())
    Holiday.objects.filter(on__in=[one.on for one in days], until=None).update(until=version)
    Holiday.objects.bulk_create(
        Holiday(year=amendment.year, on=one.on, kind=one.becomes, code=one.code, since=version)
        for one in days
        if one.becomes
    )
    move(
        amendment,
        "confirmed",
        by=by.actor,
        verb="holiday_amendment_confirmed",
        now=now,
        version=version,
        decided_by=by,
        decided_at=now,
        facts={"year": amendment.year.year, "version": version},
    )


def correct_multipliers(
    amendment: HolidayAmendment,
    entity: PayingEntity,
    differences: Sequence[Difference],
    *,
    by: User,
    now: datetime,
) -> date:
    """Settled hours of amended days, each with a correction in the open month; the people are told."""
    month = open_month_for_approval(entity)
    for start in range(0, len(differences), AT_ONCE):
        some = differences[start : start + AT_ONCE]
        Correction.objects.bulk_create(
            _correction(amendment, entity, month, name, one, by, now)
            for name, one in zip(new_public_ids(now, len(some)), some, strict=True)
        )
    record(
        by.actor,
        "holiday_differences_made",
        amendment,
        now=now,
        to_state="approved",
        table=Correction.STATES.name,
        rows=len(differences),
        entity=entity.code,
        month=month_text(month),
    )
    days = {(one.segment.agent, one.segment.local_on) for one in differences}
    tell_all(
        (
            Told(
                agent.user.public_id,
                f"amended:{amendment.public_id}:{entity.code}:{agent.pk}:{on}",
                reverse("tasks:hours"),
                {"on": on.isoformat(), "month": month_text(month), "why": amendment.why},
            )
            for agent, on in days
        ),
        HOLIDAY_DIFFERENCE,
        now=now,
    )
    return month


def _correction(
    amendment: HolidayAmendment,
    entity: PayingEntity,
    month: date,
    public_id: str,
    one: Difference,
    by: User,
    now: datetime,
) -> Correction:
    return Correction(
        public_id=public_id,
        agent_id=one.segment.agent_id,
        task_id=one.segment.task_id,
        entity=entity,
        settle_month=month,
        segment=one.segment,
        minutes_then=one.minutes,
        minutes_now=one.minutes,
        amendment=amendment,
        percent_then=one.percent_then,
        percent_now=one.percent_now,
        why=amendment.why,
        state="approved",
        proposed_by_id=amendment.proposed_by_id,
        proposed_at=amendment.proposed_at,
        decided_by=by,
        decided_at=now,
    )
