"""The desk's queue of computers and lines: the photo, the numbers, decide and next; or many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions import bulk
from onboarding.actions.equipment import decide_equipment, record_modem_seen
from onboarding.models import EquipmentCheck, User
from onboarding.queries.equipment import (
    carrier_table_rows,
    equipments,
    equipments_by_state,
)
from onboarding.reasons.checks import EQUIPMENT_REFUSALS
from onboarding.states import EQUIPMENT
from onboarding.views.desk import Desk, desk_listing
from onboarding.views.equipment import equipment_page
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AUDITOR, SCREENER


class EquipmentDesk(Desk[EquipmentCheck]):
    name = "desk_equipment"
    listing = desk_listing(name, down=F("measures__down_mbps").desc(nulls_last=True))
    item_template = "onboarding/_equipment_item.html"
    states = EQUIPMENT
    filters = ("submitted", "passed", "refused", "failed")
    refusals = EQUIPMENT_REFUSALS
    bulk = bulk.EQUIPMENT

    def rows(self, state: str, words: str, by: User) -> QuerySet[EquipmentCheck]:
        return equipments(state, words=words)

    def counts(self, words: str, by: User) -> dict[str, int]:
        return equipments_by_state(words)

    def every(self) -> QuerySet[EquipmentCheck]:
        return EquipmentCheck.objects.select_related("agent__user", "decided_by")

    def decide(
        self, check: EquipmentCheck, *, passed: bool, codes: Collection[str], by: User, now: datetime
    ) -> EquipmentCheck:
        decide_equipment(check, passed=passed, codes=codes, by=by, now=now)
        return check

    def beside(self, request: HttpRequest, check: EquipmentCheck) -> dict[str, Any]:
        page = equipment_page(check)
        page["reasons"] = [replace(one, url="") for one in page["reasons"]]
        return page | {"for_desk": True}

    def more(self) -> dict[str, Any]:
        return {"no_table": not carrier_table_rows()}


DESK = EquipmentDesk()


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return DESK.listed(request)


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    return DESK.opened(request, DESK.find(public_id))


@allow(SCREENER)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    return DESK.decided(request, public_id)


@allow(SCREENER)
@require_POST
def decide_many(request: HttpRequest) -> HttpResponse:
    return DESK.decided_many(request, bulk.EQUIPMENT)


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def photo(request: HttpRequest, public_id: str) -> FileResponse:
    """The photo of modem and plug as an attachment; each look is recorded."""
    check = DESK.find(public_id)
    record_modem_seen(check, by=request.user, now=clock.now())  # type: ignore[arg-type]
    return FileResponse(
        check.photo.open("rb"), as_attachment=True, filename="modem.jpg", content_type="image/jpeg"
    )
