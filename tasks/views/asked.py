"""What a request asks for: a day, a month, a page of a list, the rows that are ticked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.dateparse import parse_date
from django.utils.translation import gettext

from yunke.ground.errors import Refused
from yunke.ground.months import parse_month, within_reach
from yunke.ground.states import StateTable
from yunke.refusals import wordings

ON_A_PAGE = 100
MOST_TICKED = 500


def day_asked(request: HttpRequest, name: str, otherwise: date) -> date:
    """A day of the query string; anything else is the one at hand."""
    try:
        day = parse_date(request.GET.get(name, ""))
    except ValueError:
        return otherwise
    return day if day and within_reach(day) else otherwise


def month_asked(request: HttpRequest, otherwise: date) -> date:
    try:
        month = parse_month(request.GET.get("month", ""))
    except ValueError:
        return otherwise
    return month if within_reach(month) else otherwise


def page_of(request: HttpRequest, rows: QuerySet[Any], size: int = ON_A_PAGE) -> Page[Any]:
    """Of an agent's own rows; a staff list asks its ``Listing``."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


def state_chips(table: StateTable, counts: Mapping[str, int], every: str = "") -> list[tuple[str, str, int]]:
    """Code, word and count of each state; ``every`` names the chip that leaves them all, the first."""
    chips = [(code, gettext(word), counts.get(code, 0)) for code, word in table.words.items()]
    return [("", every, sum(counts.values())), *chips] if every else chips


def opened(request: HttpRequest, shown: Sequence[Any], ready: Callable[[Any], bool]) -> Any:
    """Of the rows shown the one the address names (``on``), else the first that somebody may decide."""
    named = request.GET.get("on", "")
    return next((one for one in shown if one.public_id == named), None) or next(filter(ready, shown), None)


def ticked(request: HttpRequest) -> list[str]:
    """Public ids of the chosen rows."""
    return request.POST.getlist("row")[:MOST_TICKED]


def objection(request: HttpRequest) -> str | None:
    """What an agent says against it: nothing where "no objection" was pressed, None where neither was said."""
    if request.POST.get("agree") == "1":
        return ""
    return request.POST.get("words", "").strip()[:2_000] or None


def status_of(form: Any, reasons: Any = ()) -> int:
    """Of a page with its form on it: 409 where a rule refused, 422 where a field is wrong, else 200."""
    return 409 if reasons else 422 if form.is_bound and form.errors else 200


def acted(request: HttpRequest, act: Callable[[], Any], done: Callable[[Any], str]) -> bool:
    """Do it and say so; a refusal is said in its own words, beside what was asked."""
    try:
        outcome = act()
    except Refused as refused:
        for one in wordings(refused.reasons):
            messages.warning(request, one.sentence)
        return False
    messages.success(request, done(outcome))
    return True
