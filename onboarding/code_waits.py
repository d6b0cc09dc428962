"""How long until another code may be asked for, and the number that waits for it.

allauth counts and refuses but does not say for how long; its counts lie in the cache as moments, the newest first.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from allauth.core.internal.ratelimit import get_cache_key, get_rates
from django.core.cache import cache
from django.forms import Form
from django.http import HttpRequest

from onboarding.phones import national
from yunke import clock

VOID = "void_code"
KEPT_FOR = timedelta(minutes=5)
APP = "allauth.account"


def seconds_until(request: HttpRequest, *, action: str, key: str) -> int:
    """Whole seconds until each of an action's rates (ACCOUNT_RATE_LIMITS) lets one more through; 0: at once, or no key."""
    if not key:
        return 0
    now, waits = clock.now().timestamp(), [0.0]
    for rate in get_rates(app=APP, action=action):
        counted = cache.get(get_cache_key(request, app=APP, action=action, rate=rate, key=key)) or []
        if len(counted) >= rate.amount:
            waits.append(counted[rate.amount - 1] + rate.duration - now)
    return max(0, math.ceil(max(waits)))


def keep_number(request: HttpRequest, phone: str) -> None:
    """The number whose code became void need not be typed again for a few minutes."""
    request.session[VOID] = {"phone": phone, "at": clock.now().isoformat()}


def kept_number(request: HttpRequest) -> str:
    """The number (E.164) whose code just became void; empty when none."""
    kept = request.session.get(VOID)
    if not kept or datetime.fromisoformat(kept["at"]) + KEPT_FOR < clock.now():
        return ""
    return str(kept["phone"])


def number_asked(request: HttpRequest, form: Form) -> str:
    """The number (E.164) the form was sent with, else the kept one; empty when neither is there."""
    return str(form.cleaned_data.get("phone", "")) if form.is_bound else kept_number(request)


def number_in_form(request: HttpRequest) -> dict[str, str]:
    """The form's first content: the kept number as it is typed here."""
    phone = kept_number(request)
    return {"phone": national(phone)} if phone else {}


def forget_number(request: HttpRequest) -> None:
    request.session.pop(VOID, None)
