"""An amendment of a holiday year confirmed: months not approved are computed anew, approved ones get differences."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext

from onboarding.models import User
from payouts.actions.returning import send_back
from payouts.models import Run
from payouts.queries.amendments import Effect, effects_of
from payouts.reasons import AMENDMENT_WHILE_COMPUTING, RETURNED_BY_AMENDMENT
from payouts.states import LOCKED_RUNS
from tasks.actions.amendments import correct_multipliers, put_in_force
from tasks.models import HolidayAmendment, PayMonth
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused


@transaction.atomic
def confirm_amendment(amendment: HolidayAmendment, *, by: User, now: datetime) -> HolidayAmendment:
    """In force from now on. What approved months paid stays as it is; the difference is a correction of the open one."""
    waiting = _hold_unapproved()
    effects = effects_of(amendment, local_on(now))
    put_in_force(amendment, by=by, now=now)
    Run.objects.filter(pk__in=[run.pk for run in waiting]).update(calendar=amendment.version)
    for one in effects:
        if one.differences:
            correct_multipliers(amendment, one.entity, one.differences, by=by, now=now)
        _compute_anew(one, by, now)
    return amendment


def _hold_unapproved() -> list[Run]:
    """The months' rows first, then their runs: preparing, closing and approving go the same way."""
    approved = Run.objects.filter(entity=OuterRef("entity"), month=OuterRef("month"), state__in=LOCKED_RUNS)
    list(PayMonth.objects.select_for_update().filter(~Exists(approved)).order_by("pk"))
    runs = list(Run.objects.select_for_update(of=("self",)).exclude(state__in=LOCKED_RUNS).order_by("pk"))
    busy = [AMENDMENT_WHILE_COMPUTING(number=run.number) for run in runs if run.state == "computing"]
    if busy:
        raise Refused(*busy)
    return runs


def _compute_anew(effect: Effect, by: User, now: datetime) -> None:
    for run in effect.anew:
        if run.state != "computed":  # gone back to its preparer already
            continue
        send_back(run, gettext(RETURNED_BY_AMENDMENT), by=by, now=now)
