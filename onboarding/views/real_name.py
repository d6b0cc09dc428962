"""An agent's real name: where it stands, what to mend, the form, and a look over it before it is handed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions.identity import ask_provider, reasons_not_to_accept, withdraw_identity
from onboarding.actions.identity_draft import hand_in_draft, keep_draft, sides_of
from onboarding.forms.identity import FIELD_OF, RealNameForm
from onboarding.models import Agent, IdentityCheck, IdentityDraft
from onboarding.photos import thumbnail
from onboarding.queries.door import fits_no_line
from onboarding.queries.identity import counts_until, draft_of, due_check, latest_check, live_check
from onboarding.rules.identity import SIDES, compact, grouped, masked_name, masked_number
from onboarding.texts import IDENTITY, TEXTS
from onboarding.words import SIDE_WORDS
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.home import next_step
from yunke.refusals import stored_wordings, wordings

PAGES = {"submitted": "onboarding/real_name_waiting.html", "passed": "onboarding/real_name_passed.html"}


@never_cache
@allow(AGENT)
def real_name(request: HttpRequest) -> HttpResponse:
    agent: Agent = request.user.agent  # type: ignore[union-attr]
    check, due = latest_check(agent), due_check(agent, clock.now())
    if request.method == "GET" and check and check.state in PAGES and not due:
        return render(request, PAGES[check.state], _check_page(agent, check))
    if fits_no_line(agent, clock.now()) and not check:
        return redirect("onboarding:door_fit")
    draft = draft_of(agent)
    if request.method == "POST":
        form = RealNameForm(request.POST, request.FILES, there=sides_of(draft))
        if _taken(agent, form):
            return redirect("onboarding:real_name_check")
        draft = draft_of(agent)
    else:
        form = RealNameForm(initial=_typed(draft))
    context = {
        "form": form,
        "text": TEXTS[IDENTITY],
        "reasons": _reasons(check),
        "due": due,
        "until": _still_until(due) if due else None,
        "photos": [
            {"field": form[f"photo_{side}"], "side": side, "is_there": side in sides_of(draft)}
            for side in SIDES
        ],
    }
    return render(request, "onboarding/real_name.html", context, status=422 if form.errors else 200)


def _still_until(due: IdentityCheck) -> date | None:
    """Its last day, if that is not over."""
    until, now = counts_until(due, clock.now()), clock.now()
    return until if until and until >= local_on(now) else None


def _typed(draft: IdentityDraft | None) -> dict[str, Any]:
    """What the agent wrote before; the yes counts for the words it was given to."""
    if draft is None:
        return {}
    agreed = draft.text_version == TEXTS[IDENTITY].version
    return {"name": draft.name, "id_number": draft.id_number, "agree": agreed}


def _taken(agent: Agent, form: RealNameForm) -> bool:
    """Whether all of it can be handed in. With a yes, what is right is kept: photos need not be chosen again."""
    valid, typed, now = form.is_valid(), form.cleaned_data, clock.now()
    found = reasons_not_to_accept(
        agent, typed.get("name", ""), typed.get("id_number", ""), consented=True, now=now
    )
    form.add_reasons(Refused(*(reason for reason in found if valid or FIELD_OF.get(reason.code) in typed)))
    if typed.get("agree") and (due_check(agent, now) or not live_check(agent)):
        photos = {side: typed.get(f"photo_{side}") for side in SIDES}
        kept = {name: form.data.get(name, "")[:60] for name in ("name", "id_number")}
        keep_draft(agent, **kept, photos=photos, now=now)
    return valid and not form.errors


@never_cache
@allow(AGENT)
def check_answers(request: HttpRequest) -> HttpResponse:
    """Everything once more, before it goes to the screeners."""
    agent: Agent = request.user.agent  # type: ignore[union-attr]
    draft = draft_of(agent)
    if draft is None or len(sides_of(draft)) < len(SIDES):
        return redirect("onboarding:real_name")
    if draft.text_version != TEXTS[IDENTITY].version:
        messages.warning(request, gettext("同意书换了新的一版，请再看一遍。"))
        return redirect("onboarding:real_name")
    reasons = reasons_not_to_accept(agent, draft.name, draft.id_number, consented=True, now=clock.now())
    if request.method == "POST" and not reasons:
        try:
            check = hand_in_draft(draft, now=clock.now())
        except Refused as refused:
            reasons = list(refused.reasons)
        else:
            ask_provider(check, now=clock.now())
            messages.success(request, gettext("已提交。审核完会通知你。"))
            return redirect("onboarding:real_name")
    context = {
        "draft": draft,
        "number": grouped(masked_number(compact(draft.id_number))),
        "photos": [{"side": side, "word": gettext(SIDE_WORDS[side])} for side in SIDES],
        "text": TEXTS[IDENTITY],
        "reasons": wordings(reasons),
    }
    return render(request, "onboarding/real_name_check.html", context, status=409 if reasons else 200)


@never_cache
@allow(AGENT)
@require_safe
def draft_photo(request: HttpRequest, side: str) -> HttpResponse:
    """One's own photo that waits to be handed in, small."""
    draft = draft_of(request.user.agent)  # type: ignore[union-attr]
    if side not in sides_of(draft):
        raise Http404
    with getattr(draft, f"photo_{side}").open("rb") as file:
        small = thumbnail(file)
    disposition = {"Content-Disposition": f'attachment; filename="{side}.jpg"'}
    return HttpResponse(small, content_type="image/jpeg", headers=disposition)


def _reasons(check: IdentityCheck | None) -> list[Any]:
    return stored_wordings(check.reasons) if check and check.state == "refused" else []


def _check_page(agent: Agent, check: IdentityCheck) -> dict[str, Any]:
    return {
        "check": check,
        "name": masked_name(check.name),
        "number": masked_number(check.id_number),
        "following": next_step(agent, clock.now()),
    }


@allow(AGENT)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    check = get_object_or_404(IdentityCheck, agent=user.agent, state="submitted")
    withdraw_identity(check, by=user, now=clock.now())
    messages.success(request, gettext("已撤回，可以重新填。"))
    return redirect("onboarding:real_name")
