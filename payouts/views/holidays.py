"""Holiday years: one person proposes what was announced, another confirms it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from payouts.forms import HolidayYearForm
from payouts.queries.holidays import first_free_year, holiday_years
from tasks.actions.holidays import confirm_holiday_year, propose_holiday_year
from yunke import clock
from yunke.access import allow
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
            propose_holiday_year(told["year"], told["days"], source=told["source"], by=user, now=clock.now())
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, f"{said.text}{said.remedy}")
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
    confirm_holiday_year(year, by=user, now=clock.now())
    messages.success(request, gettext("%(year)s 年已确认，可以用来结算。") % {"year": year})
    return redirect("payouts:holidays")
