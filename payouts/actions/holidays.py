"""Holiday years and their amendments, with word to whoever may confirm them and back to whoever proposed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from onboarding.actions.telling import no_longer_waits, tell_holders
from onboarding.models import User
from payouts.actions.amendments import confirm_amendment
from payouts.reasons import AMENDMENT_IN, AMENDMENT_REFUSED, AMENDMENT_WAITS, HOLIDAYS_IN, HOLIDAYS_WAIT
from tasks.actions.amendments import propose_amendment, refuse_amendment
from tasks.actions.holidays import confirm_holiday_year, propose_holiday_year
from tasks.models import HolidayAmendment, HolidayYear
from yunke.ground.roles import FINANCE
from yunke.notices import tell


@transaction.atomic
def propose_year(
    year: int, special: Iterable[tuple[date, str]], *, source: str, by: User, now: datetime
) -> HolidayYear:
    made = propose_holiday_year(year, special, source=source, by=by, now=now)
    tell_holders(
        FINANCE,
        HOLIDAYS_WAIT,
        key=f"holidays:{made.public_id}:{now.timestamp():.0f}",  # proposed again, it is another one
        now=now,
        but=by.public_id,
        url=reverse("payouts:holiday_year", args=[year]),
        year=year,
    )
    return made


@transaction.atomic
def confirm_year(year: int, *, by: User, now: datetime) -> HolidayYear:
    made = confirm_holiday_year(year, by=by, now=now)
    if made.proposed_by:
        key, url = f"holidays:{made.public_id}:in", reverse("payouts:holiday_year", args=[year])
        tell(made.proposed_by.public_id, HOLIDAYS_IN, key=key, now=now, url=url, year=year)
    return made


@transaction.atomic
def propose_change(
    year: int, lines: Iterable[str], *, source: str, why: str, by: User, now: datetime
) -> HolidayAmendment:
    made = propose_amendment(year, lines, source=source, why=why, by=by, now=now)
    tell_holders(
        FINANCE,
        AMENDMENT_WAITS,
        key=f"amendment:{made.public_id}:waits",
        now=now,
        but=by.public_id,
        url=reverse("payouts:holiday_year", args=[year]),
        year=year,
        why=made.why,
    )
    return made


@transaction.atomic
def confirm_change(amendment: HolidayAmendment, *, by: User, now: datetime) -> HolidayAmendment:
    made = confirm_amendment(amendment, by=by, now=now)
    _tell_decided(made, AMENDMENT_IN, by, now)
    return made


@transaction.atomic
def refuse_change(amendment: HolidayAmendment, *, by: User, now: datetime) -> HolidayAmendment:
    made = refuse_amendment(amendment, by=by, now=now)
    _tell_decided(made, AMENDMENT_REFUSED, by, now)
    return made


def _tell_decided(amendment: HolidayAmendment, news: str, by: User, now: datetime) -> None:
    no_longer_waits(FINANCE, key=f"amendment:{amendment.public_id}:waits", now=now)
    if amendment.proposed_by_id != by.pk:  # who takes their own back knows
        year = amendment.year.year
        tell(
            amendment.proposed_by.public_id,
            news,
            key=f"amendment:{amendment.public_id}:{news}",
            now=now,
            url=reverse("payouts:holiday_year", args=[year]),
            year=year,
        )
