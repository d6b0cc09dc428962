"""Accepting an invitation: prove the phone it was sent to, give a name, agree; then the second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from onboarding.actions.invitations import accept_invitation, hashed
from onboarding.codes import awaited_phone, forget_proven, proven_phone, send_code
from onboarding.forms.sign_in import InvitationForm
from onboarding.models import Invitation
from onboarding.phones import masked
from onboarding.reasons import INVITATION_ELSEWHERE, INVITATION_OVER
from onboarding.role_words import role_word
from onboarding.texts import SERVICE, TEXTS
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import ANYONE


@never_cache
@allow(ANYONE)
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    invited = get_object_or_404(Invitation.objects.select_related("invited_by"), token_hash=hashed(token))
    now = clock.now()
    if invited.state != "sent" or invited.expires_at <= now:
        raise Refused(INVITATION_OVER())
    user: Any = request.user
    if user.is_authenticated and user.phone != invited.phone:
        raise Refused(INVITATION_ELSEWHERE())
    phone = user.phone if user.is_authenticated else proven_phone(request, now=now)
    if phone != invited.phone:
        return _prove(request, invited, token)
    return _accept(request, invited, phone)


def _prove(request: HttpRequest, invited: Invitation, token: str) -> HttpResponse:
    """First the code, to the number the invitation names and to no other."""
    if request.method == "POST":
        if awaited_phone(request) != invited.phone:
            send_code(request, invited.phone)
        here = reverse("onboarding:invitation", args=[token])
        return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': here})}")
    return render(request, "onboarding/invitation.html", _page(invited))


def _accept(request: HttpRequest, invited: Invitation, phone: str) -> HttpResponse:
    form = InvitationForm(request.POST if request.method == "POST" else None, initial={"name": invited.name})
    if request.method == "POST" and "name" in request.POST and form.is_valid():
        user = accept_invitation(invited, form.cleaned_data["name"], phone=phone, now=clock.now())
        forget_proven(request)
        logout(request)  # the new roles begin with a session of their own
        return perform_login(request, Login(user=user, redirect_url="/"))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "onboarding/invitation.html", _page(invited) | {"form": form}, status=status)


def _page(invited: Invitation) -> dict[str, Any]:
    return {
        "invited": invited,
        "phone": masked(invited.phone),
        "text": TEXTS[SERVICE],
        "roles": [role_word(role) for role in invited.roles],
    }
