"""Months of a paying entity: one is open, approval stamps facts with it, closing moves on to the next.

Approval holds the open month's row shared until its transaction ends; closing takes it alone. So a fact
approved in the same instant lies in this month or the next, never in none and never in both.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tasks.models import PayingEntity, PayMonth
from tasks.queries.attendance import write_tallies
from tasks.reasons import MONTH_NOT_OPEN, NO_OPEN_MONTH
from yunke.audit import Actor, move, record
from yunke.ground.errors import Refused
from yunke.ground.ids import new_public_id
from yunke.ground.months import month_of, month_text, next_month
from yunke.locks import share


@transaction.atomic
def open_first_month(entity: PayingEntity, month: date, *, by: Actor, now: datetime) -> PayMonth:
    """Begin an entity's books; asked again, the open month stands."""
    standing = PayMonth.objects.filter(entity=entity, state="open").first()
    return standing or _open(entity, month_of(month), by=by, now=now)


def open_month_for_approval(entity: PayingEntity) -> date:
    """The month that what is approved now is paid in, held until the caller's transaction ends."""
    while True:
        row = PayMonth.objects.filter(entity=entity, state="open").only("pk", "month").first()
        if row is None:
            raise Refused(NO_OPEN_MONTH(entity=entity.name))
        share(PayMonth, row.pk)
        if PayMonth.objects.filter(pk=row.pk, state="open").exists():
            return row.month


@transaction.atomic
def close_month(entity: PayingEntity, month: date, *, by: Actor, now: datetime) -> PayMonth:
    """Close a month, with its attendance as it stands, and open the next; closed already, it stays so."""
    row = PayMonth.objects.select_for_update().filter(entity=entity, month=month).first()
    if row is None:
        raise Refused(MONTH_NOT_OPEN(month=month_text(month)))
    if row.state == "open":
        write_tallies(entity.pk, month)
        move(row, "closed", by=by, verb="month_closed", now=now, closed_at=now)
        _open(entity, next_month(month), by=by, now=now)
    return row


def _open(entity: PayingEntity, month: date, *, by: Actor, now: datetime) -> PayMonth:
    row = PayMonth.objects.create(public_id=new_public_id(now), entity=entity, month=month)
    record(by, "month_opened", row, now=now, to_state="open", month=month_text(month), entity=entity.code)
    return row
