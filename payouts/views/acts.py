"""What finance does to a month: prepare, compute again, return, approve; make the file, release, take the answer in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from payouts.actions.money_out import make_file, record_download, release_run, withdraw_file
from payouts.actions.parked import run_parked_again
from payouts.actions.results import import_result
from payouts.actions.runs import approve_run, prepare_run, recompute_run, return_run
from payouts.files import opened
from payouts.forms import ApproveForm, FileForm, ReleaseForm, ResultForm, ReturnForm
from payouts.jobs import nudge_run
from payouts.models import PayoutBatch, Run
from payouts.queries.money_out import by_state
from payouts.reasons import RUN_CHANGED_MEANWHILE, TOTAL_TYPED_WRONG
from payouts.views.month import find_month, find_run, month_page
from yunke import clock
from yunke.access import allow
from yunke.ground.errors import Refused
from yunke.ground.months import month_text
from yunke.ground.roles import APPROVER, PREPARER, RELEASER
from yunke.refusals import worded, wordings


def _to_month(run: Run) -> HttpResponse:
    return redirect("payouts:month", entity=run.entity.code, month=month_text(run.month))


@require_POST
@allow(PREPARER)
def prepare(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    of, user = find_month(entity, month), _user(request)
    run = prepare_run(of.entity, of.month, by=user, now=clock.now())
    nudge_run()
    return _to_month(run)


@require_POST
@allow(PREPARER)
def recompute(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    run = recompute_run(find_run(entity, month), by=_user(request), now=clock.now())
    nudge_run()
    return _to_month(run)


@require_POST
@allow(PREPARER)
def take_up_parked(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    run = find_run(entity, month)
    run_parked_again(run, by=_user(request), now=clock.now())
    nudge_run()
    return _to_month(run)


@require_POST
@allow(APPROVER)
def send_back(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    run, form = find_run(entity, month), ReturnForm(request.POST)
    if not form.is_valid():
        return month_page(request, find_month(entity, month), send_back=form, status=422)
    return_run(run, form.cleaned_data["why"], by=_user(request), now=clock.now())
    messages.success(request, gettext("已退回，制单人会收到原因。"))
    return _to_month(run)


@require_POST
@allow(APPROVER)
def approve(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    """The net total is typed by the approver: whoever types it has looked at it. The hash says at what."""
    run, form = find_run(entity, month), ApproveForm(request.POST)
    if form.is_valid() and form.cleaned_data["hash"] != run.hash:
        raise Refused(RUN_CHANGED_MEANWHILE())
    if form.is_valid() and form.cleaned_data["total"] != run.net_fen:
        said = worded(TOTAL_TYPED_WRONG())
        form.add_error("total", said.sentence)
    if form.errors:
        return month_page(request, find_month(entity, month), approve=form, status=422)
    approve_run(run, by=_user(request), now=clock.now())
    messages.success(request, gettext("已批准，结算单定稿。"))
    return _to_month(run)


@require_POST
@allow(RELEASER)
def make_batch(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    run, form = find_run(entity, month), FileForm(request.POST)
    encoding = form.cleaned_data["encoding"] if form.is_valid() else ""
    batch = make_file(run, by=_user(request), now=clock.now(), encoding=encoding)
    messages.success(request, gettext("文件 %(number)s 已生成。") % {"number": batch.number})
    return _to_month(run)


@require_POST
@allow(RELEASER)
def release(request: HttpRequest, entity: str, month: str) -> HttpResponse:
    run, form = find_run(entity, month), ReleaseForm(request.POST)
    file_hash = form.cleaned_data["file_hash"] if form.is_valid() else ""
    batch = release_run(run, by=_user(request), now=clock.now(), file_hash=file_hash)
    messages.success(
        request,
        gettext("已记下：%(count)s 笔已交银行。") % {"count": batch.item_count}
        if batch
        else gettext("这个月没有要打的款，已结清。"),
    )
    return _to_month(run)


@require_POST
@allow(RELEASER)
def withdraw_batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """The bank does not have this file: it is void, and another may be made."""
    batch = _batch(public_id)
    withdraw_file(batch, by=_user(request), now=clock.now())
    messages.success(request, gettext("文件 %(number)s 已作废，没有交给银行。") % {"number": batch.number})
    return _to_month(batch.run)


@never_cache
@allow(RELEASER)
@require_safe
def batch_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file with every account in it: for the releaser alone, and each time on record."""
    batch = _batch(public_id)
    record_download(batch, "file", by=_user(request), now=clock.now())
    return _attached(opened(batch.file), f"{batch.number}.csv", "text/csv")


@never_cache
@allow(RELEASER)
@require_safe
def batch_control(request: HttpRequest, public_id: str) -> HttpResponse:
    batch = _batch(public_id)
    record_download(batch, "control", by=_user(request), now=clock.now())
    return _attached(opened(batch.control_file), f"{batch.number}.json", "application/json")


@require_POST
@allow(RELEASER)
def batch_result(request: HttpRequest, public_id: str) -> HttpResponse:
    """The bank's answer: in whole, or a report of every row that does not fit."""
    batch, form = _batch(public_id), ResultForm(request.POST, request.FILES)
    of = find_month(batch.run.entity.code, month_text(batch.run.month))
    if not form.is_valid():
        return month_page(request, of, result=form, result_of=public_id, status=422)
    before = by_state(batch.run)
    try:
        result = import_result(batch, form.cleaned_data["file"].read(), by=_user(request), now=clock.now())
    except Refused as refused:
        return month_page(request, of, refusals=wordings(refused.reasons), result_of=public_id, status=409)
    if by_state(batch.run) == before:
        messages.info(request, gettext("回单读过了，和已经导入的一样，什么都没有变。"))
        return _to_month(batch.run)
    messages.success(
        request,
        gettext("回单已导入：到账 %(good)s 笔，没有打成 %(bad)s 笔。")
        % {"good": result.succeeded, "bad": result.failed},
    )
    return _to_month(batch.run)


def _batch(public_id: str) -> PayoutBatch:
    return get_object_or_404(PayoutBatch.objects.select_related("run__entity"), public_id=public_id)


def _attached(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _user(request: HttpRequest) -> Any:
    return request.user
