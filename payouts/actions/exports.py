"""A file that leaves the house is on record before its first row does."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onboarding.models import User
from payouts.queries.exports import BOOKS, OF_WORK, WITH_NUMBERS, is_approved, is_empty, period
from payouts.reasons import (
    EXPORT_FORMAT_UNKNOWN,
    EXPORT_NOTHING_APPROVED,
    EXPORT_NOTHING_THERE,
    NOT_A_PREPARER,
    PERIOD_UNREADABLE,
)
from payouts.rules.sheets import Rows
from tasks.models import PayingEntity
from yunke.audit import record
from yunke.ground.errors import Refused
from yunke.ground.roles import PREPARER

EXPORTS = BOOKS | WITH_NUMBERS
FORMATS = ("csv", "xlsx")


@transaction.atomic
def take_export(
    entity: PayingEntity, kind: str, text: str, *, by: User, now: datetime, written: str = "csv"
) -> Rows:
    """The rows of one export, read as they are sent; those with ID numbers are the preparer's alone."""
    if kind in WITH_NUMBERS and PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    if written not in FORMATS:
        raise Refused(EXPORT_FORMAT_UNKNOWN(text=written[:20]))
    shape, rows = EXPORTS[kind]
    try:
        first, after = period(shape, text.strip())
    except ValueError as wrong:
        raise Refused(PERIOD_UNREADABLE(text=text[:20], shape=shape)) from wrong
    if kind in OF_WORK and not is_approved(entity, first):
        raise Refused(EXPORT_NOTHING_APPROVED(entity=entity.name, period=text.strip()))
    if kind not in OF_WORK and is_empty(entity, kind, first, after):
        raise Refused(EXPORT_NOTHING_THERE(entity=entity.name, period=text.strip()))
    record(by.actor, "export_taken", entity, now=now, kind=kind, period=text.strip())
    return rows(entity, first, after)
