"""A person's own page: what they are called, how they sign in, what they agreed to, what we hold of them."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from onboarding.actions import people
from onboarding.actions.identity_draft import withdraw_identity_consent
from onboarding.actions.room import withdraw_voice_consent
from onboarding.export import held_of
from onboarding.forms.account import ProfileForm
from onboarding.phones import masked
from onboarding.queries.people import given_consents
from onboarding.role_words import role_word
from onboarding.second_factor import WITH_FACTOR
from onboarding.texts import IDENTITY, SERVICE, TEXTS, VOICE, text_of
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import SIGNED_IN
from yunke.language import COOKIE_AGE
from yunke.models import Notice
from yunke.notices import APP, worded
from yunke.refusals import wordings


@never_cache
@allow(SIGNED_IN)
def account(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        initial={"name": user.name, "language": request.LANGUAGE_CODE},
    )
    if user.proven_name:
        del form.fields["name"]
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            people.rename(user, told.get("name", user.name), told["language"], now=clock.now())
        except Refused as refused:
            form.add_error("name", [said.sentence for said in wordings(refused.reasons)])
        else:
            messages.success(request, gettext("已保存。"))
            return _with_language(redirect("onboarding:account"), told["language"])
    return render(
        request, "onboarding/account.html", _account_page(user, form), status=422 if form.errors else 200
    )


def _account_page(user: Any, form: ProfileForm) -> dict[str, Any]:
    given = given_consents(user)
    return {
        "form": form,
        "phone": masked(user.phone),
        "agent": getattr(user, "agent", None),
        "roles": [role_word(role) for role in sorted(user.roles)],
        "consents": [
            {
                "text": text_of(purpose, row.text_version) or TEXTS[purpose],
                "given_at": row.given_at,
                "purpose": purpose,
                "withdrawable": purpose != SERVICE,
            }
            for purpose, row in given.items()
            if purpose in TEXTS
        ],
        "with_factor": bool(WITH_FACTOR & user.roles),
        "factor_on": is_mfa_enabled(user, [Authenticator.Type.TOTP]),
    }


def _with_language(response: HttpResponse, language: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
    return response


@allow(SIGNED_IN)
@require_POST
def withdraw_consent(request: HttpRequest, purpose: str) -> HttpResponse:
    user: Any = request.user
    withdraw = {IDENTITY: withdraw_identity_consent, VOICE: withdraw_voice_consent}.get(purpose)
    if withdraw:
        withdraw(user, now=clock.now())
        messages.success(request, gettext("已撤回同意。从现在起不再按它处理新的资料。"))
    return redirect("onboarding:account")


@allow(SIGNED_IN)
@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    people.sign_out_elsewhere(user, now=clock.now())
    update_session_auth_hash(request, user)
    messages.success(request, gettext("其他设备都退出了，这里不受影响。"))
    return redirect("onboarding:account")


@allow(SIGNED_IN)
@require_POST
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything the rooms hold of this person, as one JSON file."""
    user: Any = request.user
    people.record_export(user, now=clock.now())
    response = JsonResponse(held_of(user), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="yunke-my-data.json"'
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@allow(SIGNED_IN)
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """What was told, the latest first; opened, it counts as read."""
    user: Any = request.user
    rows = Notice.objects.filter(recipient=user.public_id, channel=APP).order_by("-pk")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    items = [
        {
            "text": worded(row.template, row.facts),
            "url": row.url,
            "at": row.due_at,
            "new": row.read_at is None,
        }
        for row in page
    ]
    unread = [row.pk for row in page if row.read_at is None]
    if unread:
        Notice.objects.filter(pk__in=unread).update(read_at=clock.now())
    return render(request, "onboarding/news.html", {"items": items, "page": page})
