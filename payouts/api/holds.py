"""Holding back and letting go, for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.models import Agent
from payouts.actions.held_payments import cancel_payment
from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.api.finance import KEY, RunAct, asked_of
from payouts.api.own import REFUSED, MoneyDoor
from payouts.api.shapes import MonthField
from payouts.models import Hold, Run
from payouts.queries.held import active_holds
from yunke import clock
from yunke.api import Page, idempotent
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE


class HoldAsked(serializers.Serializer[Any]):
    agent = serializers.CharField(max_length=12, help_text="The agent's number.")
    line = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="A line's ordinal; null: all."
    )
    why = serializers.CharField(max_length=300)


class HoldShape(serializers.ModelSerializer[Hold]):
    """``month`` is where held facts wait; ``payment`` the key of a payment that stands."""

    run = serializers.CharField(source="run.number")
    agent = serializers.CharField(source="agent.number")
    task = serializers.CharField(source="task.number", default=None)
    month = MonthField(allow_null=True)
    payment = serializers.CharField(source="item.public_id", default=None)

    class Meta:
        model = Hold
        fields = (
            "public_id",
            "run",
            "agent",
            "scope",
            "what",
            "task",
            "payment",
            "amount_fen",
            "month",
            "why",
            "state",
            "held_at",
            "ended_at",
        )


class Holds(MoneyDoor):
    access = ((), (*FINANCE, AUDITOR))
    pagination_class = Page

    @extend_schema(responses=HoldShape(many=True), operation_id="finance_holds")
    def get(self, request: Request) -> Response:
        """Everything held now, the oldest first."""
        pages = Page()
        rows = pages.paginate_queryset(active_holds().order_by("pk"), request, view=self)
        return pages.get_paginated_response(HoldShape(rows, many=True).data)


class HoldBack(RunAct):
    access = (FINANCE, ())

    @extend_schema(
        request=HoldAsked,
        responses={201: HoldShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_hold",
    )
    def post(self, request: Request, number: str) -> Response:
        """Before approval an agent or a line waits for the next run; afterwards the agent's payment stops."""
        return self.answer(request, number)

    def act(self, request: Request, run: Run) -> Response:
        told = asked_of(HoldAsked, request)
        agent = get_object_or_404(Agent, number=told["agent"])
        said: dict[str, Any] = {"why": told["why"], "by": request.user, "now": clock.now()}
        made = hold_line(run, agent, told["line"], **said) if told["line"] else hold_agent(run, agent, **said)
        return Response(HoldShape(made).data, status=201)


class HoldAct(MoneyDoor):
    access = ((APPROVER,), ())

    def answer(self, request: Request, public_id: str) -> Response:
        return idempotent(request, lambda: self._act(request, public_id))

    def _act(self, request: Request, public_id: str) -> Response:
        hold = get_object_or_404(Hold.objects.select_related("run"), public_id=public_id)
        return Response(HoldShape(self.act(request, hold)).data)

    def act(self, request: Request, hold: Hold) -> Hold:
        raise NotImplementedError


class ReleaseHold(HoldAct):
    @extend_schema(
        request=None,
        responses={200: HoldShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_release_hold",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Let go: what waited is settled, what stood is paid with the next file."""
        return self.answer(request, public_id)

    def act(self, request: Request, hold: Hold) -> Hold:
        return release_hold(hold, by=request.user, now=clock.now())


class CancelPayment(HoldAct):
    @extend_schema(
        request=None,
        responses={200: HoldShape, 409: REFUSED},
        parameters=KEY,
        operation_id="finance_cancel_payment",
    )
    def post(self, request: Request, public_id: str) -> Response:
        """Call a held payment off; the money stays owed and may be paid anew under a new key."""
        return self.answer(request, public_id)

    def act(self, request: Request, hold: Hold) -> Hold:
        return cancel_payment(hold, by=request.user, now=clock.now())
