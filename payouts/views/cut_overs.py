"""A paying entity's cut-over: a file and its proof totals proposed, looked through, confirmed by another person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payouts.actions.cut_overs import (
    confirm_cut_over,
    declare_nobody_paid,
    propose_cut_over,
    refuse_cut_over,
)
from payouts.files import opened
from payouts.forms import CutOverForm
from payouts.jobs import nudge_cut_overs
from payouts.models import CutOver
from payouts.queries.cut_overs import BUSY, People, first_payment, rows_done
from payouts.queries.cut_overs import cut_overs as all_cut_overs
from payouts.rules.cut_overs import Totals
from tasks.models import PayingEntity
from yunke import clock
from yunke.access import allow
from yunke.ground.calendar import local_on
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, PREPARER
from yunke.refusals import stored_wordings, wordings

PAGE = 50


@never_cache
@allow(PREPARER, read=(*FINANCE, AUDITOR))
def cut_overs(request: HttpRequest, public_id: str) -> HttpResponse:
    of = get_object_or_404(PayingEntity, public_id=public_id)
    form = CutOverForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        typed = Totals(told["count"], told["income"], told["tax"], told["debt"])
        try:
            made = propose_cut_over(of, told["file"].read(), typed, by=_user(request), now=clock.now())
        except Refused as refused:
            for said in wordings(refused.reasons):
                form.add_error(None, said.sentence)
        else:
            messages.success(request, _proposed_words(made))
            nudge_cut_overs(now=clock.now())
            return redirect("payouts:cut_over", made.public_id)
    now = clock.now()
    context = {
        "entity": of,
        "rows": all_cut_overs(of),
        "form": form,
        "may": PREPARER in _user(request).roles,
        "pays_on": first_payment(of, local_on(now)),
    }
    return render(request, "payouts/cut_overs.html", context, status=422 if form.errors else 200)


@require_POST
@allow(PREPARER)
def nobody(request: HttpRequest, public_id: str) -> HttpResponse:
    """Nobody was paid before: declared, and confirmed by another person like a file."""
    of = get_object_or_404(PayingEntity, public_id=public_id)
    made = declare_nobody_paid(of, by=_user(request), now=clock.now())
    messages.success(request, gettext("已声明，等审批人核。"))
    return redirect("payouts:cut_over", made.public_id)


@never_cache
@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def cut_over(request: HttpRequest, public_id: str) -> HttpResponse:
    of, user = _cut_over(public_id), _user(request)
    looked = of.state not in ("checking", "faulty")
    context = {
        "cut_over": of,
        "page": Paginator(People(of, opened) if looked else [], PAGE).get_page(request.GET.get("page")),
        "problems": stored_wordings(of.problems),
        **(_progress(of) if of.state in BUSY else {}),
        "mine": of.proposed_by_id == user.pk,
        "may_confirm": APPROVER in user.roles and of.proposed_by_id != user.pk,
    }
    return render(request, "payouts/cut_over.html", context)


@allow(*FINANCE, read=(AUDITOR,))
@require_safe
def cut_over_progress(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a large file is; when the worker is done the page is loaded anew."""
    of = _cut_over(public_id)
    if of.state in BUSY:
        return render(request, "parts/progress.html", _progress(of))
    response = HttpResponse()
    response["HX-Refresh"] = "true"
    return response


def _progress(of: CutOver) -> dict[str, Any]:
    done = rows_done(of)
    if of.state == "checking":
        label = gettext("正在看一遍，还什么都没有导入")
    elif done < of.row_count:
        label = gettext("正在导入，全部导完才算数")
    else:  # one transaction: nothing of it can be counted before it is all there
        label = gettext("都对过了，正在一次写进去：十万行约一分钟，写完才算数")
    return {
        "poll_url": reverse("payouts:cut_over_progress", args=[of.public_id]),
        "progress": {
            "label": label,
            "done": done,
            "total": of.row_count,
            "unit": gettext("行"),
        },
    }


def _proposed_words(of: CutOver) -> str:
    if of.state == "checking":
        return gettext("文件大，正在后台看一遍。还什么都没有导入。")
    return gettext("看过没有错，等审批人核。还什么都没有导入。")


@require_POST
@allow(APPROVER)
def confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    of = confirm_cut_over(_cut_over(public_id), by=_user(request), now=clock.now())
    nudge_cut_overs(now=clock.now())
    messages.success(
        request,
        gettext("已核准，正在后台导入。") if of.state == "confirming" else gettext("已核准，全部导入。"),
    )
    return redirect("payouts:cut_over", of.public_id)


@require_POST
@allow(APPROVER, PREPARER)
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """By an approver, or taken back by whoever proposed it."""
    of = refuse_cut_over(_cut_over(public_id), by=_user(request), now=clock.now())
    return redirect("payouts:cut_overs", of.entity.public_id)


def _cut_over(public_id: str) -> CutOver:
    return get_object_or_404(
        CutOver.objects.select_related("entity", "proposed_by", "decided_by"), public_id=public_id
    )


def _user(request: HttpRequest) -> Any:
    return request.user
