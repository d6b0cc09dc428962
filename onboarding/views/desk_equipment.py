"""The desk's queue of computers and lines: the photo, the numbers, decide and next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.equipment import decide_equipment, record_modem_seen
from onboarding.models import EquipmentCheck
from onboarding.phones import masked
from onboarding.queries.equipment import (
    carrier_table_rows,
    equipments,
    equipments_by_state,
    next_equipment,
)
from onboarding.reasons.checks import EQUIPMENT_REFUSALS
from onboarding.states import EQUIPMENT
from onboarding.views.equipment import equipment_page
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, SCREENER
from yunke.refusals import Wording, wordings

FILTERS = ("submitted", "passed", "refused", "failed")
PAGE = 50


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "onboarding/desk_equipment.html", _list_page(request))


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    return _item(request, _check(public_id))


def _item(
    request: HttpRequest, check: EquipmentCheck, status: int = 200, refused: Sequence[Wording] = ()
) -> HttpResponse:
    context = _list_page(request) | _item_page(request, check) | {"refused": refused}
    return render(request, "onboarding/desk_equipment.html", context, status=status)


def _check(public_id: str) -> EquipmentCheck:
    rows = EquipmentCheck.objects.select_related("agent__user", "decided_by")
    return get_object_or_404(rows, public_id=public_id)


def _list_page(request: HttpRequest) -> dict[str, Any]:
    user: Any = request.user
    state = request.GET.get("state", "submitted")
    state = state if state in FILTERS else "submitted"
    words, counts = request.GET.get("q", ""), equipments_by_state()
    page = Paginator(equipments(state, words=words), PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in (("state", state), ("q", words)) if value and value != "submitted"}
    return {
        "rows": page,
        "page": page,
        "state": state,
        "words": words,
        "list_url": reverse("onboarding:desk_equipment"),
        "query": f"?{urlencode(kept)}" if kept else "",
        "chips": [
            {"state": one, "word": gettext(EQUIPMENT.words[one]), "count": counts.get(one, 0)}
            for one in FILTERS
        ],
        "can_decide": SCREENER in user.roles,
        "no_table": not carrier_table_rows(),
    }


def _item_page(request: HttpRequest, check: EquipmentCheck) -> dict[str, Any]:
    page = equipment_page(check)
    page["reasons"] = [replace(one, url="") for one in page["reasons"]]
    return page | {
        "item": check,
        "for_desk": True,
        "phone": masked(check.agent.user.phone),
        "refusals": [{"code": code, "word": gettext(kind.text)} for code, kind in EQUIPMENT_REFUSALS.items()],
        "may_judge": SCREENER in request.user.roles and check.state == "submitted",  # type: ignore[union-attr]
        "following": next_equipment(check),
    }


@allow(SCREENER)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pass or return, then the next one."""
    check, user, passed = _check(public_id), request.user, request.POST.get("decision") == "pass"
    try:
        decide_equipment(
            check,
            passed=passed,
            codes=request.POST.getlist("codes"),
            by=user,  # type: ignore[arg-type]
            now=clock.now(),
        )
    except Refused as refused:
        check.refresh_from_db()
        return _item(request, check, status=409, refused=wordings(refused.reasons))
    words = gettext("%(number)s 已通过。") if passed else gettext("%(number)s 已退回，对方会看到原因。")
    messages.success(request, words % {"number": check.agent.number})
    following = next_equipment(check)
    return (
        redirect("onboarding:desk_equipment_item", following.public_id)
        if following
        else redirect("onboarding:desk_equipment")
    )


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def photo(request: HttpRequest, public_id: str) -> FileResponse:
    """The photo of modem and plug as an attachment; each look is recorded."""
    check = _check(public_id)
    record_modem_seen(check, by=request.user, now=clock.now())  # type: ignore[arg-type]
    return FileResponse(
        check.photo.open("rb"), as_attachment=True, filename="modem.jpg", content_type="image/jpeg"
    )
