"""The desk's queue of real-name checks: the list, the item beside it, decide and next; or many at once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions import bulk
from onboarding.actions.identity import (
    decide_identity,
    record_photo_seen,
    reveal_number,
)
from onboarding.models import IdentityCheck, User
from onboarding.queries.identity import (
    FILTERS,
    checks,
    count_by_state,
    earlier_checks,
    may_see_papers,
)
from onboarding.reasons import IDENTITY_REFUSALS
from onboarding.rules.identity import SIDES, masked_name, masked_number
from onboarding.states import IDENTITY
from onboarding.views.desk import Desk, desk_listing
from onboarding.words import SIDE_WORDS
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, SCREENER
from yunke.refusals import stored_wordings, wordings


class IdentityDesk(Desk[IdentityCheck]):
    name = "desk_identity"
    listing = desk_listing(name)
    item_template = "onboarding/_identity_item.html"
    states = IDENTITY
    filters = FILTERS
    refusals = IDENTITY_REFUSALS
    bulk = bulk.IDENTITY
    undoes = True

    def rows(self, state: str, words: str, by: User) -> QuerySet[IdentityCheck]:
        return checks(state, words=words)

    def counts(self, words: str, by: User) -> dict[str, int]:
        return count_by_state(words)

    def every(self) -> QuerySet[IdentityCheck]:
        return IdentityCheck.objects.select_related("agent__user", "decided_by")

    def decide(
        self, check: IdentityCheck, *, passed: bool, codes: Collection[str], by: User, now: datetime
    ) -> IdentityCheck:
        decide_identity(check, passed=passed, codes=codes, by=by, now=now)
        return check

    def beside(self, request: HttpRequest, check: IdentityCheck) -> dict[str, Any]:
        user: Any = request.user
        open_to_me = may_see_papers(check, user, now=clock.now())
        return self.papers(check, open_to_me) | {
            "number": masked_number(check.id_number),
            "revealed": False,
            "earlier": [
                {"check": one, "reasons": stored_wordings(one.reasons)} for one in earlier_checks(check)[:5]
            ],
            "reasons": [replace(said, url="") for said in stored_wordings(check.reasons)],
        }

    def label(self, check: IdentityCheck) -> str:
        return masked_name(check.name)

    def papers(self, check: IdentityCheck, open_to_me: bool) -> dict[str, Any]:
        """Name and photos, as far as they are open to who looks."""
        return {
            "name": check.name if open_to_me else masked_name(check.name),
            "photos": [{"side": side, "word": gettext(SIDE_WORDS[side])} for side in SIDES]
            if open_to_me
            else [],
        }


DESK = IdentityDesk()


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
    return DESK.decided_many(request, bulk.IDENTITY)


@never_cache
@allow(SCREENER, AUDITOR)
@require_POST
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """The full number, once, for a reason that is kept; an auditor sees the photos for a quarter of an hour."""
    check = DESK.find(public_id)
    try:
        number = reveal_number(
            check,
            request.POST.get("why", ""),
            by=request.user,  # type: ignore[arg-type]
            now=clock.now(),
        )
    except Refused as refused:
        return DESK.opened(request, check, status=409, refused=wordings(refused.reasons))
    return DESK.opened(request, check, number=number, revealed=True, **DESK.papers(check, True))


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def photo(request: HttpRequest, public_id: str, side: str) -> FileResponse:
    """One photo as an attachment; each look is recorded."""
    check, user, now = DESK.find(public_id), request.user, clock.now()
    if side not in SIDES or not (file := getattr(check, f"photo_{side}")):
        raise Http404
    if not may_see_papers(check, user, now=now):  # type: ignore[arg-type]
        raise Http404
    record_photo_seen(check, side, by=user, now=now)  # type: ignore[arg-type]
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=f"{side}.jpg", content_type="image/jpeg"
    )
