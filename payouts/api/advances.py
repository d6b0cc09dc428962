"""Advances for programs."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from onboarding.models import Agent
from payouts.actions.advances import (
    PROPOSERS,
    grant_advance,
    propose_advance,
    record_advance_paid,
    refuse_advance,
)
from payouts.api.shapes import MonthField
from payouts.api.shared import MoneyDoor, MoneyList
from payouts.models import Advance
from payouts.queries.advances import advances
from payouts.rules.advances import MOST_FEN
from tasks.models import PayingEntity
from yunke import clock
from yunke.api import an_act, once, read
from yunke.ground.roles import APPROVER, AUDITOR, FINANCE, RELEASER


class AdvanceAsked(serializers.Serializer[Any]):
    entity = serializers.CharField(max_length=12, help_text="The paying entity's code.")
    agent = serializers.CharField(max_length=12, help_text="The agent's number.")
    amount_fen = serializers.IntegerField(min_value=1, max_value=MOST_FEN)
    why = serializers.CharField(max_length=300, help_text="The agent reads it.")
    beyond = serializers.BooleanField(
        default=False, help_text="Said where it is more than the open month has come to so far."
    )


class AdvanceRefused(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=300, help_text="Whoever proposed it reads it.")


class AdvancePaidAsked(serializers.Serializer[Any]):
    paid_on = serializers.DateField()
    reference = serializers.CharField(max_length=60, help_text="The bank's own number of the payment.")


class AdvanceShape(serializers.ModelSerializer[Advance]):
    entity = serializers.CharField(source="entity.code")
    agent = serializers.CharField(source="agent.number")
    settle_month = MonthField(allow_null=True)

    class Meta:
        model = Advance
        fields = (
            "public_id",
            "entity",
            "agent",
            "amount_fen",
            "why",
            "paid_on",
            "reference",
            "settle_month",
            "state",
        )


class Advances(MoneyList):
    access = (PROPOSERS, (*FINANCE, AUDITOR))

    @extend_schema(responses=AdvanceShape(many=True), operation_id="finance_advances")
    def get(self, request: Request) -> Response:
        """Every advance, the latest first."""
        return self.page_of(request, advances(), AdvanceShape)

    @an_act("finance_propose_advance", AdvanceShape, AdvanceAsked, status=201)
    def post(self, request: Request) -> Response:
        """Propose an advance; an approver grants it."""
        return once(request, lambda: self._proposed(request), AdvanceShape, status=201)

    def _proposed(self, request: Request) -> Advance:
        told = read(AdvanceAsked, request)
        entity = get_object_or_404(PayingEntity, code=told["entity"])
        agent = get_object_or_404(Agent, number=told["agent"])
        return propose_advance(
            entity,
            agent,
            told["amount_fen"],
            told["why"],
            beyond=told["beyond"],
            by=request.user,
            now=clock.now(),
        )


class GrantAdvance(MoneyDoor):
    access = ((APPROVER,), ())

    @an_act("finance_grant_advance", AdvanceShape)
    def post(self, request: Request, public_id: str) -> Response:
        """It may be paid now; nothing is booked before it was."""
        by, now = request.user, clock.now()
        return once(request, lambda: grant_advance(_advance(public_id), by=by, now=now), AdvanceShape)


class RefuseAdvance(MoneyDoor):
    access = ((APPROVER, *PROPOSERS), ())

    @an_act("finance_refuse_advance", AdvanceShape, AdvanceRefused)
    def post(self, request: Request, public_id: str) -> Response:
        """Taken back by its proposer, refused by an approver; not once its payment is recorded."""
        return once(request, lambda: self._refused(request, _advance(public_id)), AdvanceShape)

    def _refused(self, request: Request, of: Advance) -> Advance:
        why = read(AdvanceRefused, request)["why"]
        return refuse_advance(of, why=why, by=request.user, now=clock.now())


class RecordAdvancePaid(MoneyDoor):
    access = ((RELEASER,), ())

    @an_act("finance_record_advance_paid", AdvanceShape, AdvancePaidAsked)
    def post(self, request: Request, public_id: str) -> Response:
        """The bank has paid it: booked once, taken back by the open month's statement."""
        return once(request, lambda: self._recorded(request, _advance(public_id)), AdvanceShape)

    def _recorded(self, request: Request, of: Advance) -> Advance:
        return record_advance_paid(of, **read(AdvancePaidAsked, request), by=request.user, now=clock.now())


def _advance(public_id: str) -> Advance:
    return get_object_or_404(
        Advance.objects.select_related("entity", "agent__user", "proposed_by"), public_id=public_id
    )
