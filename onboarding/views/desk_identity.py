"""The desk's queue of real-name checks: the list, the item beside it, decide and next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.identity import (
    SIDES,
    decide_identity,
    record_photo_seen,
    return_many,
    reveal_number,
)
from onboarding.models import IdentityCheck
from onboarding.phones import masked
from onboarding.queries.identity import (
    FILTERS,
    checks,
    count_by_state,
    earlier_checks,
    may_see_papers,
    next_waiting,
)
from onboarding.reasons import IDENTITY_REFUSALS
from onboarding.rules.identity import masked_name, masked_number
from onboarding.states import IDENTITY
from onboarding.words import SIDE_WORDS
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, SCREENER
from yunke.refusals import Wording, stored_wordings, wordings

PAGE = 50


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    return render(request, "onboarding/desk_identity.html", _list_page(request))


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    check = _check(public_id)
    return _item(request, check)


def _item(
    request: HttpRequest,
    check: IdentityCheck,
    number: str = "",
    status: int = 200,
    refused: Sequence[Wording] = (),
) -> HttpResponse:
    """The whole desk, or for htmx the item alone."""
    item_page = _item_page(request, check, number) | {"refused": refused}
    if getattr(request, "htmx", False):
        return render(request, "onboarding/_identity_item.html", item_page, status=status)
    context = _list_page(request) | item_page
    return render(request, "onboarding/desk_identity.html", context, status=status)


def _check(public_id: str) -> IdentityCheck:
    return get_object_or_404(
        IdentityCheck.objects.select_related("agent__user", "decided_by"), public_id=public_id
    )


def _list_page(request: HttpRequest) -> dict[str, Any]:
    state = request.GET.get("state", "submitted")
    state = state if state in FILTERS else "submitted"
    words, counts = request.GET.get("q", ""), count_by_state()
    page = Paginator(checks(state, words=words), PAGE).get_page(request.GET.get("page"))
    return {
        "rows": [{"check": row, "name": masked_name(row.name)} for row in page],
        "page": page,
        "state": state,
        "words": words,
        "list_url": reverse("onboarding:desk_identity"),
        "query": _query(state, words),
        "chips": [
            {"state": one, "word": gettext(IDENTITY.words[one]), "count": counts.get(one, 0)}
            for one in FILTERS
        ],
        "refusals": _refusals(),
        "can_decide": SCREENER in request.user.roles,  # type: ignore[union-attr]
    }


def _query(state: str, words: str) -> str:
    kept = {name: value for name, value in (("state", state), ("q", words)) if value and value != "submitted"}
    return f"?{urlencode(kept)}" if kept else ""


def _refusals() -> list[dict[str, str]]:
    return [{"code": code, "word": gettext(kind.text)} for code, kind in IDENTITY_REFUSALS.items()]


def _item_page(request: HttpRequest, check: IdentityCheck, number: str) -> dict[str, Any]:
    user: Any = request.user
    may_see = bool(number) or may_see_papers(check, user, now=clock.now())
    return {
        "item": check,
        "number": number or masked_number(check.id_number),
        "revealed": bool(number),
        "name": check.name if may_see else masked_name(check.name),
        "phone": masked(check.agent.user.phone),
        "photos": [{"side": side, "word": gettext(SIDE_WORDS[side])} for side in SIDES] if may_see else [],
        "earlier": [
            {"check": one, "reasons": stored_wordings(one.reasons)} for one in earlier_checks(check)[:5]
        ],
        "reasons": [replace(said, url="") for said in stored_wordings(check.reasons)],
        "refusals": _refusals(),
        "can_decide": SCREENER in user.roles,
        "list_url": reverse("onboarding:desk_identity"),
        "following": next_waiting(check),
    }


@allow(SCREENER)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pass or return, then the next one."""
    check, user, passed = _check(public_id), request.user, request.POST.get("decision") == "pass"
    try:
        decide_identity(
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
    following = next_waiting(check)
    return (
        redirect("onboarding:desk_identity_item", following.public_id)
        if following
        else redirect("onboarding:desk_identity")
    )


@allow(SCREENER)
@require_POST
def return_chosen(request: HttpRequest) -> HttpResponse:
    """Many at once, for the same reasons."""
    rows = checks("submitted").filter(public_id__in=request.POST.getlist("chosen")[:PAGE])
    done, left = return_many(
        rows,
        codes=request.POST.getlist("codes"),
        by=request.user,  # type: ignore[arg-type]
        now=clock.now(),
    )
    messages.success(request, ngettext("已退回 %(done)s 人。", "已退回 %(done)s 人。", done) % {"done": done})
    if left:
        messages.warning(request, gettext("%(left)s 人刚才被别人处理了，没有动。") % {"left": left})
    return redirect("onboarding:desk_identity")


@never_cache
@allow(SCREENER, AUDITOR)
@require_POST
def reveal(request: HttpRequest, public_id: str) -> HttpResponse:
    """The full number, once, for a reason that is kept; an auditor sees the photos for a quarter of an hour."""
    check = _check(public_id)
    try:
        number = reveal_number(
            check,
            request.POST.get("why", ""),
            by=request.user,  # type: ignore[arg-type]
            now=clock.now(),
        )
    except Refused as refused:
        return _item(request, check, status=409, refused=wordings(refused.reasons))
    return _item(request, check, number)


@never_cache
@allow(SCREENER, read=(AUDITOR,))
@require_safe
def photo(request: HttpRequest, public_id: str, side: str) -> FileResponse:
    """One photo as an attachment; each look is recorded."""
    check, user, now = _check(public_id), request.user, clock.now()
    if side not in SIDES or not (file := getattr(check, f"photo_{side}")):
        raise Http404
    if not may_see_papers(check, user, now=now):  # type: ignore[arg-type]
        raise Http404
    record_photo_seen(check, side, by=user, now=now)  # type: ignore[arg-type]
    return FileResponse(
        file.open("rb"), as_attachment=True, filename=f"{side}.jpg", content_type="image/jpeg"
    )
