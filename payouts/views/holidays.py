"""Holiday years: one person proposes what was announced, another confirms it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from payouts.actions.holidays import confirm_change, confirm_year, propose_change, propose_year, refuse_change
from payouts.forms import AmendmentForm, HolidayYearForm
from payouts.queries.amendments import effects_of
from payouts.queries.holidays import amendments_of, first_free_year, holiday_years
from payouts.queries.holidays import holiday_year as of_year
from tasks.models import HolidayAmendment
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, FINANCE
from yunke.refusals import wordings


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
def holidays(request: HttpRequest) -> HttpResponse:
    """The years, and on POST a proposal."""
    user: Any = request.user
    form = HolidayYearForm(
        request.POST if request.method == "POST" else None,
        initial={"year": first_free_year(clock.today().year)},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            propose_year(told["year"], told["days"], source=told["source"], by=user, now=clock.now())
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, said.sentence)
        else:
            messages.success(request, gettext("已提出，请另一位同事对照通知确认。"))
            return redirect("payouts:holidays")
    return render(
        request,
        "payouts/holidays.html",
        {"years": holiday_years(), "form": form, "may": bool(set(FINANCE) & user.roles), "me": user.pk},
        status=422 if form.errors else 200,
    )


@require_POST
@allow(*FINANCE)
def confirm_holidays(request: HttpRequest, year: int) -> HttpResponse:
    user: Any = request.user
    confirm_year(year, by=user, now=clock.now())
    messages.success(request, gettext("%(year)s 年已确认，可以用来结算。") % {"year": year})
    return redirect("payouts:holidays")


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
def holiday_year(request: HttpRequest, year: int) -> HttpResponse:
    """A year as it holds today and how it came to be so; on POST an amendment is proposed."""
    user: Any = request.user
    one, now = of_year(year), clock.now()
    form = AmendmentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            propose_change(
                year, told["days"].splitlines(), source=told["source"], why=told["why"], by=user, now=now
            )
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, said.sentence)
        else:
            messages.success(request, gettext("已提出，请另一位同事对照通知核准。现在还什么都没有变。"))
            return redirect("payouts:holiday_year", year)
    amendments = list(amendments_of(one["year"]))
    waiting = next((row for row in amendments if row.state == "proposed"), None)
    return render(
        request,
        "payouts/holiday_year.html",
        {
            **one,
            "amendments": amendments,
            "waiting": waiting,
            "effects": effects_of(waiting, local_on(now)) if waiting else [],
            "form": form,
            "may": bool(set(FINANCE) & user.roles),
            "me": user.pk,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@allow(*FINANCE)
def confirm_holiday_amendment(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    of = confirm_change(_amendment(public_id), by=user, now=clock.now())
    messages.success(request, gettext("已核准，从现在起按改了的日子算。"))
    return redirect("payouts:holiday_year", of.year.year)


@require_POST
@allow(*FINANCE)
def refuse_holiday_amendment(request: HttpRequest, public_id: str) -> HttpResponse:
    user: Any = request.user
    of = refuse_change(_amendment(public_id), by=user, now=clock.now())
    return redirect("payouts:holiday_year", of.year.year)


def _amendment(public_id: str) -> HolidayAmendment:
    return get_object_or_404(HolidayAmendment.objects.select_related("year"), public_id=public_id)
