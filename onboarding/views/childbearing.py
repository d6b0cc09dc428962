"""The status nobody has to tell: its owner's page alone, and only where it is switched on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from onboarding.actions.profile import forget_childbearing, may_tell, tell_childbearing
from onboarding.forms.profile import ChildbearingForm
from onboarding.models import Childbearing
from onboarding.texts import CHILDBEARING, TEXTS
from yunke import clock
from yunke.access import allow
from yunke.ground.roles import AGENT


@never_cache
@allow(AGENT)
def childbearing(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    told = Childbearing.objects.filter(agent=user.agent).first()
    if not may_tell(user.agent) and told is None:
        raise Http404
    if request.method == "POST" and "forget" in request.POST:
        forget_childbearing(user.agent, now=clock.now())
        messages.success(request, gettext("已删除，同意也撤回了。"))
        return redirect("onboarding:account")
    form = ChildbearingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        tell_childbearing(user.agent, given["status"], consented=given["agree"], now=clock.now())
        messages.success(request, gettext("已加密保存，只有你自己看得到。"))
        return redirect("onboarding:childbearing")
    context = {"form": form, "told": told, "text": TEXTS[CHILDBEARING], "asked": may_tell(user.agent)}
    return render(request, "onboarding/childbearing.html", context, status=422 if form.errors else 200)
