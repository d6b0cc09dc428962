"""What finance keeps up, for programs: tax settings, holiday years, the ledger, payments that need somebody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.items import pay_again
from payouts.actions.money_out import record_download
from payouts.actions.parked import run_parked_again
from payouts.actions.settings import choose_tax_settings
from payouts.api.finance import KEY, RunAct, asked_of, batch_of
from payouts.api.own import REFUSED, MoneyDoor
from payouts.api.settings_shapes import (
    HolidayYearAsked,
    HolidayYearShape,
    LedgerShape,
    PaymentShape,
    TaxSettingsAsked,
    TaxSettingsShape,
)
from payouts.api.shapes import ProgressShape
from payouts.files import opened
from payouts.jobs import nudge_run
from payouts.models import PayoutItem, Run
from payouts.queries.holidays import holiday_years
from payouts.queries.ledger import trial_balance
from payouts.queries.money_out import failed_items, waiting_items
from payouts.queries.progress import progress_figures
from tasks.actions.holidays import confirm_holiday_year, propose_holiday_year
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import Page, idempotent, named
from yunke.ground.roles import AUDITOR, FINANCE, PREPARER, RELEASER

READERS: Any = ((), (*FINANCE, AUDITOR))


class TaxSettings(MoneyDoor):
    access = READERS
    pagination_class = Page

    @extend_schema(responses=TaxSettingsShape(many=True), operation_id="finance_entities")
    def get(self, request: Request) -> Response:
        """Every paying entity with how it withholds tax."""
        pages = Page()
        rows = pages.paginate_queryset(PayingEntity.objects.order_by("code"), request, view=self)
        return pages.get_paginated_response(TaxSettingsShape(rows, many=True).data)


class EntityTaxSettings(MoneyDoor):
    access = ((PREPARER,), (*FINANCE, AUDITOR))
    parser_classes = [JSONParser]  # a form that leaves the penalties out would mean "no" by it

    @extend_schema(responses=TaxSettingsShape, operation_id="finance_entity")
    def get(self, request: Request, public_id: str) -> Response:
        """How one entity withholds tax."""
        return Response(TaxSettingsShape(get_object_or_404(PayingEntity, public_id=public_id)).data)

    @extend_schema(
        request=TaxSettingsAsked,
        responses={200: TaxSettingsShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_choose_tax",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Choose them, for runs prepared afterwards; each change is on record."""
        return idempotent(request, lambda: self._choose(request, public_id))

    def _choose(self, request: Request, public_id: str) -> Response:
        of = get_object_or_404(PayingEntity, public_id=public_id)
        chosen = choose_tax_settings(
            of, **asked_of(TaxSettingsAsked, request), by=request.user, now=clock.now()
        )
        return Response(TaxSettingsShape(chosen).data)


def _year(year: int, status: int = 200) -> Response:
    told = next(one for one in holiday_years() if one["year"].year == year)
    return Response(HolidayYearShape(told).data, status=status)


class HolidayYears(MoneyDoor):
    access = (FINANCE, (AUDITOR,))
    pagination_class = Page

    @extend_schema(responses=HolidayYearShape(many=True), operation_id="finance_holiday_years")
    def get(self, request: Request) -> Response:
        """Holiday years with their days, the latest first."""
        pages = Page()
        rows: Any = pages.paginate_queryset(holiday_years(), request, view=self)  # type: ignore[arg-type]
        return pages.get_paginated_response(HolidayYearShape(rows, many=True).data)

    @extend_schema(
        request=HolidayYearAsked,
        responses={201: HolidayYearShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_propose_holiday_year",
    )
    def post(self, request: Request) -> Response:
        """Propose what was announced; proposed again, the last stands until somebody else confirms it."""
        return idempotent(request, lambda: self._propose(request))

    def _propose(self, request: Request) -> Response:
        told = asked_of(HolidayYearAsked, request)
        days = [(day["on"], day["kind"]) for day in told["days"]]
        propose_holiday_year(told["year"], days, source=told["source"], by=request.user, now=clock.now())
        return _year(told["year"], 201)


class ConfirmHolidayYear(MoneyDoor):
    access = (FINANCE, ())

    @extend_schema(
        request=None,
        responses={200: HolidayYearShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_confirm_holiday_year",
    )
    def post(self, request: Request, year: int) -> Response:
        """Another person has compared it with the announcement: its months can settle."""
        return idempotent(request, lambda: self._confirm(request, year))

    def _confirm(self, request: Request, year: int) -> Response:
        confirm_holiday_year(year, by=request.user, now=clock.now())
        return _year(year)


class Ledger(MoneyDoor):
    access = READERS

    @extend_schema(
        parameters=[OpenApiParameter("entity", str, description="A paying entity's code; all without it.")],
        responses=LedgerShape,
        operation_id="finance_ledger",
    )
    def get(self, request: Request) -> Response:
        """The trial balance: debits, credits and balance of every account, in fen."""
        of = named(request, "entity", PayingEntity.objects.all(), by="code")
        told = {"entity": of.code if of else "", "accounts": trial_balance(of.pk if of else None)}
        return Response(LedgerShape(told).data)


class Payments(MoneyDoor):
    access = READERS
    pagination_class = Page

    def listed(self, request: Request, items: QuerySet[PayoutItem]) -> Response:
        rows = items.select_related("run", "account", "statement").order_by(
            "run__month", "statement__agent_number", "pk"
        )
        pages = Page()
        return pages.get_paginated_response(
            PaymentShape(pages.paginate_queryset(rows, request, view=self), many=True).data
        )


class WaitingPayments(Payments):
    @extend_schema(responses=PaymentShape(many=True), operation_id="finance_waiting_payments")
    def get(self, request: Request) -> Response:
        """Payments that wait for an account."""
        return self.listed(request, waiting_items())


class FailedPayments(Payments):
    @extend_schema(responses=PaymentShape(many=True), operation_id="finance_failed_payments")
    def get(self, request: Request) -> Response:
        """Payments that failed or came back and were not made again."""
        return self.listed(request, failed_items())


class PayAgain(MoneyDoor):
    access = ((RELEASER,), ())

    @extend_schema(
        request=None,
        responses={201: PaymentShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_pay_again",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """A new payment after a failed one, to the account the agent has now; it goes with the next file."""
        return idempotent(request, lambda: self._again(request, public_id))

    def _again(self, request: Request, public_id: str) -> Response:
        item = get_object_or_404(PayoutItem, public_id=public_id)
        return Response(PaymentShape(pay_again(item, by=request.user, now=clock.now())).data, status=201)


class TakeUpParked(RunAct):
    access = ((PREPARER,), ())

    @extend_schema(
        request=None,
        responses={200: ProgressShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_take_up_parked",
    )
    def post(self, request: Request, number: str) -> Response:
        """Compute the parked chunks again, once their cause is mended; what is done stays done."""
        return self.answer(request, number)

    def act(self, request: Request, run: Run) -> Response:
        run_parked_again(run, by=request.user, now=clock.now())
        nudge_run()
        return Response(ProgressShape(progress_figures(run, clock.now())).data)


class BatchControl(MoneyDoor):
    access = ((), (RELEASER,))

    @extend_schema(
        responses={(200, "application/json"): OpenApiTypes.BINARY}, operation_id="finance_batch_control"
    )
    def get(self, request: Request, public_id: str) -> HttpResponse:
        """The control file beside a bank file: its count, sum and hash; each download is on record."""
        batch = batch_of(public_id)
        record_download(batch, "control", by=request.user, now=clock.now())
        return HttpResponse(
            opened(batch.control_file),
            content_type="application/json",
            headers={"Content-Disposition": f'attachment; filename="{batch.number}.json"'},
        )
