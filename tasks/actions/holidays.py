"""A year's special days: proposed by one person from what was announced, confirmed by another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from onboarding.models import User
from tasks.models import Holiday, HolidayYear
from tasks.reasons import HOLIDAYS_CONFIRMED, HOLIDAYS_NOT_PROPOSED, HOLIDAYS_SAME_PERSON
from yunke.audit import HOUSE, move, record
from yunke.ground.calendar import statutory_days
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id


@transaction.atomic
def propose_holiday_year(
    year: int, special: Iterable[tuple[date, str]] = (), *, source: str, by: User | None, now: datetime
) -> HolidayYear:
    """The year's statutory days by law, and its announced ``(day, "day_off" | "make_up")``.

    Proposed again, the last proposal stands; a confirmed year is not touched.
    """
    row, made = HolidayYear.objects.select_for_update().get_or_create(
        year=year, defaults={"public_id": new_public_id(now), "source": source, "proposed_by": by}
    )
    if row.state == "confirmed":
        raise Refused(HOLIDAYS_CONFIRMED(year=year))
    row.source, row.proposed_by = source, by
    row.save(update_fields=["source", "proposed_by"])
    row.days.all().delete()
    days = Holiday.objects.bulk_create(_days(row, special))
    record(
        by.actor if by else HOUSE,
        "holiday_year_proposed",
        row,
        now=now,
        to_state="proposed",
        year=year,
        days=len(days),
        again=not made,
    )
    return row


@transaction.atomic
def confirm_holiday_year(year: int, *, by: User, now: datetime) -> HolidayYear:
    """A second person has compared the year with the announcement; now its months can settle."""
    row = HolidayYear.objects.select_for_update().filter(year=year).first()
    if row is None:
        raise Refused(HOLIDAYS_NOT_PROPOSED(year=year))
    if row.proposed_by_id == by.pk:
        raise Refused(HOLIDAYS_SAME_PERSON())
    move(
        row,
        "confirmed",
        by=by.actor,
        verb="holiday_year_confirmed",
        now=now,
        confirmed_by=by,
        confirmed_at=now,
        facts={"year": year},
    )
    return row


def _days(row: HolidayYear, special: Iterable[tuple[date, str]]) -> list[Holiday]:
    by_law = [
        Holiday(year=row, on=day, kind="statutory", code=code)
        for day, codes in statutory_days(row.year).items()
        for code in codes
    ]
    return by_law + [Holiday(year=row, on=day, kind=kind) for day, kind in special]
