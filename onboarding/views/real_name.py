"""An agent's real name: where it stands, what to mend, and the form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from onboarding.actions.identity import (
    SIDES,
    ask_provider,
    reasons_not_to_accept,
    submit_identity,
    withdraw_identity,
)
from onboarding.forms.identity import FIELD_OF, RealNameForm
from onboarding.models import Agent, IdentityCheck
from onboarding.queries.door import fits_no_line
from onboarding.queries.identity import latest_check
from onboarding.rules.identity import masked_name, masked_number
from onboarding.texts import IDENTITY, TEXTS
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import stored_wordings

PAGES = {"submitted": "onboarding/real_name_waiting.html", "passed": "onboarding/real_name_passed.html"}


@never_cache
@allow(AGENT)
def real_name(request: HttpRequest) -> HttpResponse:
    agent: Agent = request.user.agent  # type: ignore[union-attr]
    check = latest_check(agent)
    if request.method == "GET" and check and check.state in PAGES:
        return render(request, PAGES[check.state], _check_page(check))
    if fits_no_line(agent, clock.now()) and not check:
        return redirect("onboarding:door_fit")
    form = RealNameForm(request.POST, request.FILES) if request.method == "POST" else RealNameForm()
    if request.method == "POST" and form.is_valid() and _handed_in(agent, form):
        messages.success(request, gettext("已提交。审核完会通知你。"))
        return redirect("onboarding:real_name")
    if form.errors:
        _say_the_rest(agent, form)
    context = {"form": form, "text": TEXTS[IDENTITY], "reasons": _reasons(check)}
    return render(request, "onboarding/real_name.html", context, status=422 if form.errors else 200)


def _say_the_rest(agent: Agent, form: RealNameForm) -> None:
    """Photos are chosen anew each time: what is wrong with name and number is said together with them."""
    typed = form.cleaned_data
    found = reasons_not_to_accept(
        agent, typed.get("name", ""), typed.get("id_number", ""), consented=True, now=clock.now()
    )
    form.add_reasons(Refused(*(reason for reason in found if FIELD_OF.get(reason.code) in typed)))


def _handed_in(agent: Agent, form: RealNameForm) -> bool:
    typed, now = form.cleaned_data, clock.now()
    try:
        check = submit_identity(
            agent,
            name=typed["name"],
            id_number=typed["id_number"],
            consented=typed["agree"],
            now=now,
            photos={side: typed[f"photo_{side}"] for side in SIDES},
        )
    except Refused as refused:
        form.add_reasons(refused)
        return False
    ask_provider(check, now=now)
    return True


def _reasons(check: IdentityCheck | None) -> list[Any]:
    return stored_wordings(check.reasons) if check and check.state == "refused" else []


def _check_page(check: IdentityCheck) -> dict[str, Any]:
    return {"check": check, "name": masked_name(check.name), "number": masked_number(check.id_number)}


@allow(AGENT)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    check = get_object_or_404(IdentityCheck, agent=user.agent, state="submitted")
    withdraw_identity(check, by=user, now=clock.now())
    messages.success(request, gettext("已撤回，可以重新填。"))
    return redirect("onboarding:real_name")
