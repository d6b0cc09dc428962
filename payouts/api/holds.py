"""Holding back and letting go, for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.models import Agent
from payouts.actions.held_payments import cancel_payment
from payouts.actions.holds import hold_agent, hold_line, release_hold
from payouts.api.shapes import MonthField
from payouts.api.shared import MoneyDoor, MoneyList, run_of
from payouts.models import Hold, Run
from payouts.queries.held import active_holds, holds_on
from yunke import clock
from yunke.api import an_act, once, read
from yunke.ground.roles import AGENT, APPROVER, AUDITOR, FINANCE


class HoldAsked(serializers.Serializer[Any]):
    agent = serializers.CharField(max_length=12, help_text="The agent's number.")
    line = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, help_text="A line's ordinal; null: all."
    )
    seen = serializers.CharField(
        max_length=64,
        required=False,
        default="",
        help_text="The digest of the statement the line was read on.",
    )
    why = serializers.CharField(max_length=300)


class CancelAsked(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=300, help_text="The agent reads it.")


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


class MyHoldShape(serializers.ModelSerializer[Hold]):
    """``waits``: with the next settlement, or the payment stands until it is let go."""

    month = MonthField(source="run.month")
    task = serializers.CharField(source="task.public_id", default=None)
    waits = serializers.SerializerMethodField()

    class Meta:
        model = Hold
        fields = ("public_id", "month", "scope", "what", "task", "amount_fen", "why", "held_at", "waits")

    @extend_schema_field(serializers.ChoiceField(["settlement", "payment"]))
    def get_waits(self, hold: Hold) -> str:
        return "payment" if hold.item_id else "settlement"


class MyHolds(MoneyList):
    access = ((), (AGENT,))

    @extend_schema(responses=MyHoldShape(many=True), operation_id="pay_holds")
    def get(self, request: Request) -> Response:
        """What is held back from me now and why, the latest first."""
        return self.page_of(request, holds_on(request.user.agent), MyHoldShape)


class Holds(MoneyList):
    access = ((), (*FINANCE, AUDITOR))

    @extend_schema(responses=HoldShape(many=True), operation_id="finance_holds")
    def get(self, request: Request) -> Response:
        """Everything held now, the oldest first."""
        return self.page_of(request, active_holds().order_by("pk"), HoldShape)


class HoldBack(MoneyDoor):
    access = (FINANCE, ())

    @an_act("finance_hold", HoldShape, HoldAsked, status=201)
    def post(self, request: Request, number: str) -> Response:
        """Before approval an agent or a line waits for the next run; afterwards the agent's payment stops."""
        return once(request, lambda: self._held(request, run_of(number)), HoldShape, status=201)

    def _held(self, request: Request, run: Run) -> Hold:
        told = read(HoldAsked, request)
        agent = get_object_or_404(Agent, number=told["agent"])
        said: dict[str, Any] = {"why": told["why"], "by": request.user, "now": clock.now()}
        if told["line"]:
            return hold_line(run, agent, told["line"], seen=told["seen"], **said)
        return hold_agent(run, agent, **said)


class ReleaseHold(MoneyDoor):
    access = ((APPROVER,), ())

    @an_act("finance_release_hold", HoldShape)
    def post(self, request: Request, public_id: str) -> Response:
        """Let go: what waited is settled, what stood is paid with the next file."""
        by, now = request.user, clock.now()
        return once(request, lambda: release_hold(_hold(public_id), by=by, now=now), HoldShape)


class CancelPayment(MoneyDoor):
    access = ((APPROVER,), ())

    @an_act("finance_cancel_payment", HoldShape, CancelAsked)
    def post(self, request: Request, public_id: str) -> Response:
        """Call a held payment off and say why; the money stays owed and may be paid anew under a new key."""
        return once(request, lambda: self._cancelled(request, _hold(public_id)), HoldShape)

    def _cancelled(self, request: Request, hold: Hold) -> Hold:
        why = read(CancelAsked, request)["why"]
        return cancel_payment(hold, why=why, by=request.user, now=clock.now())


def _hold(public_id: str) -> Hold:
    return get_object_or_404(Hold.objects.select_related("run"), public_id=public_id)
