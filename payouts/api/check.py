"""What the approver looks through, for programs; and the cash a month needs."""

from __future__ import annotations

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.account_codes import set_account_codes
from payouts.actions.fees import set_rail_fee
from payouts.api.books_shapes import (
    AccountCodesAsked,
    AccountCodeShape,
    CashNeededShape,
    FeeAsked,
    MonthCheckShape,
)
from payouts.api.shared import MoneyDoor, readable_run
from payouts.queries.account_codes import account_codes, told_as
from payouts.queries.against import by_task
from payouts.queries.cash import cash_of, runs_wanting_cash
from payouts.queries.gaps import gap_sums, gaps_of
from payouts.queries.margins import shift_margins
from payouts.queries.money_out import accounts_missing
from payouts.queries.months import figures_of, run_before
from payouts.queries.unpriced import unpriced_of
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import an_act, idempotent, read
from yunke.ground.roles import AUDITOR, FINANCE, PREPARER

SHIFTS_SHOWN = 200


class Check(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=MonthCheckShape, operation_id="finance_check")
    def get(self, request: Request, number: str) -> Response:
        """Everything a month is checked by before it is approved; each count opens in its list."""
        run = readable_run(number)
        figures, (missing, missing_fen) = figures_of(run), accounts_missing(run)
        fences, gaps = figures.fences, gaps_of(run)
        told = {
            "number": run.number,
            "net_fen": run.net_fen,
            "no_account": missing,
            "no_account_fen": missing_fen,
            "outlier": figures.outliers,
            "low_fen": fences and fences.low_fen,
            "high_fen": fences and fences.high_fen,
            "zero": figures.zero,
            "carried": figures.carried,
            "carried_fen": figures.carried_fen,
            "debt": figures.debtors,
            "debt_fen": figures.debt_fen,
            "gap": figures.gaps,
            "gap_sums": [{"rule": rule, "tax_fen": fen} for rule, fen in gap_sums(gaps)] if gaps else [],
            "unpriced": unpriced_of(run) if run.unpriced_count else [],
            "tasks": by_task(run, run_before(run)),
            "losing_tasks": figures.losing,
            "losing_shift_count": len(figures.losing_shifts),
            "losing_shifts": shift_margins(run, figures.losing_shifts[:SHIFTS_SHOWN]),
            "cash": cash_of([run]),
        }
        return Response(MonthCheckShape(told).data)


class CashNeeded(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=CashNeededShape, operation_id="finance_cash")
    def get(self, request: Request) -> Response:
        """Cash needed by entity, day and rail, over months computed and not yet paid."""
        rows = cash_of(runs_wanting_cash())
        return Response(CashNeededShape({"fen": sum(one.fen for one in rows), "rows": rows}).data)


class AccountCodes(MoneyDoor):
    access = ((PREPARER,), (*FINANCE, AUDITOR))

    @extend_schema(responses=AccountCodeShape(many=True), operation_id="finance_account_codes")
    def get(self, request: Request, public_id: str) -> Response:
        """What this entity's own books call the accounts, and what the accounting standards offer."""
        of = get_object_or_404(PayingEntity, public_id=public_id)
        return Response(AccountCodeShape(account_codes(of.pk), many=True).data)

    @an_act("finance_set_account_codes", None, AccountCodesAsked, status=204)
    def post(self, request: Request, public_id: str) -> Response:
        """What vouchers call the accounts from now on; without a code the house's own is written again."""
        return idempotent(request, lambda: self._set(request, public_id))

    def _set(self, request: Request, public_id: str) -> Response:
        told = read(AccountCodesAsked, request)["accounts"]
        of = get_object_or_404(PayingEntity, public_id=public_id)
        chosen = {one["account"]: told_as(one["account"], one["code"], one["name"]) for one in told}
        set_account_codes(of, chosen, by=request.user, now=clock.now())
        return Response(status=204)


class Fee(MoneyDoor):
    access = ((PREPARER,), ())

    @an_act("finance_set_fee", None, FeeAsked, status=204)
    def post(self, request: Request, public_id: str) -> Response:
        """What one payment by a rail costs this entity; ``null`` takes it back, which is not zero."""
        return idempotent(request, lambda: self._set(request, public_id))

    def _set(self, request: Request, public_id: str) -> Response:
        told = read(FeeAsked, request)
        of = get_object_or_404(PayingEntity, public_id=public_id)
        set_rail_fee(of, told["rail"], told["fee_fen"], by=request.user, now=clock.now())
        return Response(status=204)
