"""Holiday years and their amendments, with word to whoever may confirm them and back to whoever proposed them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from onboarding.actions.telling import Waiting, tell_holders
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
    _waiting(made).tell_second(AMENDMENT_WAITS, now=now)
    return made


@transaction.atomic
def confirm_change(amendment: HolidayAmendment, *, by: User, now: datetime) -> HolidayAmendment:
    made = confirm_amendment(amendment, by=by, now=now)
    _waiting(made).decided(AMENDMENT_IN, by=by, now=now)
    return made


@transaction.atomic
def refuse_change(amendment: HolidayAmendment, *, by: User, now: datetime) -> HolidayAmendment:
    made = refuse_amendment(amendment, by=by, now=now)
    _waiting(made).decided(AMENDMENT_REFUSED, by=by, now=now)
    return made


def _waiting(amendment: HolidayAmendment) -> Waiting:
    year = amendment.year.year
    url = reverse("payouts:holiday_year", args=[year])
    facts = {"year": year, "why": amendment.why}
    return Waiting(f"amendment:{amendment.public_id}", FINANCE, amendment.proposed_by.public_id, url, facts)
