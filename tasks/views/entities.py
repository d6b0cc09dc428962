"""Paying entities and their agreement. Tax settings are finance's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from tasks.actions.entities import create_entity, publish_agreement, standard_agreement
from tasks.forms.offers import AgreementForm, EntityForm
from tasks.models import PayingEntity
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.roles import AUDITOR, OPERATIONS, PREPARER
from yunke.refusals import wordings


@allow(OPERATIONS, PREPARER, read=(AUDITOR,))
def entities(request: HttpRequest) -> HttpResponse:
    """The companies that pay, each with its agreements."""
    form = EntityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            create_entity(**form.cleaned_data, by=request.user.actor, now=clock.now())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, gettext("已加上支付主体。税的算法由财务选定后才能结算。"))
            return redirect("tasks:entities")
    rows = PayingEntity.objects.prefetch_related("agreements").order_by("code")
    return render(
        request, "tasks/offer_entities.html", {"rows": rows, "form": form}, status=422 if form.errors else 200
    )


@allow(OPERATIONS, PREPARER)
def agreement(request: HttpRequest, public_id: str) -> HttpResponse:
    """A new version; the first starts from our own standard text."""
    entity = get_object_or_404(PayingEntity, public_id=public_id)
    last = entity.agreements.order_by("-version").first()
    zh, en = (last.body_zh, last.body_en) if last else standard_agreement()
    form = AgreementForm(
        request.POST or None, initial={"effective_on": clock.today(), "body_zh": zh, "body_en": en}
    )
    if request.method == "POST" and form.is_valid():
        try:
            publish_agreement(entity, **form.cleaned_data, by=request.user.actor, now=clock.now())
        except Refused as refused:
            _say(form, refused)
        else:
            messages.success(request, gettext("新版服务协议已发布。"))
            return redirect("tasks:entities")
    return render(
        request,
        "tasks/offer_form.html",
        {
            "form": form,
            "title": gettext("服务协议：%(entity)s") % {"entity": entity.name},
            "action": gettext("发布新版本"),
            "task": None,
            "back": "tasks:entities",
        },
        status=422 if form.errors else 200,
    )


def _say(form: EntityForm | AgreementForm, refused: Refused) -> None:
    for said in wordings(refused.reasons):
        form.add_error(None, said.sentence)
