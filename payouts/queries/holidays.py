"""Holiday years with their days told in three groups."""

from __future__ import annotations

from itertools import count
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


def first_free_year(year: int) -> int:
    """The first from ``year`` on that nobody proposed."""
    known = set(HolidayYear.objects.filter(year__gte=year).values_list("year", flat=True))
    return next(one for one in count(year) if one not in known)


def unconfirmed() -> int:
    return HolidayYear.objects.filter(state="proposed").count()
