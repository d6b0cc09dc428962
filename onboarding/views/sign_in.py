"""The door: a phone, a code, and for newcomers a yes. One thing per page, one answer for every phone."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.stages import LoginByCodeStage, LoginStageController
from allauth.account.utils import get_next_redirect_url, passthrough_next_redirect_url
from allauth.core.internal.ratelimit import respond_429
from allauth.core.ratelimit import consume
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from onboarding.actions.people import join as join_service
from onboarding.code_waits import forget_number, keep_number, number_asked, number_in_form
from onboarding.codes import (
    PhoneCode,
    awaited_phone,
    forget_proven,
    may_try,
    proven_phone,
    send_code,
    wait_for_code,
)
from onboarding.forms.sign_in import AgreeForm, CodeForm, PhoneForm
from onboarding.phones import national
from onboarding.reasons import CODE_OVER
from onboarding.texts import SERVICE, TEXTS
from onboarding.views.door import fits_a_line, told_by
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import ANYONE, SIGNED_IN
from yunke.refusals import wordings


@never_cache
@allow(ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    return _ask_phone(request, "account/login.html")


@never_cache
@allow(ANYONE)
def sign_up(request: HttpRequest) -> HttpResponse:
    """The same step in a newcomer's words, after the door's questions; a known phone shows only to its holder."""
    newcomer = not request.user.is_authenticated and not awaited_phone(request)
    if newcomer and not fits_a_line(request):
        return redirect(_onward(request, "onboarding:door_fit"))
    return _ask_phone(request, "account/signup.html")


def _ask_phone(request: HttpRequest, template: str) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or "/")
    if not consume(request, action="login"):
        return respond_429(request)
    form = PhoneForm(request.POST if request.method == "POST" else None, initial=number_in_form(request))
    if request.method == "POST" and form.is_valid() and _sent(request, form):
        forget_number(request)
        return redirect(_onward(request, "account_confirm_login_code"))
    doors = {
        "login_url": "account_login",
        "signup_url": "account_signup",
        "code_url": "account_confirm_login_code",
    }
    context = {name: _onward(request, door) for name, door in doors.items()} | {
        "form": form,
        "next": get_next_redirect_url(request) or "",
        "awaited": national(awaited_phone(request)),
        "wait": wait_for_code(request, number_asked(request, form)),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _sent(request: HttpRequest, form: PhoneForm) -> bool:
    """Whether a code is on its way; one already awaited by this browser is not sent again."""
    phone = form.cleaned_data["phone"]
    if awaited_phone(request) == phone:
        return True
    try:
        send_code(request, phone)
    except Refused as refused:
        form.add_error("phone", [said.sentence for said in wordings(refused.reasons)])
        return False
    return True


@never_cache
@allow(ANYONE)
def confirm_code(request: HttpRequest) -> HttpResponse:
    """The code; five tries, then it is void."""
    if request.user.is_authenticated:
        return redirect(get_next_redirect_url(request) or "/")
    stage = LoginStageController.enter(request, LoginByCodeStage.key)
    process = PhoneCode.resume(stage) if stage else None
    if process is None:
        raise Refused(CODE_OVER())
    if request.method == "POST" and (other := OTHER_ACTIONS.get(request.POST.get("action", ""))):
        return other(request, process)
    form = CodeForm(request.POST if request.method == "POST" else None, expected=process.code)
    if form.is_a_try:
        if not may_try(request, process.phone, process.code):
            return _void(request, process)
        if form.is_valid():
            return process.finish(get_next_redirect_url(request))
        if not process.record_invalid_attempt():
            return _void(request, process)
    return render(
        request,
        "account/confirm_login_code.html",
        _code_page(request, process, form),
        status=422 if form.errors else 200,
    )


def _code_page(request: HttpRequest, process: PhoneCode, form: CodeForm) -> dict[str, Any]:
    return {
        "form": form,
        "phone": national(process.phone),
        "can_resend": process.can_resend,
        "wait": wait_for_code(request, process.phone),
        "next": get_next_redirect_url(request) or "",
        "login_url": _onward(request, "account_login"),
        "shown_code": process.code if settings.DEMO else "",
    }


def _resend(request: HttpRequest, process: PhoneCode) -> HttpResponse:
    try:
        if process.can_resend:
            process.resend()
            messages.success(request, gettext("新的验证码已发出，旧的作废。"))
    except Refused as refused:
        for said in wordings(refused.reasons):
            messages.error(request, said.sentence)
    return redirect(_onward(request, "account_confirm_login_code"))


def _void(request: HttpRequest, process: PhoneCode) -> HttpResponse:
    process.abort()
    keep_number(request, process.phone)
    messages.error(request, gettext("试了 5 次都不对，这条验证码作废了。请再要一条。"))
    return redirect(_onward(request, "account_login"))


def _other_phone(request: HttpRequest, process: PhoneCode) -> HttpResponse:
    """Another number: what was awaited is dropped."""
    process.abort()
    forget_number(request)
    return redirect(_onward(request, "account_login"))


OTHER_ACTIONS = {"resend": _resend, "other": _other_phone}


@never_cache
@allow(ANYONE)
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second factor at sign-in (allauth's page), for who has just given the code."""
    if not request.user.is_authenticated and not LoginStageController.enter(request, AuthenticateStage.key):
        raise Refused(CODE_OVER())
    return mfa_views.authenticate(request)  # type: ignore[no-any-return]


@never_cache
@allow(SIGNED_IN)
def confirm_again(request: HttpRequest) -> HttpResponse:
    """The second factor once more, before something about it changes (allauth's page)."""
    if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return redirect("mfa_index")
    return mfa_views.reauthenticate(request)  # type: ignore[no-any-return]


@never_cache
@allow(ANYONE)
def join(request: HttpRequest) -> HttpResponse:
    """A proven phone without an account: the text, a yes, and the account with its agent. Who came by way of
    signing in answers the door's questions first."""
    now = clock.now()
    phone = proven_phone(request, now=now)
    if not phone:
        return redirect(_onward(request, "account_signup"))
    if (told := told_by(request)) is None or not fits_a_line(request):
        return redirect(_onward(request, "onboarding:door_fit"))
    form = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        user = join_service(phone, told, now=now)
        forget_proven(request)
        login = Login(user=user, redirect_url=get_next_redirect_url(request), signup=True)
        answer = perform_login(request, login)
        messages.success(request, gettext("注册好了。领任务以前还有几步，都排在首页。"))
        return answer
    context = {
        "form": form,
        "text": TEXTS[SERVICE],
        "phone": national(phone),
        "next": get_next_redirect_url(request) or "",
    }
    return render(request, "onboarding/join.html", context, status=422 if form.errors else 200)


def _onward(request: HttpRequest, name: str) -> str:
    return str(passthrough_next_redirect_url(request, reverse(name), "next"))
