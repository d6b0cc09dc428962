"""Finance's acts for programs: prepare, watch, return, approve, make the file, release, take the answer in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.money_out import make_file, record_download, release_run, withdraw_file
from payouts.actions.results import import_result
from payouts.actions.runs import approve_run, prepare_run, recompute_run, return_run
from payouts.api.own import REFUSED, MoneyDoor
from payouts.api.shapes import (
    ApproveAsked,
    BatchShape,
    FileAsked,
    OpenedStatementShape,
    PrepareAsked,
    ProgressShape,
    ReleaseAsked,
    ResultAsked,
    ResultShape,
    ReturnAsked,
    RunsAsked,
    RunShape,
    StatementShape,
)
from payouts.files import opened
from payouts.jobs import nudge_run
from payouts.models import PayoutBatch, Run, Statement
from payouts.queries.opened import opened_statement
from payouts.queries.progress import progress_figures
from payouts.queries.statements import GROUPS, statements_in, with_payments
from payouts.reasons import RUN_CHANGED_MEANWHILE, TOTAL_TYPED_WRONG
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import IDEMPOTENCY_KEY, Page, asked, choice, idempotent, named
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, PREPARER, RELEASER

KEY = [IDEMPOTENCY_KEY]


def _runs() -> Any:
    return Run.objects.select_related("entity").prefetch_related("batches").order_by("-month", "entity__code")


def _run(number: str) -> Run:
    found: Run = get_object_or_404(_runs(), number=number)
    return found


def _told(run: Run, status: int = 200) -> Response:
    return Response(RunShape(_run(run.number)).data, status=status)


def asked_of(shape: Any, request: Request) -> dict[str, Any]:
    """The listed fields of the body; 400 where they are wrong."""
    asked = shape(data=request.data)
    asked.is_valid(raise_exception=True)
    told: dict[str, Any] = asked.validated_data
    return told


class Runs(MoneyDoor):
    access = ((PREPARER,), (*FINANCE, AUDITOR))
    pagination_class = Page

    @extend_schema(parameters=[RunsAsked], responses=RunShape(many=True), operation_id="finance_runs")
    def get(self, request: Request) -> Response:
        """Every settlement, the latest month first, or those of a month or a paying entity."""
        pages, wished = Page(), asked(RunsAsked, request)
        rows = _runs().filter(month=wished["month"]) if "month" in wished else _runs()
        if of := named(request, "entity", PayingEntity.objects.all(), by="code"):
            rows = rows.filter(entity=of)
        return pages.get_paginated_response(
            RunShape(pages.paginate_queryset(rows, request, view=self), many=True).data
        )

    @extend_schema(
        request=PrepareAsked,
        responses={201: RunShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_prepare",
    )
    def post(self, request: Request) -> Response:
        """Close the month and lay its run out; asked again, the standing run."""
        return idempotent(request, lambda: self._prepare(request))

    def _prepare(self, request: Request) -> Response:
        told = asked_of(PrepareAsked, request)
        entity = get_object_or_404(PayingEntity, code=told["entity"])
        run = prepare_run(entity, told["month"], by=request.user, now=clock.now())
        nudge_run()
        return _told(run, 201)


class OneRun(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=RunShape, operation_id="finance_run")
    def get(self, request: Request, number: str) -> Response:
        """One settlement with its batches."""
        return Response(RunShape(_run(number)).data)


class RunProgress(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=ProgressShape, operation_id="finance_progress")
    def get(self, request: Request, number: str) -> Response:
        """How far the computation is."""
        return Response(ProgressShape(progress_figures(_run(number), clock.now())).data)


class RunStatements(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))
    pagination_class = Page

    @extend_schema(
        parameters=[OpenApiParameter("q", str), OpenApiParameter("only", str, enum=list(GROUPS))],
        responses=StatementShape(many=True),
        operation_id="finance_statements",
    )
    def get(self, request: Request, number: str) -> Response:
        """The statements of a run by agent number; ``?q=`` finds a name, number or last four, ``?only=`` a group."""
        pages, only = Page(), choice(request, "only", GROUPS)
        rows = statements_in(_run(number), words=request.query_params.get("q", "")[:60], only=only)
        return pages.get_paginated_response(
            StatementShape(pages.paginate_queryset(rows, request, view=self), many=True).data
        )


class OneStatement(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=OpenedStatementShape, operation_id="finance_statement")
    def get(self, request: Request, public_id: str) -> Response:
        """One statement; every line with the facts it pays."""
        rows = with_payments(Statement.objects.exclude(run__state="computing"))
        one = get_object_or_404(rows, public_id=public_id)
        return Response(OpenedStatementShape(one, context={"lines": opened_statement(one)}).data)


class RunAct(MoneyDoor):
    """One act on a run, answered once under its key."""

    def act(self, request: Request, run: Run) -> Response:
        raise NotImplementedError

    def answer(self, request: Request, number: str) -> Response:
        return idempotent(request, lambda: self.act(request, _run(number)))


class Recompute(RunAct):
    access = ((PREPARER,), ())

    @extend_schema(
        request=None,
        responses={200: RunShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_recompute",
    )
    def post(self, request: Request, number: str) -> Response:
        """Compute it again from the facts; refused once it is approved."""
        return self.answer(request, number)

    def act(self, request: Request, run: Run) -> Response:
        recompute_run(run, by=request.user, now=clock.now())
        nudge_run()
        return _told(run)


class Approve(RunAct):
    access = ((APPROVER,), ())

    @extend_schema(
        request=ApproveAsked,
        responses={200: RunShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_approve",
    )
    def post(self, request: Request, number: str) -> Response:
        """A second person approves, naming the net total and the hash they saw."""
        return self.answer(request, number)

    def act(self, request: Request, run: Run) -> Response:
        seen = asked_of(ApproveAsked, request)
        if seen["hash"] != run.hash:
            raise Refused(RUN_CHANGED_MEANWHILE())
        if seen["net_fen"] != run.net_fen:
            raise Refused(TOTAL_TYPED_WRONG())
        return _told(approve_run(run, by=request.user, now=clock.now()))


class SendBack(RunAct):
    access = ((APPROVER,), ())

    @extend_schema(
        request=ReturnAsked,
        responses={200: RunShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_return",
    )
    def post(self, request: Request, number: str) -> Response:
        """The approver sends it back and says why."""
        return self.answer(request, number)

    def act(self, request: Request, run: Run) -> Response:
        return _told(return_run(run, asked_of(ReturnAsked, request)["why"], by=request.user, now=clock.now()))


class MakeFile(RunAct):
    access = ((RELEASER,), ())

    @extend_schema(
        request=FileAsked,
        responses={201: BatchShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_make_file",
    )
    def post(self, request: Request, number: str) -> Response:
        """Make the bank file of what is ready, or give the unsent one."""
        return self.answer(request, number)

    def act(self, request: Request, run: Run) -> Response:
        batch = make_file(
            run, by=request.user, now=clock.now(), encoding=asked_of(FileAsked, request)["encoding"]
        )
        return Response(BatchShape(batch).data, status=201)


class Release(RunAct):
    access = ((RELEASER,), ())

    @extend_schema(
        request=ReleaseAsked,
        responses={200: RunShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_release",
    )
    def post(self, request: Request, number: str) -> Response:
        """The bank has the file of this SHA-256: its payments are on their way."""
        return self.answer(request, number)

    def act(self, request: Request, run: Run) -> Response:
        file_hash = asked_of(ReleaseAsked, request)["file_hash"]
        release_run(run, by=request.user, now=clock.now(), file_hash=file_hash)
        return _told(run)


def batch_of(public_id: str) -> PayoutBatch:
    return get_object_or_404(PayoutBatch, public_id=public_id)


class WithdrawBatch(MoneyDoor):
    access = ((RELEASER,), ())

    @extend_schema(
        request=None,
        responses={200: BatchShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_withdraw_batch",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The bank does not have this file and will not get it: it is void, its payments wait for the next."""
        return idempotent(request, lambda: self._withdraw(request, batch_of(public_id)))

    def _withdraw(self, request: Request, batch: PayoutBatch) -> Response:
        withdraw_file(batch, by=request.user, now=clock.now())
        batch.refresh_from_db()
        return Response(BatchShape(batch).data)


class BatchFile(MoneyDoor):
    access = ((), (RELEASER,))

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY}, operation_id="finance_batch_file")
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """The bank file as it was made; each download is on record."""
        batch = batch_of(public_id)
        record_download(batch, "file", by=request.user, now=clock.now())
        return HttpResponse(
            opened(batch.file),
            content_type="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{batch.number}.csv"'},
        )


class BatchResult(MoneyDoor):
    access = ((RELEASER,), ())
    parser_classes = [MultiPartParser]

    @extend_schema(
        request={"multipart/form-data": ResultAsked},
        responses={201: ResultShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_batch_result",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """The bank's answer, taken whole or refused whole with a report by row; the same file again changes nothing."""
        return idempotent(request, lambda: self._take(request, public_id))

    def _take(self, request: Request, public_id: str) -> Response:
        content = asked_of(ResultAsked, request)["file"].read()
        result = import_result(batch_of(public_id), content, by=request.user, now=clock.now())
        return Response(ResultShape(result).data, status=201)
