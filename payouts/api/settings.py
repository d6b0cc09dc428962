"""What finance keeps up, for programs: tax settings, holiday years, the ledger, payments that need somebody."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.holidays import confirm_change, confirm_year, propose_change, propose_year, refuse_change
from payouts.actions.items import pay_again
from payouts.actions.parked import run_parked_again
from payouts.actions.settings import choose_tax_settings
from payouts.api.settings_shapes import (
    AmendmentAsked,
    AmendmentEffectShape,
    AmendmentShape,
    HolidayYearAsked,
    HolidayYearShape,
    LedgerEntryShape,
    LedgerShape,
    PaymentShape,
    TaxSettingsAsked,
    TaxSettingsShape,
)
from payouts.api.shapes import ProgressShape
from payouts.api.shared import MoneyDoor, MoneyList, run_of
from payouts.jobs import nudge_run
from payouts.models import PayoutItem, Run
from payouts.queries.amendments import effects_of
from payouts.queries.holidays import amendments_of, holiday_year, holiday_years
from payouts.queries.ledger import trial_balance
from payouts.queries.money_out import OWED, failed_items, narrowed, waiting_items
from payouts.queries.posted import entries_of, opened
from payouts.queries.progress import progress_figures
from payouts.rules.accounts import ACCOUNTS
from tasks.models import HolidayAmendment, PayingEntity
from yunke import clock
from yunke.api import an_act, choice, named, once, read
from yunke.ground.calendar import local_on
from yunke.ground.roles import AUDITOR, FINANCE, PREPARER, RELEASER

READERS: Any = ((), (*FINANCE, AUDITOR))
OF_RUN = OpenApiParameter("run", str, description="A settlement's number; of all without it.")


class TaxSettings(MoneyList):
    access = READERS

    @extend_schema(responses=TaxSettingsShape(many=True), operation_id="finance_entities")
    def get(self, request: Request) -> Response:
        """Every paying entity with how it withholds tax."""
        return self.page_of(request, PayingEntity.objects.order_by("code"), TaxSettingsShape)


class EntityTaxSettings(MoneyDoor):
    access = ((PREPARER,), (*FINANCE, AUDITOR))
    parser_classes = [JSONParser]  # a form that leaves the penalties out would mean "no" by it

    @extend_schema(responses=TaxSettingsShape, operation_id="finance_entity")
    def get(self, request: Request, public_id: str) -> Response:
        """How one entity withholds tax."""
        return Response(TaxSettingsShape(get_object_or_404(PayingEntity, public_id=public_id)).data)

    @an_act("finance_choose_tax", TaxSettingsShape, TaxSettingsAsked)
    def post(self, request: Request, public_id: str) -> Response:
        """Choose them, for runs prepared afterwards; each change is on record."""
        return once(request, lambda: self._chosen(request, public_id), TaxSettingsShape)

    def _chosen(self, request: Request, public_id: str) -> PayingEntity:
        of = get_object_or_404(PayingEntity, public_id=public_id)
        return choose_tax_settings(of, **read(TaxSettingsAsked, request), by=request.user, now=clock.now())


def _year(year: int) -> Any:
    return next(one for one in holiday_years() if one["year"].year == year)


class HolidayYears(MoneyList):
    access = (FINANCE, (AUDITOR,))

    @extend_schema(responses=HolidayYearShape(many=True), operation_id="finance_holiday_years")
    def get(self, request: Request) -> Response:
        """Holiday years with their days, the latest first."""
        return self.page_of(request, holiday_years(), HolidayYearShape)

    @an_act("finance_propose_holiday_year", HolidayYearShape, HolidayYearAsked, status=201)
    def post(self, request: Request) -> Response:
        """Propose what was announced; proposed again, the last stands until somebody else confirms it."""
        return once(request, lambda: self._proposed(request), HolidayYearShape, status=201)

    def _proposed(self, request: Request) -> Any:
        told = read(HolidayYearAsked, request)
        days = [(day["on"], day["kind"]) for day in told["days"]]
        propose_year(told["year"], days, source=told["source"], by=request.user, now=clock.now())
        return _year(told["year"])


class ConfirmHolidayYear(MoneyDoor):
    access = (FINANCE, ())

    @an_act("finance_confirm_holiday_year", HolidayYearShape)
    def post(self, request: Request, year: int) -> Response:
        """Another person has compared it with the announcement: its months can settle."""
        return once(request, lambda: self._confirmed(request, year), HolidayYearShape)

    def _confirmed(self, request: Request, year: int) -> Any:
        confirm_year(year, by=request.user, now=clock.now())
        return _year(year)


class Amendments(MoneyList):
    access = (FINANCE, (AUDITOR,))

    @extend_schema(responses=AmendmentShape(many=True), operation_id="finance_holiday_amendments")
    def get(self, request: Request, year: int) -> Response:
        """What was amended of a year since it was confirmed, the latest first."""
        return self.page_of(request, amendments_of(holiday_year(year)["year"]), AmendmentShape)

    @an_act("finance_propose_holiday_amendment", AmendmentShape, AmendmentAsked, status=201)
    def post(self, request: Request, year: int) -> Response:
        """Propose what changed of a confirmed year; nothing does before somebody else confirms it."""
        return once(request, lambda: self._proposed(request, year), AmendmentShape, status=201)

    def _proposed(self, request: Request, year: int) -> HolidayAmendment:
        told = read(AmendmentAsked, request)
        lines = [f"{day['on']},{day['kind']},{day['code']}" for day in told["days"]]
        return propose_change(
            year, lines, source=told["source"], why=told["why"], by=request.user, now=clock.now()
        )


class AmendmentEffects(MoneyList):
    access = READERS

    @extend_schema(
        responses=AmendmentEffectShape(many=True), operation_id="finance_holiday_amendment_effects"
    )
    def get(self, request: Request, public_id: str) -> Response:
        """What confirming would do, by paying entity; empty once it is decided."""
        of = _amendment(public_id)
        effects = effects_of(of, local_on(clock.now())) if of.state == "proposed" else []
        return self.page_of(request, effects, AmendmentEffectShape)


class ConfirmAmendment(MoneyDoor):
    access = (FINANCE, ())

    @an_act("finance_confirm_holiday_amendment", AmendmentShape)
    def post(self, request: Request, public_id: str) -> Response:
        """Another person puts it in force; approved months stay, their differences go to the open one."""
        by, now = request.user, clock.now()
        return once(request, lambda: confirm_change(_amendment(public_id), by=by, now=now), AmendmentShape)


class RefuseAmendment(MoneyDoor):
    access = (FINANCE, ())

    @an_act("finance_refuse_holiday_amendment", AmendmentShape)
    def post(self, request: Request, public_id: str) -> Response:
        """The year stays as it is; the proposer may take it back."""
        by, now = request.user, clock.now()
        return once(request, lambda: refuse_change(_amendment(public_id), by=by, now=now), AmendmentShape)


def _amendment(public_id: str) -> HolidayAmendment:
    rows = HolidayAmendment.objects.select_related("year", "proposed_by", "decided_by")
    return get_object_or_404(rows, public_id=public_id)


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


class LedgerEntries(MoneyList):
    access = READERS

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "q", str, description="Part of a run's or batch's number, or an agent's number."
            ),
            OpenApiParameter("entity", str, description="A paying entity's code; all without it."),
        ],
        responses=LedgerEntryShape(many=True),
        operation_id="finance_ledger_entries",
    )
    def get(self, request: Request, account: str) -> Response:
        """The entries of one account, the latest first, each with what posted it."""
        if account not in ACCOUNTS:
            raise Http404
        of = named(request, "entity", PayingEntity.objects.all(), by="code")
        rows = entries_of(account, of.pk if of else None, request.query_params.get("q", "")[:60])
        return self.page_of(request, rows, LedgerEntryShape, then=opened)


class Payments(MoneyList):
    access = READERS

    def listed(self, request: Request, items: QuerySet[PayoutItem], state: str = "") -> Response:
        of = named(request, "run", Run.objects.all(), by="number")
        items = narrowed(items, run=of.number if of else "", state=state)
        rows = items.select_related("run", "account", "statement").order_by(
            "run__month", "statement__agent_number", "pk"
        )
        return self.page_of(request, rows, PaymentShape)


class WaitingPayments(Payments):
    @extend_schema(
        parameters=[OF_RUN], responses=PaymentShape(many=True), operation_id="finance_waiting_payments"
    )
    def get(self, request: Request) -> Response:
        """Payments that wait for an account."""
        return self.listed(request, waiting_items())


class FailedPayments(Payments):
    @extend_schema(
        parameters=[OF_RUN, OpenApiParameter("state", str, enum=list(OWED))],
        responses=PaymentShape(many=True),
        operation_id="finance_failed_payments",
    )
    def get(self, request: Request) -> Response:
        """Payments that failed or came back and were not made again."""
        return self.listed(request, failed_items(), choice(request, "state", OWED))


class PayAgain(MoneyDoor):
    access = ((RELEASER,), ())

    @an_act("finance_pay_again", PaymentShape, status=201)
    def post(self, request: Request, public_id: str) -> Response:
        """A new payment after a failed one, to the account the agent has now; it goes with the next file."""
        return once(request, lambda: self._again(request, public_id), PaymentShape, status=201)

    def _again(self, request: Request, public_id: str) -> PayoutItem:
        item = get_object_or_404(PayoutItem, public_id=public_id)
        return pay_again(item, by=request.user, now=clock.now())


class TakeUpParked(MoneyDoor):
    access = ((PREPARER,), ())

    @an_act("finance_take_up_parked", ProgressShape)
    def post(self, request: Request, number: str) -> Response:
        """Compute the parked chunks again, once their cause is mended; what is done stays done."""
        return once(request, lambda: self._taken_up(request, run_of(number)), ProgressShape)

    def _taken_up(self, request: Request, run: Run) -> Any:
        run_parked_again(run, by=request.user, now=clock.now())
        nudge_run()
        return progress_figures(run, clock.now())
