"""How each paying entity withholds tax, with what each choice means in money."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from payouts.actions.settings import choose_tax_settings
from payouts.forms import SettingsForm
from payouts.views.tax_examples import GAP_EXAMPLE, OCCURRENCE_EXAMPLE, YEAR_EXAMPLE
from tasks.models import PayingEntity
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, FINANCE, PREPARER
from yunke.models import AuditEntry
from yunke.refusals import wordings


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    return render(request, "payouts/entities.html", {"rows": PayingEntity.objects.order_by("code")})


@never_cache
@allow(PREPARER, read=(*FINANCE, AUDITOR))
def entity(request: HttpRequest, public_id: str) -> HttpResponse:
    of, user = get_object_or_404(PayingEntity, public_id=public_id), _user(request)
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=_chosen(of))
    if request.method == "POST" and form.is_valid():
        try:
            choose_tax_settings(of, **form.cleaned_data, by=user, now=clock.now())
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, f"{said.text}{said.remedy}")
        else:
            messages.success(request, gettext("已保存，以后制作的结算按它算。"))
            return redirect("payouts:entity", public_id=of.public_id)
    return render(
        request,
        "payouts/entity.html",
        {
            "entity": of,
            "form": form,
            "may": PREPARER in user.roles,
            "year_example": YEAR_EXAMPLE,
            "gap_example": GAP_EXAMPLE,
            "occurrence_example": OCCURRENCE_EXAMPLE,
            "changes": AuditEntry.objects.filter(verb="tax_settings_chosen", thing_id=of.public_id).order_by(
                "-pk"
            )[:5],
        },
        status=422 if form.errors else 200,
    )


def _chosen(of: PayingEntity) -> dict[str, str]:
    lowers = {True: "yes", False: "no", None: ""}[of.penalties_lower_income]
    return {"tax_method": of.tax_method, "gap_rule": of.gap_rule, "penalties_lower_income": lowers}


def _user(request: HttpRequest) -> Any:
    return request.user
