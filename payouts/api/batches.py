"""The files of a settlement for programs: given to the bank, taken back, and the bank's answer."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.money_out import record_download, withdraw_file
from payouts.actions.results import import_result
from payouts.api.shapes import BatchShape, ResultAsked, ResultShape
from payouts.api.shared import MoneyDoor
from payouts.files import opened
from payouts.models import BankResult, PayoutBatch
from yunke import clock
from yunke.api import an_act, once, read
from yunke.ground.roles import RELEASER


class WithdrawBatch(MoneyDoor):
    access = ((RELEASER,), ())

    @an_act("finance_withdraw_batch", BatchShape)
    def post(self, request: Request, public_id: str) -> Response:
        """The bank does not have this file and will not get it: it is void, its payments wait for the next."""
        return once(request, lambda: self._withdrawn(request, _batch(public_id)), BatchShape)

    def _withdrawn(self, request: Request, batch: PayoutBatch) -> PayoutBatch:
        withdraw_file(batch, by=request.user, now=clock.now())
        batch.refresh_from_db()
        return batch


class BatchFile(MoneyDoor):
    access = ((), (RELEASER,))

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY}, operation_id="finance_batch_file")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """The bank file as it was made; each download is on record."""
        batch = _batch(public_id)
        record_download(batch, "file", by=request.user, now=clock.now())
        return _handed_out(opened(batch.file), f"{batch.number}.csv", "text/csv")


class BatchControl(MoneyDoor):
    access = ((), (RELEASER,))

    @extend_schema(
        responses={(200, "application/json"): OpenApiTypes.BINARY}, operation_id="finance_batch_control"
    )
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """The control file beside a bank file: its count, sum and hash; each download is on record."""
        batch = _batch(public_id)
        record_download(batch, "control", by=request.user, now=clock.now())
        return _handed_out(opened(batch.control_file), f"{batch.number}.json", "application/json")


class BatchResult(MoneyDoor):
    access = ((RELEASER,), ())
    parser_classes = [MultiPartParser]

    @an_act("finance_batch_result", ResultShape, {"multipart/form-data": ResultAsked}, status=201)
    def post(self, request: Request, public_id: str) -> Response:
        """The bank's answer, taken whole or refused whole with a report by row; the same file again changes nothing."""
        return once(request, lambda: self._taken(request, public_id), ResultShape, status=201)

    def _taken(self, request: Request, public_id: str) -> BankResult:
        content = read(ResultAsked, request)["file"].read()
        return import_result(_batch(public_id), content, by=request.user, now=clock.now())


def _batch(public_id: str) -> PayoutBatch:
    return get_object_or_404(PayoutBatch, public_id=public_id)


def _handed_out(content: bytes, name: str, kind: str) -> HttpResponse:
    told = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=told)
