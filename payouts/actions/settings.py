"""How an entity withholds tax: chosen by finance, on record, for runs prepared afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from onboarding.models import User
from payouts.queries.runs import approved_in_year
from payouts.reasons import GAP_RULE_NOT_CHOSEN, NOT_A_PREPARER, TAX_CHANGED_MID_YEAR, TAX_METHOD_UNKNOWN
from payouts.rules.tax import METHODS, MONTHS_RULES
from tasks.models import PayingEntity
from yunke.audit import record
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import PREPARER


@transaction.atomic
def choose_tax_settings(
    entity: PayingEntity,
    *,
    tax_method: str,
    gap_rule: str,
    penalties_lower_income: bool,
    mid_year: bool = False,
    by: User,
    now: datetime,
) -> PayingEntity:
    """A run keeps what was set when it was prepared or last computed anew; this changes nothing of it.

    ``mid_year``: said by whoever changes how the year is counted while it has approved months, which stay.
    """
    if PREPARER not in by.roles:
        raise Refused(NOT_A_PREPARER())
    if tax_method not in METHODS:
        raise Refused(TAX_METHOD_UNKNOWN())
    if tax_method == "cumulative" and gap_rule not in MONTHS_RULES:
        raise Refused(GAP_RULE_NOT_CHOSEN())
    entity = PayingEntity.objects.select_for_update().get(pk=entity.pk)
    chosen = {
        "tax_method": tax_method,
        "gap_rule": gap_rule if tax_method == "cumulative" else "",
        "penalties_lower_income": penalties_lower_income,
    }
    was = {name: getattr(entity, name) for name in chosen}
    counted = ("tax_method", "gap_rule")
    if any(was[name] != chosen[name] for name in counted) and not mid_year:
        _require_no_month_approved(entity, local_on(now).year)
    if was != chosen:
        PayingEntity.objects.filter(pk=entity.pk).update(**chosen)
        record(by.actor, "tax_settings_chosen", entity, now=now, was=was, chosen=chosen)
        entity.refresh_from_db()
    return entity


def _require_no_month_approved(entity: PayingEntity, year: int) -> None:
    if months := approved_in_year(entity, year).count():
        raise Refused(TAX_CHANGED_MID_YEAR(months=months, year=year))
