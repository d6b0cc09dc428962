"""The first month nobody has approved, held against closing and approval alike."""

from __future__ import annotations

from datetime import date

from payouts.models import Run
from payouts.reasons import NO_MONTH_OPEN
from payouts.states import LOCKED_RUNS
from tasks.models import PayingEntity, PayMonth
from yunke.ground.errors import Refused


def hold_first_open(entity: PayingEntity) -> date:
    """The month's row first, then whoever asks takes its run: closing goes the same way."""
    settled = Run.objects.filter(entity=entity, state__in=LOCKED_RUNS).values("month")
    row = (
        PayMonth.objects.select_for_update()
        .filter(entity=entity)
        .exclude(month__in=settled)
        .order_by("month")
        .first()
    )
    if row is None:
        raise Refused(NO_MONTH_OPEN(entity=entity.name))
    return row.month
