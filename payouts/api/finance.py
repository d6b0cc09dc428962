"""Finance's acts for programs: prepare, watch, return, approve, make the file, release."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.money_out import make_file, release_run
from payouts.actions.runs import approve_run, prepare_run, recompute_run, return_run
from payouts.api.shapes import (
    ApproveAsked,
    BatchShape,
    FileAsked,
    OpenedStatementShape,
    PrepareAsked,
    ProgressShape,
    ReleaseAsked,
    ReturnAsked,
    RunsAsked,
    RunShape,
    StatementOfRunShape,
)
from payouts.api.shared import MoneyDoor, MoneyList, run_of, runs
from payouts.jobs import nudge_run
from payouts.models import PayoutBatch, Run, Statement
from payouts.queries.opened import opened_statement
from payouts.queries.progress import progress_figures
from payouts.queries.statements import GROUPS, KINDS, statements_in, with_figure, with_payments
from payouts.rails import RAILS
from payouts.reasons import RUN_CHANGED_MEANWHILE, TOTAL_TYPED_WRONG
from payouts.states import ITEM
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import an_act, asked, choice, named, once, read
from yunke.ground.errors import Refused
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, PREPARER, RELEASER


class Runs(MoneyList):
    access = ((PREPARER,), (*FINANCE, AUDITOR))

    @extend_schema(parameters=[RunsAsked], responses=RunShape(many=True), operation_id="finance_runs")
    def get(self, request: Request) -> Response:
        """Every settlement, the latest month first, or those of a month or a paying entity."""
        wished = asked(RunsAsked, request)
        rows = runs().filter(month=wished["month"]) if "month" in wished else runs()
        if of := named(request, "entity", PayingEntity.objects.all(), by="code"):
            rows = rows.filter(entity=of)
        return self.page_of(request, rows, RunShape)

    @an_act("finance_prepare", RunShape, PrepareAsked, status=201)
    def post(self, request: Request) -> Response:
        """Close the month and lay its run out; asked again, the standing run."""
        return once(request, lambda: self._prepared(request), RunShape, status=201)

    def _prepared(self, request: Request) -> Run:
        told = read(PrepareAsked, request)
        entity = get_object_or_404(PayingEntity, code=told["entity"])
        run = prepare_run(entity, told["month"], by=request.user, now=clock.now())
        nudge_run()
        return run_of(run.number)


class OneRun(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=RunShape, operation_id="finance_run")
    def get(self, request: Request, number: str) -> Response:
        """One settlement with its batches."""
        return Response(RunShape(run_of(number)).data)


class RunProgress(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=ProgressShape, operation_id="finance_progress")
    def get(self, request: Request, number: str) -> Response:
        """How far the computation is."""
        return Response(ProgressShape(progress_figures(run_of(number), clock.now())).data)


class RunStatements(MoneyList):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str),
            OpenApiParameter("only", str, enum=list(GROUPS)),
            OpenApiParameter("task", str, description="A task's number: those with a line of it."),
            OpenApiParameter("kind", str, enum=list(KINDS), description="Those with a line of it."),
            OpenApiParameter("rail", str, enum=sorted(RAILS), description="Those paid by it."),
            OpenApiParameter(
                "payment", str, enum=list(ITEM.words), description="Those whose last payment stands there."
            ),
        ],
        responses=StatementOfRunShape(many=True),
        operation_id="finance_statements",
    )
    def get(self, request: Request, number: str) -> Response:
        """The statements of a run by agent number; ``?q=`` finds a name, number or last four, ``?only=`` a group."""
        given, only = request.query_params, choice(request, "only", GROUPS)
        of = {
            "task": given.get("task", ""),
            "kind": choice(request, "kind", KINDS),
            "rail": choice(request, "rail", RAILS),
            "payment": choice(request, "payment", ITEM.words),
        }
        of = {name: wished for name, wished in of.items() if wished}
        rows = statements_in(run_of(number), words=given.get("q", "")[:60], only=only, of=of)
        return self.page_of(request, with_figure(rows, only=only, of=of), StatementOfRunShape)


class OneStatement(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=OpenedStatementShape, operation_id="finance_statement")
    def get(self, request: Request, public_id: str) -> Response:
        """One statement; every line with the facts it pays."""
        rows = with_payments(Statement.objects.exclude(run__state="computing"))
        one = get_object_or_404(rows, public_id=public_id)
        return Response(OpenedStatementShape(one, context={"lines": opened_statement(one)}).data)


class Recompute(MoneyDoor):
    access = ((PREPARER,), ())

    @an_act("finance_recompute", RunShape)
    def post(self, request: Request, number: str) -> Response:
        """Compute it again from the facts; refused once it is approved."""
        return once(request, lambda: self._recomputed(request, number), RunShape)

    def _recomputed(self, request: Request, number: str) -> Run:
        recompute_run(run_of(number), by=request.user, now=clock.now())
        nudge_run()
        return run_of(number)


class Approve(MoneyDoor):
    access = ((APPROVER,), ())

    @an_act("finance_approve", RunShape, ApproveAsked)
    def post(self, request: Request, number: str) -> Response:
        """A second person approves, naming the net total and the hash they saw."""
        return once(request, lambda: self._approved(request, run_of(number)), RunShape)

    def _approved(self, request: Request, run: Run) -> Run:
        seen = read(ApproveAsked, request)
        if seen["hash"] != run.hash:
            raise Refused(RUN_CHANGED_MEANWHILE())
        if seen["net_fen"] != run.net_fen:
            raise Refused(TOTAL_TYPED_WRONG())
        return run_of(approve_run(run, by=request.user, now=clock.now()).number)


class SendBack(MoneyDoor):
    access = ((APPROVER,), ())

    @an_act("finance_return", RunShape, ReturnAsked)
    def post(self, request: Request, number: str) -> Response:
        """The approver sends it back and says why."""
        return once(request, lambda: self._returned(request, run_of(number)), RunShape)

    def _returned(self, request: Request, run: Run) -> Run:
        why = read(ReturnAsked, request)["why"]
        return run_of(return_run(run, why, by=request.user, now=clock.now()).number)


class MakeFile(MoneyDoor):
    access = ((RELEASER,), ())

    @an_act("finance_make_file", BatchShape, FileAsked, status=201)
    def post(self, request: Request, number: str) -> Response:
        """Make the bank file of what is ready, or give the unsent one."""
        return once(request, lambda: self._made(request, run_of(number)), BatchShape, status=201)

    def _made(self, request: Request, run: Run) -> PayoutBatch:
        encoding = read(FileAsked, request)["encoding"]
        return make_file(run, by=request.user, now=clock.now(), encoding=encoding)


class Release(MoneyDoor):
    access = ((RELEASER,), ())

    @an_act("finance_release", RunShape, ReleaseAsked)
    def post(self, request: Request, number: str) -> Response:
        """The bank has the file of this SHA-256: its payments are on their way."""
        return once(request, lambda: self._released(request, number), RunShape)

    def _released(self, request: Request, number: str) -> Run:
        file_hash = read(ReleaseAsked, request)["file_hash"]
        release_run(run_of(number), by=request.user, now=clock.now(), file_hash=file_hash)
        return run_of(number)
