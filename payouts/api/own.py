"""An agent's money for programs: this month so far, statements with their proof, the account."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from payouts.actions.accounts import set_account
from payouts.api.shapes import (
    AccountAsked,
    AccountShape,
    MonthAsked,
    OpenedStatementShape,
    SoFarShape,
    StatementShape,
)
from payouts.api.shared import MoneyDoor, MoneyList
from payouts.models import PayoutAccount
from payouts.queries.money_out import active_account
from payouts.queries.opened import opened_so_far, opened_statement
from payouts.queries.so_far import SoFar, this_month_so_far
from payouts.queries.statements import statements_of
from yunke import clock
from yunke.api import an_act, asked, once, read
from yunke.ground.roles import AGENT


class PaySoFar(MoneyDoor):
    access = ((), (AGENT,))

    @extend_schema(responses=SoFarShape(many=True), operation_id="pay_so_far")
    def get(self, request: Request) -> Response:
        """What the open month comes to by now, one entry a paying entity, by the function that will pay it."""
        found = this_month_so_far(request.user.agent, clock.now())
        return Response(SoFarShape([_so_far(one) for one in found], many=True).data)


class PayStatements(MoneyList):
    access = ((), (AGENT,))

    @extend_schema(
        parameters=[MonthAsked], responses=StatementShape(many=True), operation_id="pay_statements"
    )
    def get(self, request: Request) -> Response:
        """My statements, the latest first, or those of a month."""
        wished = asked(MonthAsked, request)
        mine = statements_of(request.user.agent)
        found = mine.filter(run__month=wished["month"]) if "month" in wished else mine
        return self.page_of(request, found, StatementShape)


class PayStatement(MoneyDoor):
    access = ((), (AGENT,))

    @extend_schema(responses=OpenedStatementShape, operation_id="pay_statement")
    def get(self, request: Request, public_id: str) -> Response:
        """One statement; every line with the facts it pays."""
        one = get_object_or_404(statements_of(request.user.agent), public_id=public_id)
        return Response(OpenedStatementShape(one, context={"lines": opened_statement(one)}).data)


class PayAccount(MoneyDoor):
    access = ((AGENT,), ())

    @extend_schema(responses={200: AccountShape, 404: None}, operation_id="pay_account")
    def get(self, request: Request) -> Response:
        """Where I am paid, by the last four."""
        account = active_account(request.user.agent)
        if account is None:
            raise Http404
        return Response(AccountShape(account).data)

    @an_act("pay_account_set", AccountShape, AccountAsked, status=201)
    def post(self, request: Request) -> Response:
        """Add or replace the account; the full number is taken and never given back."""
        return once(request, lambda: self._set(request), AccountShape, status=201)

    def _set(self, request: Request) -> PayoutAccount:
        return set_account(request.user.agent, **read(AccountAsked, request), now=clock.now())


def _so_far(one: SoFar) -> dict[str, Any]:
    figures = one.draft.figures if one.draft else None
    return {
        "month": one.month,
        "payer": one.entity.name,
        "pays_on": one.pays_on,
        "as_of": one.as_of,
        "tax_known": one.tax_known,
        "holidays_known": one.holidays_known,
        "unpriced": one.unpriced,
        "lines": opened_so_far(one),
        "penalty_fen": one.draft.penalty_fen if one.draft else 0,
        **{
            name: getattr(figures, name) if figures else 0
            for name in ("income_fen", "tax_fen", "carried_fen", "net_fen")
        },
    }
