"""Holiday years with their days told in three groups."""

from __future__ import annotations

from typing import Any

from tasks.models import HolidayYear


def holiday_years() -> list[dict[str, Any]]:
    """The latest first."""
    rows = (
        HolidayYear.objects.select_related("proposed_by", "confirmed_by")
        .prefetch_related("days")
        .order_by("-year")
    )
    return [
        {
            "year": row,
            **{
                kind: sorted({day.on for day in row.days.all() if day.kind == kind})
                for kind in ("statutory", "day_off", "make_up")
            },
        }
        for row in rows
    ]


def unconfirmed() -> int:
    return HolidayYear.objects.filter(state="proposed").count()
