"""Where an agent is paid: shown by its last four, replaced by the agent alone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from payouts.actions.accounts import set_account
from payouts.forms import AccountForm
from payouts.queries.money_out import active_account, real_name
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AGENT
from yunke.refusals import wordings

FIELD_OF = {
    "holder_is_not_agent": "holder",
    "account_needs_bank": "bank",
    "branch_not_digits": "branch_code",
    "account_not_digits": "number",
    "account_check_digit": "number",
    "account_not_usable": "number",
}


@sensitive_post_parameters("number", "holder")
@never_cache
@allow(AGENT)
def account(request: HttpRequest) -> HttpResponse:
    agent: Any = request.user.agent  # type: ignore[union-attr]
    form = AccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            set_account(agent, **form.cleaned_data, now=clock.now())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, gettext("收款账户已存好。"))
            return redirect("payouts:pay")
    return render(
        request,
        "payouts/account.html",
        {"form": form, "account": active_account(agent), "proven": bool(real_name(agent))},
        status=422 if form.errors else 200,
    )


def _say(form: AccountForm, refused: Refused) -> None:
    for said in wordings(refused.reasons):
        form.add_error(FIELD_OF.get(said.code), said.sentence)
