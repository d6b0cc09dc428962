"""What a payment costs by each rail: said by finance, on record, or not said at all."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onboarding.models import User
from payouts.models import RailFee
from payouts.rails import RAILS
from payouts.reasons import NOT_A_PREPARER, RAIL_UNKNOWN
from tasks.models import PayingEntity
from yunke.audit import record
from yunke.ground.errors import Refused
from yunke.ground.roles import PREPARER


@transaction.atomic
def set_rail_fee(entity: PayingEntity, rail: str, fee_fen: int | None, *, by: User, now: datetime) -> None:
    """``None`` takes it back: not set is not zero."""
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    if rail not in RAILS:
        raise Refused(RAIL_UNKNOWN(rail=rail[:20]))
    PayingEntity.objects.select_for_update().get(pk=entity.pk)
    standing = RailFee.objects.filter(entity=entity, rail=rail)
    was = standing.values_list("fee_fen", flat=True).first()
    if was == fee_fen:
        return
    if fee_fen is None:
        standing.delete()
    else:
        RailFee.objects.update_or_create(entity=entity, rail=rail, defaults={"fee_fen": fee_fen})
    record(by.actor, "rail_fee_set", entity, now=now, rail=rail, was_fen=was, fee_fen=fee_fen)
