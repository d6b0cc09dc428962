"""The two doors of saved views: each leads back to the list it was pressed on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import SIGNED_IN
from yunke.refusals import wordings
from yunke.saved_views import VIEW_GONE, delete_view, save_view, views_of


@allow(SIGNED_IN)  # the list says who opens it
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list as it stands under a name."""
    user: Any = request.user
    query = QueryDict(request.POST.get("list", "").lstrip("?")).dict()
    try:
        view = save_view(
            user, request.POST.get("page", ""), request.POST.get("name", ""), query, now=clock.now()
        )
    except Refused as refused:
        for one in wordings(refused.reasons):
            messages.warning(request, one.sentence)
    else:
        messages.success(request, gettext("存好了“%(name)s”。") % {"name": view.name})
    return redirect(_here(request))


@allow(SIGNED_IN)
@require_POST
def delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Gone at once; the list offers to save it again as it was."""
    view = get_object_or_404(views_of(request.user), public_id=public_id)
    delete_view(view)
    request.session[VIEW_GONE] = {"page": view.page, "name": view.name, "query": view.query}
    return redirect(_here(request))


def _here(request: HttpRequest) -> str:
    """The list as it stands, where the form says so; else the first page."""
    here = request.POST.get("here", "")
    listed = request.POST.get("list", "")
    if not url_has_allowed_host_and_scheme(here, None):
        return "/"
    return f"{here}?{listed.lstrip('?')}" if listed.lstrip("?") else here
