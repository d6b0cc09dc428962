"""Holiday years with their days told in three groups."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from tasks.models import HolidayAmendment, HolidayYear


def holiday_years() -> list[dict[str, Any]]:
    """The latest first, each with its days as they hold today."""
    rows = (
        HolidayYear.objects.select_related("proposed_by", "confirmed_by")
        .prefetch_related("days")
        .annotate(
            amended=Count("amendments"),
            proposed=Count("amendments", filter=Q(amendments__state="proposed")),
        )
        .order_by("-year")
    )
    return [
        {
            "year": row,
            **{
                kind: sorted({day.on for day in row.days.all() if day.kind == kind and day.until is None})
                for kind in ("statutory", "day_off", "make_up")
            },
        }
        for row in rows
    ]


def first_free_year(year: int) -> int:
    """The first from ``year`` on that nobody proposed."""
    known = set(HolidayYear.objects.filter(year__gte=year).values_list("year", flat=True))
    return next(one for one in count(year) if one not in known)


def holiday_year(number: int) -> dict[str, Any]:
    """One of them; 404 where there is none."""
    for one in holiday_years():
        if one["year"].year == number:
            return one
    raise Http404


def amendments_of(year: HolidayYear) -> QuerySet[HolidayAmendment]:
    """The latest first, with how many differences each made of approved months."""
    rows = year.amendments.select_related("year", "proposed_by", "decided_by").prefetch_related("days")
    return rows.annotate(differences=Count("corrections")).order_by("-pk")


def unconfirmed() -> int:
    """Years and amendments that wait for a second person."""
    return sum(rows.objects.filter(state="proposed").count() for rows in (HolidayYear, HolidayAmendment))
