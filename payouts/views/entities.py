"""How each paying entity withholds tax, with what each choice means in money."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.models import User
from payouts.actions.account_codes import set_account_codes
from payouts.actions.fees import set_rail_fee
from payouts.actions.settings import choose_tax_settings
from payouts.forms import AccountCodesForm, FeeForm, SettingsForm
from payouts.models import RailFee
from payouts.queries.account_codes import account_codes
from payouts.queries.runs import approved_in_year
from payouts.queries.second_person import unconfirmed_by_entity
from payouts.rails import RAILS
from payouts.rules.accounts import ACCOUNTS
from payouts.views.check import GAP_WORDS
from payouts.views.tax_examples import GAP_EXAMPLE, OCCURRENCE_EXAMPLE, YEAR_EXAMPLE
from payouts.words import TAX_WORDS
from tasks.models import PayingEntity
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.money import yuan_plain
from yunke.ground.roles import AUDITOR, FINANCE, PREPARER
from yunke.models import AuditEntry
from yunke.refusals import wordings


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    rows, waiting = list(PayingEntity.objects.order_by("code")), unconfirmed_by_entity()
    for one in rows:
        one.waiting = sum(waiting.get(one.pk, {}).values())  # type: ignore[attr-defined]
    return render(request, "payouts/entities.html", {"rows": rows})


@never_cache
@allow(PREPARER, read=(*FINANCE, AUDITOR))
def entity(request: HttpRequest, public_id: str) -> HttpResponse:
    of, user = get_object_or_404(PayingEntity, public_id=public_id), _user(request)
    form = _form(of, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            choose_tax_settings(of, **form.cleaned_data, by=user, now=clock.now())
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, said.sentence)
        else:
            messages.success(request, gettext("已保存，以后制作的结算按它算。"))
            return redirect("payouts:entity", public_id=of.public_id)
    return _page(request, of, form)


@require_POST
@allow(PREPARER)
def fee(request: HttpRequest, public_id: str) -> HttpResponse:
    """What one payment costs by a rail; empty takes it back."""
    of, form = get_object_or_404(PayingEntity, public_id=public_id), FeeForm(request.POST)
    if not form.is_valid():
        return _page(request, of, _form(of), fee=form)
    told = form.cleaned_data
    set_rail_fee(of, told["rail"], told["fee"], by=_user(request), now=clock.now())
    messages.success(request, gettext("已保存，“资金需求”里按它算手续费。"))
    return redirect("payouts:entity", public_id=of.public_id)


@require_POST
@allow(PREPARER)
def accounts(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the accounts are called in the company's own books; without a code the house's own stands."""
    of = get_object_or_404(PayingEntity, public_id=public_id)
    form = AccountCodesForm(account_codes(of.pk), request.POST)
    if not form.is_valid():
        return _page(request, of, _form(of), codes=form)
    try:
        set_account_codes(of, form.chosen(), by=_user(request), now=clock.now())
    except Refused as refused:
        form.add_reasons(refused.reasons)
        return _page(request, of, _form(of), codes=form)
    messages.success(request, gettext("已保存，导出的凭证按它写科目。"))
    return redirect("payouts:entity", public_id=of.public_id)


def _page(
    request: HttpRequest,
    of: PayingEntity,
    form: SettingsForm,
    *,
    fee: FeeForm | None = None,
    codes: AccountCodesForm | None = None,
) -> HttpResponse:
    wrong = form.errors or (fee and fee.errors) or (codes and codes.errors)
    told = account_codes(of.pk)
    return render(
        request,
        "payouts/entity.html",
        {
            "entity": of,
            "form": form,
            "waiting": unconfirmed_by_entity().get(of.pk),
            "may": PREPARER in _user(request).roles,
            "fees": _fees(of, fee),
            "accounts": told,
            "codes": codes or AccountCodesForm(told),
            "codes_said": any(one["code"] for one in told),
            "year_example": YEAR_EXAMPLE,
            "gap_example": GAP_EXAMPLE,
            "occurrence_example": OCCURRENCE_EXAMPLE,
            "changes": _changes(of),
        },
        status=422 if wrong else 200,
    )


def _fees(of: PayingEntity, typed: FeeForm | None) -> list[dict[str, Any]]:
    """A form a rail; the one that was refused comes back as typed."""
    known = dict(RailFee.objects.filter(entity=of).values_list("rail", "fee_fen"))
    return [
        {
            "rail": rail,
            "fee_fen": known.get(rail),
            "form": typed
            if typed and typed.data.get("rail") == rail
            else FeeForm(
                initial={"rail": rail, "fee": yuan_plain(known[rail]) if rail in known else ""},
                auto_id=f"{rail}_%s",
            ),
        }
        for rail in RAILS
    ]


def _form(of: PayingEntity, typed: Any = None) -> SettingsForm:
    approved = approved_in_year(of, local_on(clock.now()).year).exists()
    return SettingsForm(typed, initial=_chosen(of), approved=approved)


def _changes(of: PayingEntity) -> list[dict[str, Any]]:
    """The latest first: who chose what, in words."""
    name = User.objects.filter(public_id=OuterRef("actor")).values("name")[:1]
    entries = AuditEntry.objects.filter(verb__in=_TOLD, thing_id=of.public_id)
    return [
        {
            "at": one.at,
            "who": one.who,
            "was": _TOLD[one.verb](one.facts["was"]),
            "chosen": _TOLD[one.verb](one.facts["chosen"]),
        }
        for one in entries.annotate(who=Coalesce(Subquery(name), Value(""))).order_by("-pk")[:5]
    ]


def _in_words(told: dict[str, Any]) -> str:
    method = TAX_WORDS.get(told["tax_method"])
    lowers = {True: gettext("处罚减少计税收入"), False: gettext("处罚不减少计税收入"), None: ""}
    said = [
        gettext(method) if method else gettext("还没选"),
        gettext(GAP_WORDS[told["gap_rule"]]) if told["gap_rule"] else "",
        lowers[told.get("penalties_lower_income")],
    ]
    return gettext("、").join(word for word in said if word)


def _codes_in_words(told: dict[str, str]) -> str:
    return gettext("；").join(f"{gettext(ACCOUNTS[account])} {said or '-'}" for account, said in told.items())


_TOLD = {"tax_settings_chosen": _in_words, "account_codes_set": _codes_in_words}


def _chosen(of: PayingEntity) -> dict[str, str]:
    lowers = {True: "yes", False: "no", None: ""}[of.penalties_lower_income]
    return {"tax_method": of.tax_method, "gap_rule": of.gap_rule, "penalties_lower_income": lowers}


def _user(request: HttpRequest) -> Any:
    return request.user
