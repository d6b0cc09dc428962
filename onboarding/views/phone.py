"""Another number to sign in with: proven by its own code, then every other session ends."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.phone_verification import ChangePhoneVerificationProcess
from allauth.core.ratelimit import RateLimited
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from onboarding.actions.people import change_phone
from onboarding.code_waits import forget_number, keep_number, number_asked, number_in_form, seconds_until
from onboarding.codes import may_try
from onboarding.forms.sign_in import CodeForm, PhoneForm
from onboarding.phones import masked, national
from onboarding.reasons import CODE_LIMIT, PHONE_SAME
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Reason, Refused
from yunke.ground.roles import SIGNED_IN
from yunke.refusals import wordings


@never_cache
@allow(SIGNED_IN)
def phone(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = PhoneForm(request.POST if request.method == "POST" else None, initial=number_in_form(request))
    if request.method == "POST" and form.is_valid() and _sent(request, form):
        forget_number(request)
        return redirect("onboarding:phone_code")
    return render(
        request,
        "onboarding/phone.html",
        {"form": form, "phone": masked(user.phone), "wait": _wait(request, form)},
        status=422 if form.errors else 200,
    )


def _wait(request: HttpRequest, form: PhoneForm) -> int:
    return seconds_until(request, action="verify_phone", key=number_asked(request, form))


def _sent(request: HttpRequest, form: PhoneForm) -> bool:
    """The same answer whether or not the new number has an account: its holder learns it after the code."""
    wanted, user = form.cleaned_data["phone"], request.user
    if wanted == user.phone:  # type: ignore[union-attr]
        form.add_error("phone", _said(PHONE_SAME()))
        return False
    try:
        ChangePhoneVerificationProcess.initiate(request, wanted)
    except RateLimited:
        form.add_error("phone", _said(CODE_LIMIT(wait_seconds=_wait(request, form))))
        return False
    return True


def _said(why: Reason) -> list[str]:
    return [said.sentence for said in wordings([why])]


@never_cache
@allow(SIGNED_IN)
def phone_code(request: HttpRequest) -> HttpResponse:
    process = ChangePhoneVerificationProcess.resume(request)
    if process is None:
        return redirect("onboarding:phone")
    form = CodeForm(request.POST if request.method == "POST" else None, expected=process.code)
    if form.is_a_try:
        if not may_try(request, process.phone, process.code) or not (
            form.is_valid() or process.record_invalid_attempt()
        ):
            process.abort()
            keep_number(request, process.phone)
            messages.error(request, gettext("试了 5 次都不对，这条验证码作废了。请再要一条。"))
            return redirect("onboarding:phone")
        if form.is_valid():
            return _changed(request, process)
    context = {
        "form": form,
        "phone": national(process.phone),
        "shown_code": process.code if settings.DEMO else "",
    }
    return render(request, "onboarding/phone_code.html", context, status=422 if form.errors else 200)


def _changed(request: HttpRequest, process: ChangePhoneVerificationProcess) -> HttpResponse:
    user: Any = request.user
    process.abort()  # the code is spent, whatever comes
    try:
        change_phone(user, process.phone, now=clock.now())
    except Refused as refused:
        for said in wordings(refused.reasons):
            messages.error(request, said.sentence)
        return redirect("onboarding:phone")
    update_session_auth_hash(request, user)
    messages.success(request, gettext("登录手机号已更换，其他设备都退出了。"))
    return redirect("onboarding:account")
