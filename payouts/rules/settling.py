"""What stands between a month and its settlement."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from payouts.reasons import (
    EARLIER_MONTH_UNSETTLED,
    GAP_RULE_NOT_CHOSEN,
    HOLIDAYS_UNCONFIRMED,
    MONTH_NOT_OVER,
    PENALTY_SETTING_NOT_CHOSEN,
    SHIFTS_UNFINISHED,
    TAX_METHOD_NOT_CHOSEN,
)
from yunke.ground.errors import Reason
from yunke.ground.months import month_text, next_month


def reasons_not_to_settle(
    *,
    month: date,
    today: date,
    tax_method: str,
    gap_rule: str,
    penalties_lower_income: bool | None,
    unconfirmed_years: Collection[int],
    unsettled_months: Collection[date],
    unfinished_shifts: int = 0,
    cut_over_missing: Reason | None = None,
) -> Iterator[Reason]:
    """Everything at once; nothing means go ahead. ``today`` is the pay zone's."""
    if not tax_method:
        yield TAX_METHOD_NOT_CHOSEN()
    if tax_method == "cumulative" and not gap_rule:
        yield GAP_RULE_NOT_CHOSEN()
    if tax_method == "cumulative" and cut_over_missing:
        yield cut_over_missing
    if penalties_lower_income is None:
        yield PENALTY_SETTING_NOT_CHOSEN()
    if today < next_month(month):
        yield MONTH_NOT_OVER(month=month_text(month), ends_on=next_month(month).isoformat())
    if unfinished_shifts:
        yield SHIFTS_UNFINISHED(count=unfinished_shifts)
    for year in unconfirmed_years:
        yield HOLIDAYS_UNCONFIRMED(year=year)
    for earlier in unsettled_months:
        yield EARLIER_MONTH_UNSETTLED(month=month_text(earlier))
