"""What every page needs: where one can go, who one is, what time it is."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from yunke import clock
from yunke.ground.roles import AGENT, AUDITOR, CLIENT, STAFF
from yunke.notices import unread
from yunke.registry import registry
from yunke.sections import SECTIONS, queues_of

# Browsers inside other apps give pages no microphone, lose files and forget who is signed in.
IN_APP = (
    "MicroMessenger",
    " QQ/",
    "Weibo",
    "AlipayClient",
    "DingTalk",
    "aweme",
    "BytedanceWebview",
    "Toutiao",
)


def in_app(request: HttpRequest) -> bool:
    """Whether the page is opened inside another app."""
    agent = request.headers.get("User-Agent", "")
    return any(name in agent for name in IN_APP)


def contact(told: str) -> dict[str, str]:
    """How the house is reached, and the link when it is a bare phone number or e-mail address."""
    bare = re.sub(r"[ ()\-]", "", told)
    if re.fullmatch(r"\+?[0-9]{5,15}", bare):
        return {"text": told, "url": f"tel:{bare}"}
    return {"text": told, "url": f"mailto:{told}" if re.fullmatch(r"[^@\s]+@[^@\s]+", told) else ""}


def house(request: HttpRequest) -> dict[str, Any]:
    """``demo now frame in_app listing house_contact person places sections rail unread``; the rail's counts are asked only when it is drawn."""
    base = {
        "demo": settings.DEMO,
        "now": clock.now(),
        "frame": "public_base.html",
        "in_app": in_app(request),
        "listing": getattr(request, "listing", None),
        "house_contact": contact(settings.CONTACT),
    }
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return base
    roles = user.roles
    base["person"] = {
        "name": str(user),
        "url": reverse("onboarding:account"),
        "news": reverse("onboarding:news"),
    }
    if roles & set(STAFF):
        return base | {
            "frame": "staff_base.html",
            "only_reads": not roles & (set(STAFF) - {AUDITOR}),
            "sections": _sections(request, roles),
            "rail": SimpleLazyObject(lambda: _rail(request, roles)),
            "unread": SimpleLazyObject(lambda: unread(user.public_id)),
        }
    if AGENT in roles:
        return base | {"frame": "agent_base.html", "places": _places(request)}
    return base | ({"frame": "public_base.html"} if CLIENT in roles else {})


@cache
def _address(url_name: str) -> str:
    """A menu's addresses never change, and a page asks for some sixty of them."""
    return reverse(url_name)


def _places(request: HttpRequest) -> list[dict[str, Any]]:
    home = {"url": "/", "label": gettext("首页"), "icon": "home", "current": request.path == "/"}
    others = [
        (_address(place.url_name), place) for place in sorted(registry.places.values(), key=lambda p: p.order)
    ]
    return [home] + [
        {
            "url": url,
            "label": gettext(place.name),
            "icon": place.icon,
            "current": request.path.startswith(url),
        }
        for url, place in others
    ]


def _sections(request: HttpRequest, roles: frozenset[str]) -> list[dict[str, Any]]:
    shown = []
    for code, name in SECTIONS:
        queues = queues_of(code, roles)
        if queues:
            urls = [_address(queue.url_name) for queue in queues]
            shown.append(
                {
                    "url": urls[0],
                    "label": gettext(name),
                    "current": any(request.path.startswith(url) for url in urls),
                }
            )
    return shown


def _rail(request: HttpRequest, roles: frozenset[str]) -> list[dict[str, Any]]:
    now = clock.now()
    here = _queue_here(request, roles)
    return [
        {
            "title": gettext(name),
            "items": [
                {
                    "url": (url := _address(queue.url_name)),
                    "label": gettext(queue.name),
                    "count": queue.count(now) if queue.count else None,
                    "current": url == here,
                }
                for queue in queues
            ],
        }
        for code, name in SECTIONS
        if (queues := queues_of(code, roles))
    ]


def _queue_here(request: HttpRequest, roles: frozenset[str]) -> str:
    """The queue a page belongs to: the one that names its view, else whose address begins the path the longest."""
    queues = [queue for code, _name in SECTIONS for queue in queues_of(code, roles)]
    view = request.resolver_match.view_name if request.resolver_match else ""
    if named := next((queue for queue in queues if view in queue.also), None):
        return _address(named.url_name)
    urls = [_address(queue.url_name) for queue in queues]
    return max((url for url in urls if request.path.startswith(url)), key=len, default="")
