"""Operations' page of clients and of their people, who see the client's own tasks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from onboarding.queries.people import user_by_phone
from tasks.actions.clients import add_member, remove_member
from tasks.actions.offers import create_client
from tasks.forms.offers import ClientForm, MemberForm
from tasks.models import Client, ClientMember
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS
from yunke.listing import Listing
from yunke.refusals import wordings

ON_A_PAGE = 50
CLIENTS = Listing("tasks:clients", {"-newest": "-pk", "name": "name", "trade": ("trade", "name")})


@allow(OPERATIONS, read=(AUDITOR,))
def clients(request: HttpRequest) -> HttpResponse:
    """One form adds a client, one a person of theirs; ``act`` says which was sent."""
    act = request.POST.get("act", "client") if request.method == "POST" else ""
    if act == "leave":
        return _removed(request)
    client = ClientForm(request.POST if act == "client" else None)
    member = MemberForm(request.POST if act == "member" else None, auto_id="id_member_%s")
    if (act == "client" and _made(request, client)) or (act == "member" and _joined(request, member)):
        return redirect("tasks:clients")
    page = CLIENTS.shown(request).page(Client.objects.prefetch_related("members__user"), ON_A_PAGE)
    return render(
        request,
        "tasks/offer_clients.html",
        {
            "page": page,
            "form": client,
            "member_form": member,
            "may_write": OPERATIONS in _roles(request),
        },
        status=422 if client.errors or member.errors else 200,
    )


def _roles(request: HttpRequest) -> frozenset[str]:
    return request.user.roles  # type: ignore[union-attr]


def _made(request: HttpRequest, form: ClientForm) -> bool:
    if form.is_valid():
        create_client(**form.cleaned_data, by=request.user.actor, now=clock.now())  # type: ignore[union-attr]
        messages.success(request, gettext("已加上客户。"))
    return form.is_valid()


def _joined(request: HttpRequest, form: MemberForm) -> bool:
    if not form.is_valid():
        return False
    given: dict[str, Any] = form.cleaned_data
    try:
        add_member(
            given["client"],
            user_by_phone(given["phone"]),
            by=request.user.actor,  # type: ignore[union-attr]
            now=clock.now(),
        )
    except Refused as refused:
        for said in wordings(refused.reasons):
            form.add_error("phone", forms.ValidationError(said.sentence, code=said.code))
        return False
    messages.success(request, gettext("已加上，他登录后看得到这个客户的任务。"))
    return True


def _removed(request: HttpRequest) -> HttpResponse:
    member = get_object_or_404(
        ClientMember.objects.select_related("client", "user"), user__public_id=request.POST.get("person", "")
    )
    remove_member(member, by=request.user.actor, now=clock.now())  # type: ignore[union-attr]
    messages.success(request, gettext("已移除，他不再看得到这个客户的任务。"))
    return redirect("tasks:clients")
